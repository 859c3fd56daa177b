public import Observations
public import Wire

/// Takes frames through whatever wraps them to the innermost transport header and names the flow
/// that each belongs to.
///
/// The walk inwards is a loop, not a recursion, and ends after `EncapsulationPath.maximumDepth`
/// wrappers. IP fragments are put together on the way. Nothing is allocated for a packet that
/// decodes and is no fragment.
public struct FrontDoor: ~Copyable {
  private var counted = Coverage()
  var fragments: FragmentTable
  var tunnels = TunnelTable()

  /// - Parameter fragmentLimits: how much may wait for missing fragments.
  public init(fragmentLimits: FragmentLimits = FragmentLimits()) {
    fragments = FragmentTable(limits: fragmentLimits)
  }

  /// What was seen so far.
  public var coverage: Coverage {
    var coverage = counted
    let counts = fragments.counts
    coverage.limits.merge(counts.limits, uniquingKeysWith: +)
    coverage.doubtful.merge(counts.doubtful, uniquingKeysWith: +)
    if tunnels.evictions > 0 { coverage.evictions["tunnels", default: 0] += tunnels.evictions }
    if counts.evictions > 0 { coverage.evictions["IP datagrams", default: 0] += counts.evictions }
    for (rule, count) in counts.refused {
      coverage.malformed[Coverage.Fault(layer: "fragments", rule: rule), default: 0] += count
    }
    return coverage
  }

  /// Tunnels between addresses that were seen since the last call, in the order of their frames.
  public mutating func takeTunnels() -> [Observation] { tunnels.take() }

  /// Gives up what waits for fragments: the input is over.
  public mutating func finish() { fragments.finish() }

  /// Decodes one frame.
  ///
  /// - Parameters:
  ///   - frame: the captured octets.
  ///   - originalLength: octets that the frame had on the wire.
  ///   - moment: its number and packet time.
  /// - Returns: nil when the frame belongs to no flow; why is counted. The octets that the head
  ///   speaks of are those of `octets(of:in:)`.
  public mutating func admit(
    _ frame: Span<UInt8>, linkType: LinkType, originalLength: Int, at moment: Moment
  ) -> PacketHead? {
    counted.packets += 1
    counted.octets += UInt64(max(0, originalLength))
    if frame.count < originalLength { counted.cutFrames += 1 }
    note(moment.time)
    var reader = OctetReader(frame, layer: linkType.layer)
    do throws(DecodeError) {
      let link = try LinkHeader(parsing: &reader, linkType: linkType)
      if link.etherType == .unknown, !linkType.isDecoded {
        counted.unknownLinkTypes[linkType.rawValue, default: 0] += 1
        return nil
      }
      var walk = PacketWalk(link, moment)
      do throws(DecodeError) {
        if try follow(&reader, &walk) { return walk.head }
        if walk.isWhole, try followWhole(&walk) { return walk.head }
        return walk.carrierTold ? walk.carrier : nil
      } catch {
        count(error)
        // What lies inside cannot be read, so that the datagram around it is all there is to tell.
        return walk.carrier
      }
    } catch {
      count(error)
      return nil
    }
  }

  /// The octets in which the payload of a packet lies: its frame, or the datagram that was put
  /// together of fragments.
  ///
  /// - Parameters:
  ///   - head: what `admit` returned last.
  ///   - frame: the frame that it was given.
  @_lifetime(borrow self, copy frame)
  public func octets(of head: PacketHead, in frame: Span<UInt8>) -> Span<UInt8> {
    head.isReassembled ? fragments.assembled.span : frame
  }

  private mutating func note(_ time: Timestamp) {
    if counted.first.map({ time < $0 }) ?? true { counted.first = time }
    if counted.last.map({ $0 < time }) ?? true { counted.last = time }
  }

  mutating func count(_ error: DecodeError) {
    switch error.kind {
    case .truncated: counted.truncated["\(error.layer)", default: 0] += 1
    case .malformed:
      counted.malformed[
        Coverage.Fault(layer: "\(error.layer)", rule: error.rule.description), default: 0] += 1
    case .limit: counted.limits[error.rule.description, default: 0] += 1
    }
  }

  /// Counts a packet that is read although its receiver may have read it otherwise.
  mutating func countDoubt(_ name: String) { counted.doubtful[name, default: 0] += 1 }

  // MARK: The walk

  /// Follows the headers from the link inwards; true when a transport header named a flow.
  @inline(__always)
  private mutating func follow(
    _ reader: inout OctetReader, _ walk: inout PacketWalk
  ) throws(DecodeError) -> Bool {
    for _ in 0..<PacketWalk.maximumTurns {
      let next = walk.next
      walk.next = .unknown
      switch next {
      case .unknown: return false
      case .ipv4: if try readIPv4(&reader, &walk) { return true }
      case .ipv6: if try readIPv6(&reader, &walk) { return true }
      case .arp: if try readARP(&reader, &walk) { return true }
      case .eapol: if try readEAPOL(&reader, &walk) { return true }
      default: try unwrap(next, &reader, &walk)
      }
    }
    throw reader.limit("more than 32 headers inside each other")
  }

  /// Goes on inside datagrams that were put together.
  ///
  /// A datagram inside needs a wrapper around it, so that the depth of wrappers ends this as well.
  private mutating func followWhole(_ walk: inout PacketWalk) throws(DecodeError) -> Bool {
    while walk.isWhole {
      walk.isWhole = false
      walk.isInWhole = true
      // The octets leave the table while they are read, since reading may put others together.
      var octets: [UInt8] = []
      swap(&octets, &fragments.assembled)
      let result = followWhole(octets.span, &walk)
      if !walk.isWhole { swap(&octets, &fragments.assembled) }
      if try result.get() {
        walk.head.isReassembled = true
        return true
      }
    }
    return false
  }

  private mutating func followWhole(
    _ octets: Span<UInt8>, _ walk: inout PacketWalk
  ) -> Result<Bool, DecodeError> {
    var reader = OctetReader(octets, layer: walk.source >> 32 == 0xFFFF ? .ipv4 : .ipv6)
    do throws(DecodeError) {
      if try readWhole(&reader, &walk) { return .success(true) }
      return .success(try follow(&reader, &walk))
    } catch {
      return .failure(error)
    }
  }
}
