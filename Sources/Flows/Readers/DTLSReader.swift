import Observations
import Wire

/// Reads the records of a DTLS association: 1.0 to 1.2, and what 1.3 leaves in clear.
final class DTLSReader {
  private(set) var handshake = TLSHandshake()
  private(set) var client: End?
  private(set) var hasConflict = false
  private let low = HandshakeStream()
  private let high = HandshakeStream()
  private var hasApplicationData = Ends(false, false)

  /// Records of one datagram: a flight of a few messages.
  private static let maximumRecords = 64
  /// Handshake messages or fragments of one record.
  private static let maximumMessages = 64

  private func stream(of end: End) -> HandshakeStream { end == .low ? low : high }

  /// Whether the datagram of an unknown flow is taken for DTLS.
  static func matches(_ octets: Span<UInt8>, isCut: Bool) -> Bool {
    guard octets.count > DTLSRecordHeader.size, (20...26).contains(octets[0]) else { return false }
    var reader = OctetReader(octets, layer: .dtls, boundary: isCut ? .capture : .length)
    do throws(DecodeError) {
      let record = try DTLSRecordHeader(parsing: &reader)
      guard record.isPlausible, record.contentType != .tls12CID else { return false }
      return isCut || Int(record.length) <= reader.remaining
    } catch {
      return false
    }
  }

  /// Reads a datagram.
  func read(_ octets: Span<UInt8>, isCut: Bool, from end: End, context: inout ReadingContext) {
    // Nothing more is learned from records of an association that is known to carry data.
    if handshake.applicationData, octets.isEmpty || octets[0] != ContentType.handshake.rawValue {
      return
    }
    var reader = OctetReader(octets, layer: .dtls, boundary: isCut ? .capture : .length)
    do throws(DecodeError) {
      for _ in 0..<Self.maximumRecords {
        guard let first = reader.peek() else { return }
        // Their length is hidden behind an identifier whose length no header tells.
        if DTLSRecordHeader.isUnifiedHeader(firstOctet: first)
          || first == ContentType.tls12CID.rawValue
        {
          noteProtected(from: end, context: &context)
          return
        }
        let record = try DTLSRecordHeader(parsing: &reader)
        guard record.isPlausible else { return }
        var fragment = try reader.subClipped(Int(record.length))
        try read(record, &fragment, from: end, context: &context)
        if context.startsAnew { return }
      }
    } catch {
      context.count(error)
    }
  }

  private func read(
    _ record: DTLSRecordHeader, _ fragment: inout OctetReader, from end: End,
    context: inout ReadingContext
  ) throws(DecodeError) {
    guard record.epoch == 0 else {
      noteProtected(from: end, context: &context)
      if record.contentType == .applicationData { noteData(from: end, context: &context) }
      return
    }
    switch record.contentType {
    case .handshake:
      for _ in 0..<Self.maximumMessages {
        guard !fragment.isAtEnd else { return }
        let header = try DTLSHandshakeHeader(parsing: &fragment)
        let body = try fragment.take(Int(header.fragmentLength))
        read(header, body, from: end, context: &context)
        if context.startsAnew { return }
      }
    case .alert where record.length == 2:
      let alert = try Alert(parsing: &fragment)
      note(alert, from: end, context: &context)
    default: break
    }
  }

  // MARK: Handshake

  private func read(
    _ header: DTLSHandshakeHeader, _ body: Span<UInt8>, from end: End, context: inout ReadingContext
  ) {
    switch header.type {
    case .helloVerifyRequest:
      // Its version says nothing about the one that will be chosen (RFC 6347 section 4.2.1).
      guard client == nil else { return }
      client = end.other
      context.changed = true
    case .clientHello:
      // An answered client that begins again has another association between the same ports.
      if header.messageSequence == 0, handshake.stage >= .established {
        context.startsAnew = true
        return
      }
      guard handshake.version == nil else { return }
      collect(header, body, from: end, context: &context)
    case .serverHello:
      guard handshake.version == nil, end != client else { return }
      collect(header, body, from: end, context: &context)
    default: break
    }
  }

  /// Reads a hello at once, or keeps its fragment until the others are there.
  private func collect(
    _ header: DTLSHandshakeHeader, _ body: Span<UInt8>, from end: End, context: inout ReadingContext
  ) {
    let stream = stream(of: end)
    guard !header.isWhole else {
      stream.assembly.release(context: &context)
      stream.sequence = nil
      stream.next = Int(header.messageSequence) + 1
      readHello(header.type, body, from: end, packets: 1, context: &context)
      return
    }
    guard Int(header.messageSequence) >= stream.next else { return }
    if stream.sequence != header.messageSequence || stream.length != Int(header.length) {
      // Of two messages the later one is the one that goes on.
      if let sequence = stream.sequence, sequence > header.messageSequence { return }
      stream.assembly.release(context: &context)
      stream.sequence = header.messageSequence
      stream.length = Int(header.length)
      stream.packets = 0
    }
    stream.packets &+= 1
    if !stream.assembly.insert(body, at: Int(header.fragmentOffset), context: &context) {
      handshake.helloMissing = true
      context.changed = true
    }
    hasConflict = hasConflict || stream.assembly.hasConflict
    guard stream.length > 0, stream.assembly.prefixCount == stream.length else { return }
    let message = stream.assembly.takePrefix(stream.length, context: &context)
    stream.sequence = nil
    stream.next = Int(header.messageSequence) + 1
    readHello(header.type, message.span, from: end, packets: stream.packets, context: &context)
  }

  private func readHello(
    _ type: HandshakeType, _ body: Span<UInt8>, from end: End, packets: UInt16,
    context: inout ReadingContext
  ) {
    guard
      handshake.read(type, body, form: .datagram, segments: packets, context: &context)
    else { return }
    client = type == .clientHello ? end : end.other
  }

  // MARK: Alerts and protected records

  private func note(_ alert: Alert, from end: End, context: inout ReadingContext) {
    let value = TLSAlert(level: alert.level.rawValue, description: alert.reason.rawValue)
    if end == client {
      handshake.alertFromClient = value
    } else {
      handshake.alertFromServer = value
    }
    if handshake.version == nil { handshake.deciding = context.moment }
    context.changed = true
  }

  private func noteProtected(from end: End, context: inout ReadingContext) {
    if handshake.clientHello == nil, handshake.version == nil { handshake.helloMissing = true }
    let client = client ?? context.initiator
    if end == client {
      guard !handshake.protectedFromClient else { return }
      handshake.protectedFromClient = true
    } else {
      guard !handshake.protectedFromServer else { return }
      handshake.protectedFromServer = true
    }
    handshake.deciding = context.moment
    context.changed = true
  }

  /// Application data behind the handshake; DTLS 1.3 does not tell it from the handshake.
  private func noteData(from end: End, context: inout ReadingContext) {
    hasApplicationData[end] = true
    guard !handshake.applicationData, hasApplicationData.low, hasApplicationData.high else {
      return
    }
    handshake.applicationData = true
    handshake.deciding = context.moment
    context.changed = true
  }

  // MARK: The end

  /// The flow is over: a hello that is not whole never will be.
  func finish(context: inout ReadingContext) {
    guard !low.assembly.isEmpty || !high.assembly.isEmpty else { return }
    handshake.helloMissing = true
    release(context: &context)
  }

  /// Gives kept octets back.
  func release(context: inout ReadingContext) {
    low.assembly.release(context: &context)
    high.assembly.release(context: &context)
  }
}
