import Observations
import Wire

/// Reads the messages of an SMB connection: every header, and the bodies that negotiate.
///
/// Data is skipped by its length, so that a bulk transfer costs a header per message. Never
/// settles: a verdict speaks of every message.
struct SMBReader: ~Copyable {
  var connection = SMBConnection()
  /// The end that sends requests, from the first header seen.
  var client: End?
  private var frames = Ends(Frame(), Frame())
  private var isLost = Ends(false, false)

  // What later messages are matched with; see `SMBReader+Messages`.
  var trees: [Tree] = []
  var pendingTrees: [(messageID: UInt64, path: String)] = []
  var authentication = Authentication()
  var smb1Dialects: [String] = []
  var encryptedSessions: [UInt64] = []
  var lastShare: Share = .unknown
  var lastSMB1Signature = Ends<UInt64>(0, 0)

  /// The NetBIOS session message that is being walked.
  private struct Frame {
    /// Octets of the message from the current position on; 0 between messages.
    var remaining = 0
    /// Messages of the compound so far.
    var messages = 0
  }

  enum Share {
    case disk, pipe, unknown
  }

  struct Tree {
    var sessionID: UInt64
    var treeID: UInt32
    var share: Share
  }

  /// The newest session set-up that is under way.
  struct Authentication {
    var mechanism: SMBSession.Mechanism?
    var account: String?
  }

  /// Octets of a negotiation or session set-up that are read: security tokens with large Kerberos
  /// tickets reach 64 KiB, the engine's limit holds above it.
  private static let maximumNegotiation = 66 * 1_024
  /// A path of 1,024 UTF-16 units behind the fixed part of a TREE_CONNECT.
  private static let maximumTreeConnect = SMB2Header.octetCount + 8 + 2_048
  /// A path of 260 UTF-16 units behind the fixed part of a CREATE, and some padding.
  static let maximumCreate = SMB2Header.octetCount + 56 + 8 + 520

  mutating func gap(from end: End) {
    isLost[end] = true
    frames[end] = Frame()
    if connection.dialect == nil { connection.negotiateMissing = true }
  }

  /// A message that only follows a negotiation was met.
  mutating func noteNegotiated(context: inout ReadingContext) {
    guard connection.negotiateResponse == nil, !connection.negotiateMissing else { return }
    connection.negotiateMissing = true
    context.changed = true
  }

  mutating func finish(context: inout ReadingContext) {
    if connection.negotiateRequest != nil, connection.negotiateResponse == nil,
      !connection.negotiateMissing, context.endedByPeers
    {
      connection.negotiateRefused = true
      context.changed = true
    }
  }

  mutating func read(
    _ octets: Span<UInt8>, from end: End, context: inout ReadingContext
  ) -> Progress {
    if frames[end].remaining > 0 { return readMessage(octets, from: end, context: &context) }
    if isLost[end] {
      guard NetBIOSSessionHeader.recognise(octets) == .recognised else {
        return .advance(octets.count)
      }
      isLost[end] = false
    }
    guard octets.count >= NetBIOSSessionHeader.octetCount else {
      return .need(NetBIOSSessionHeader.octetCount)
    }
    var reader = OctetReader(octets, layer: .netbios)
    do throws(DecodeError) {
      let header = try NetBIOSSessionHeader(parsing: &reader)
      guard header.type.isDefined else {
        throw reader.malformed("a NetBIOS session packet has a defined type")
      }
      guard header.type == .sessionMessage, header.length > 0 else {
        return .advance(NetBIOSSessionHeader.octetCount + header.length)
      }
      frames[end] = Frame(remaining: header.length, messages: 0)
      return .advance(NetBIOSSessionHeader.octetCount)
    } catch {
      return lose(octets, error, from: end, context: &context)
    }
  }

  private mutating func lose(
    _ octets: Span<UInt8>, _ error: DecodeError, from end: End, context: inout ReadingContext
  ) -> Progress {
    context.count(error)
    gap(from: end)
    return .advance(octets.count)
  }

  /// Skips what is left of the session message.
  private mutating func skipFrame(_ end: End) -> Progress {
    defer { frames[end] = Frame() }
    return .advance(frames[end].remaining)
  }

  // MARK: Messages

  private mutating func readMessage(
    _ octets: Span<UInt8>, from end: End, context: inout ReadingContext
  ) -> Progress {
    let remaining = frames[end].remaining
    guard octets.count >= min(4, remaining) else { return .need(min(4, remaining)) }
    var start = OctetReader(octets, layer: .smb2)
    do throws(DecodeError) {
      switch try SMBProtocolID(parsing: &start) {
      case .smb2: return try readSMB2(octets, from: end, context: &context)
      case .smb1: return try readSMB1(octets, from: end, context: &context)
      case .transform: return try readTransform(octets, from: end, context: &context)
      case .compressionTransform: return try readCompressed(octets, from: end, context: &context)
      default: throw start.malformed("a session message on SMB starts with an SMB protocol id")
      }
    } catch {
      context.count(error)
      return skipFrame(end)
    }
  }

