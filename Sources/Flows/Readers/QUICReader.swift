import Observations
import Wire

/// Reads the long headers and Initial packets of a QUIC connection.
///
/// The keys hang on the destination identifier of the client's first Initial. Whoever sends a
/// packet that opens with keys made of its own identifier is the client, so nothing depends on
/// ports or on who is seen first.
final class QUICReader {
  var connection = QUICConnection(version: QUICConnection.Version(rawValue: 0))
  var handshake: TLSHandshake?
  var client: End?
  var secret: QUICInitialSecret?
  let low = HandshakeStream()
  let high = HandshakeStream()
  /// One more than the largest packet number so far.
  var expected = Ends<UInt64>(0, 0)
  /// Initials that came before the client's first one, whose keys they need.
  var held: [(end: End, octets: [UInt8])] = []
  /// Packets that not even keys made of their own identifier opened.
  var failures = 0
  private var hasHandshakePackets = Ends(false, false)
  /// Short-header packets, counted to `enoughShortHeaders`.
  private var shortHeaders = Ends<UInt8>(0, 0)
  /// Eight protected octets of the last of them: a packet that a mirror repeats has the same.
  private var shortSamples = Ends<UInt64>(0, 0)
  private var stage = Stage.attempted
  var hasConflict = false

  /// Packets of one datagram; three encryption levels and a few repetitions.
  private static let maximumPackets = 16
  /// Versions that are kept of a negotiation.
  private static let maximumVersions = 16
  /// Of these the first may close the connection; the second from both ends is data.
  private static let enoughShortHeaders: UInt8 = 2
  /// The smallest packet with a short header: one octet, packet number and tag, and a sample that
  /// starts four octets behind the packet number (RFC 9001 section 5.4.2).
  private static let minimumShortHeader = 21

  func stream(of end: End) -> HandshakeStream { end == .low ? low : high }

  /// Reads a datagram.
  func read(_ octets: Span<UInt8>, isCut: Bool, from end: End, context: inout ReadingContext) {
    guard !octets.isEmpty else { return }
    guard QUICPacket.isLongHeader(firstOctet: octets[0]) else {
      noteShortHeader(octets, from: end, context: &context)
      return
    }
    var reader = OctetReader(octets, layer: .quic, boundary: isCut ? .capture : .length)
    do throws(DecodeError) {
      for _ in 0..<Self.maximumPackets {
        guard let first = reader.peek() else { break }
        guard QUICPacket.isLongHeader(firstOctet: first) else {
          noteShortHeader(reader.rest(), from: end, context: &context)
          break
        }
        let packet = try QUICPacket(parsing: &reader)
        note(packet, from: end, context: &context)
        if context.startsAnew { return }
        if packet.isCut { throw reader.shortened }
      }
    } catch {
      context.count(error)
    }
    noteStage(context: &context)
  }

  private func note(_ packet: borrowing QUICPacket, from end: End, context: inout ReadingContext) {
    switch packet.kind {
    case .initial: readInitial(packet, from: end, context: &context)
    case .zeroRTT:
      noteVersion(packet.version, context: &context)
      if !connection.hasEarlyData { context.changed = true }
      connection.hasEarlyData = true
    case .handshake:
      noteVersion(packet.version, context: &context)
      if !hasHandshakePackets[end] { context.changed = true }
      hasHandshakePackets[end] = true
    case .retry: readRetry(packet, from: end, context: &context)
    case .versionNegotiation: readNegotiation(packet, from: end, context: &context)
    case .unknownVersion: noteVersion(packet.version, context: &context)
    }
  }

  func noteVersion(_ version: QUICVersion, context: inout ReadingContext) {
    guard connection.version.rawValue != version.rawValue else { return }
    connection.version = QUICConnection.Version(rawValue: version.rawValue)
    context.changed = true
  }