  private mutating func readSMB2(
    _ octets: Span<UInt8>, from end: End, context: inout ReadingContext
  ) throws(DecodeError) -> Progress {
    let remaining = frames[end].remaining
    guard remaining >= SMB2Header.octetCount else {
      throw DecodeError(
        .malformed, layer: .smb2, offset: 0, need: SMB2Header.octetCount, have: remaining,
        rule: .exceedsLength)
    }
    guard octets.count >= SMB2Header.octetCount else { return .need(SMB2Header.octetCount) }
    var reader = OctetReader(octets, layer: .smb2)
    let header = try SMB2Header(parsing: &reader)
    let next = Int(header.nextCommand)
    guard next <= remaining else {
      throw DecodeError(
        .malformed, layer: .smb2, offset: 20, need: next, have: remaining, rule: .exceedsLength)
    }
    let size = next == 0 ? remaining : next
    let wanted = min(size, Self.wantedOctets(of: header))
    guard octets.count >= wanted else { return .need(wanted) }
    note(header, octets.extracting(0..<wanted), size: size, from: end, context: &context)
    frames[end].messages += 1
    guard next != 0, frames[end].messages < SMB2CompoundReader.maximumMessages else {
      if next != 0 { context.countLimit("SMB2 messages in one packet") }
      return skipFrame(end)
    }
    frames[end].remaining -= size
    return .advance(size)
  }

  /// Octets of a message that are looked at; the rest is skipped.
  private static func wantedOctets(of header: SMB2Header) -> Int {
    switch header.command {
    case .negotiate, .sessionSetup: maximumNegotiation
    case .treeConnect: maximumTreeConnect
    case .ioctl: SMB2Header.octetCount + 8
    case .create where !header.isResponse: maximumCreate
    default: SMB2Header.octetCount
    }
  }

  private mutating func readSMB1(
    _ octets: Span<UInt8>, from end: End, context: inout ReadingContext
  ) throws(DecodeError) -> Progress {
    let remaining = frames[end].remaining
    guard octets.count >= min(SMB1Header.octetCount, remaining) else {
      return .need(min(SMB1Header.octetCount, remaining))
    }
    var reader = OctetReader(octets, layer: .smb1)
    let header = try SMB1Header(parsing: &reader)
    let wanted: Int
    switch header.command {
    case .negotiate, .sessionSetupAndX: wanted = min(remaining, Self.maximumNegotiation)
    case .treeConnectAndX: wanted = min(remaining, Self.maximumTreeConnect)
    default: wanted = SMB1Header.octetCount
    }
    guard octets.count >= wanted else { return .need(wanted) }
    note(header, octets.extracting(0..<wanted), size: remaining, from: end, context: &context)
    return skipFrame(end)
  }

  private mutating func readTransform(
    _ octets: Span<UInt8>, from end: End, context: inout ReadingContext
  ) throws(DecodeError) -> Progress {
    let wanted = min(SMB2TransformHeader.octetCount, frames[end].remaining)
    guard octets.count >= wanted else { return .need(wanted) }
    var reader = OctetReader(octets.extracting(0..<wanted), layer: .smb2, boundary: .length)
    let header = try SMB2TransformHeader(parsing: &reader)
    noteNegotiated(context: &context)
    noteEncrypted(header, size: frames[end].remaining, from: end, context: &context)
    return skipFrame(end)
  }

  private mutating func readCompressed(
    _ octets: Span<UInt8>, from end: End, context: inout ReadingContext
  ) throws(DecodeError) -> Progress {
    let remaining = frames[end].remaining
    let headerSize = SMB2CompressionTransformHeader.octetCount
    guard octets.count >= min(headerSize, remaining) else {
      return .need(min(headerSize, remaining))
    }
    var reader = OctetReader(octets, layer: .smb2)
    let header = try SMB2CompressionTransformHeader(parsing: &reader)
    let wanted = headerSize + SMB2Header.octetCount
    let showsHeader = header.clearOctetCount >= SMB2Header.octetCount && wanted <= remaining
    if showsHeader, octets.count < wanted { return .need(wanted) }
    connection.compressedMessages += 1
    context.changed = true
    if showsHeader {
      let inner = octets.extracting(headerSize..<wanted)
      var reader = OctetReader(inner, layer: .smb2)
      let message = try SMB2Header(parsing: &reader)
      note(message, inner, size: remaining, from: end, context: &context)
    }
    return skipFrame(end)
  }
}