  private func noteShortHeader(_ octets: Span<UInt8>, from end: End, context: inout ReadingContext)
  {
    guard shortHeaders[end] < Self.enoughShortHeaders else { return }
    if let version = QUICPacket.googleVersion(octets) {
      noteVersion(version, context: &context)
      return
    }
    guard octets.count >= Self.minimumShortHeader, octets[0] & 0x40 != 0,
      connection.version.isDecoded
    else { return }
    var sample: UInt64 = 0
    for index in octets.count - 8..<octets.count { sample = sample << 8 | UInt64(octets[index]) }
    guard shortHeaders[end] == 0 || sample != shortSamples[end] else { return }
    shortSamples[end] = sample
    shortHeaders[end] += 1
    context.changed = true
    noteStage(context: &context)
  }

  private func noteStage(context: inout ReadingContext) {
    guard context.changed else { return }
    let now = snapshot(initiator: context.initiator).stage
    guard now != stage || connection.deciding == nil else { return }
    stage = now
    connection.deciding = context.moment
  }

  // MARK: Retry and negotiation

  private func readRetry(
    _ packet: borrowing QUICPacket, from end: End, context: inout ReadingContext
  ) {
    noteVersion(packet.version, context: &context)
    guard end != client, handshake?.version == nil else { return }
    connection.hasRetry = true
    context.changed = true
    // The client's next Initial goes to this identifier, and the keys with it. The tag is not
    // checked: if the client does not follow, its own packets tell the keys again.
    guard client != nil,
      let next = QUICInitialSecret(
        version: packet.version, connectionID: packet.sourceConnectionID)
    else { return }
    secret = next
  }

  private func readNegotiation(
    _ packet: borrowing QUICPacket, from end: End, context: inout ReadingContext
  ) {
    guard end != client, handshake?.version == nil else { return }
    let offered = packet.supportedVersions
    connection.negotiatedVersions = offered.indices.prefix(Self.maximumVersions).map {
      QUICConnection.Version(rawValue: offered[$0].rawValue)
    }
    context.changed = true
  }

  // MARK: The end

  /// The flow is over: a hello that is not whole never will be.
  func finish(context: inout ReadingContext) {
    for _ in held { noteUnread(context: &context) }
    release(context: &context)
    if handshake?.clientHello == nil, connection.version.isDecoded,
      hasHandshakePackets.low || hasHandshakePackets.high || handshake != nil
    {
      noteLost(context: &context)
    }
  }

  /// Gives kept octets back.
  func release(context: inout ReadingContext) {
    if !low.assembly.isEmpty || !high.assembly.isEmpty { noteLost(context: &context) }
    low.assembly.release(context: &context)
    high.assembly.release(context: &context)
    for (_, octets) in held {
      context.kept -= octets.count
      context.giveBack(octets)
    }
    held = []
  }

  /// What is known so far.
  ///
  /// - Parameter initiator: taken for the client as long as no packet tells.
  func snapshot(initiator: End) -> QUICConnection {
    let client = self.client ?? initiator
    var result = connection
    result.handshakeFromClient = hasHandshakePackets[client]
    result.handshakeFromServer = hasHandshakePackets[client.other]
    result.shortHeaderFromClient = shortHeaders[client] > 0
    result.shortHeaderFromServer = shortHeaders[client.other] > 0
    guard var handshake else { return result }
    handshake.protectedFromClient = hasHandshakePackets[client] || shortHeaders[client] > 0
    handshake.protectedFromServer =
      hasHandshakePackets[client.other] || shortHeaders[client.other] > 0
    handshake.applicationData =
      shortHeaders.low >= Self.enoughShortHeaders && shortHeaders.high >= Self.enoughShortHeaders
    result.handshake = handshake
    return result
  }
}

extension OctetReader {
  /// The error of a packet that the capture cut.
  fileprivate var shortened: DecodeError {
    DecodeError(.truncated, layer: layer, offset: offset, need: 1, have: 0, rule: .endOfCapture)
  }
}
