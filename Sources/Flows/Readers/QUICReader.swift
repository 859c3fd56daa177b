import Observations
import Wire

/// Reads the long headers and Initial packets of a QUIC connection.
///
/// The keys hang on the destination identifier of the client's first Initial. Whoever sends a
/// packet that opens with keys made of its own identifier is the client, so nothing depends on
/// ports or on who is seen first.
final class QUICReader {
  private var connection = QUICConnection(version: QUICConnection.Version(rawValue: 0))
  private var handshake: TLSHandshake?
  private(set) var client: End?
  private var secret: QUICInitialSecret?
  private let low = HandshakeStream()
  private let high = HandshakeStream()
  /// One more than the largest packet number so far.
  private var expected = Ends<UInt64>(0, 0)
  /// Initials that came before the client's first one, whose keys they need.
  private var held: [(end: End, octets: [UInt8])] = []
  /// Packets that not even keys made of their own identifier opened.
  private var failures = 0
  private var hasHandshakePackets = Ends(false, false)
  /// Short-header packets, counted to `enoughShortHeaders`.
  private var shortHeaders = Ends<UInt8>(0, 0)
  private var stage = Stage.attempted
  private(set) var hasConflict = false

  /// Packets of one datagram; three encryption levels and a few repetitions.
  private static let maximumPackets = 16
  /// Initials that wait for the client's: a server's first flight.
  private static let maximumHeld = 4
  /// Trials with new keys in one flow; each costs a dozen hashes.
  private static let maximumFailures = 16
  /// Versions that are kept of a negotiation.
  private static let maximumVersions = 16
  /// Of these the first may close the connection; the second from both ends is data.
  private static let enoughShortHeaders: UInt8 = 2
  /// The smallest packet with a short header: one octet, packet number and tag, and a sample that
  /// starts four octets behind the packet number (RFC 9001 section 5.4.2).
  private static let minimumShortHeader = 21

  private func stream(of end: End) -> HandshakeStream { end == .low ? low : high }

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

  private func noteVersion(_ version: QUICVersion, context: inout ReadingContext) {
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

  // MARK: Initial packets

  private func readInitial(
    _ packet: borrowing QUICPacket, from end: End, context: inout ReadingContext
  ) {
    if connection.version.rawValue == 0 { noteVersion(packet.version, context: &context) }
    guard !packet.isCut else {
      noteUnread(context: &context)
      return
    }
    var payload = context.takeBuffer()
    let isOpen = open(packet, from: end, into: &payload, context: &context)
    if isOpen, !context.startsAnew {
      noteVersion(packet.version, context: &context)
      readFrames(payload.span, from: end, context: &context)
    }
    context.giveBack(payload)
    if isOpen, !held.isEmpty, client != nil, !context.startsAnew { readHeld(context: &context) }
  }

  /// Opens a packet with the connection's keys, or with keys made of its own identifier.
  private func open(
    _ packet: borrowing QUICPacket, from end: End, into payload: inout [UInt8],
    context: inout ReadingContext
  ) -> Bool {
    let known = secret?.version == packet.version ? secret : secret?.changed(to: packet.version)
    if let known {
      if let number = context.opener.open(
        packet, with: known, from: end == client ? .client : .server, expected: expected[end],
        into: &payload)
      {
        secret = known
        expected[end] = max(expected[end], number + 1)
        return true
      }
    }
    guard client == nil || end == client else {
      noteUnread(context: &context)
      return false
    }
    guard failures < Self.maximumFailures else {
      context.countLimit("QUIC Initials that do not open")
      return false
    }
    guard
      let fresh = QUICInitialSecret(
        version: packet.version, connectionID: packet.destinationConnectionID),
      let number = context.opener.open(packet, with: fresh, from: .client, into: &payload)
    else {
      failures += 1
      if client == nil {
        hold(packet, from: end, context: &context)
      } else {
        noteUnread(context: &context)
      }
      return false
    }
    begin(with: fresh, client: end, context: &context)
    expected[end] = number + 1
    return true
  }

  /// A client begins: for the first time, once more after a negotiation, or, after an answer, with
  /// another connection between the same ports.
  private func begin(with fresh: QUICInitialSecret, client end: End, context: inout ReadingContext)
  {
    if handshake?.version != nil {
      context.startsAnew = true
      return
    }
    secret = fresh
    client = end
    expected = Ends(0, 0)
    low.reset(context: &context)
    high.reset(context: &context)
  }

  private func hold(_ packet: borrowing QUICPacket, from end: End, context: inout ReadingContext) {
    let octets = packet.octets
    guard held.count < Self.maximumHeld,
      context.kept + octets.count <= context.limits.keptOctetsPerPartition
    else {
      noteUnread(context: &context)
      return
    }
    var buffer = context.takeBuffer()
    for index in octets.indices { buffer.append(octets[index]) }
    context.kept += buffer.count
    held.append((end, buffer))
  }

  private func readHeld(context: inout ReadingContext) {
    let packets = held
    held = []
    for (end, octets) in packets {
      context.kept -= octets.count
      var reader = OctetReader(octets.span, layer: .quic, boundary: .length)
      // It was parsed before it was held.
      do throws(DecodeError) {
        let packet = try QUICPacket(parsing: &reader)
        readInitial(packet, from: end, context: &context)
      } catch {
        context.count(error)
      }
      context.giveBack(octets)
    }
  }

  private func noteUnread(context: inout ReadingContext) {
    if connection.unreadInitials == 0 { context.changed = true }
    if connection.unreadInitials < .max { connection.unreadInitials += 1 }
  }

  // MARK: Frames

  private func readFrames(_ payload: Span<UInt8>, from end: End, context: inout ReadingContext) {
    var reader = OctetReader(payload, layer: .quic, boundary: .length)
    var hasCrypto = false
    do throws(DecodeError) {
      // A frame takes at least one octet, so the datagram bounds the turns.
      while !reader.isAtEnd {
        let frame = try QUICFrame(parsing: &reader)
        switch frame.kind {
        case .crypto:
          if !hasCrypto { stream(of: end).packets &+= 1 }
          hasCrypto = true
          readCrypto(frame, from: end, context: &context)
        case .connectionClose:
          if end == client {
            connection.closeFromClient = frame.errorCode
          } else {
            connection.closeFromServer = frame.errorCode
          }
          context.changed = true
        case .padding, .ping, .acknowledgement: break
        }
      }
    } catch {
      context.count(error)
    }
  }

  private func readCrypto(
    _ frame: borrowing QUICFrame, from end: End, context: inout ReadingContext
  ) {
    let stream = stream(of: end)
    let octets = frame.data
    // Both are below 2^62.
    guard frame.offset + UInt64(octets.count) > stream.consumed else { return }
    let old = Int(stream.consumed > frame.offset ? stream.consumed - frame.offset : 0)
    let ahead = frame.offset > stream.consumed ? frame.offset - stream.consumed : 0
    let new = octets.extracting(old..<octets.count)
    guard ahead <= UInt64(OctetAssembly.maximumOctets) else {
      context.countLimit("handshake message octets")
      return
    }
    // A hello in one frame, as most are, is read where it lies.
    if ahead == 0, stream.assembly.isEmpty, new.count >= TLSHandshakeHeader.size {
      let length = TLSHandshakeHeader.size + Self.bodyLength(new)
      if length == new.count {
        readMessage(new, from: end, context: &context)
        return
      }
    }
    if !stream.assembly.insert(new, at: Int(ahead), context: &context) {
      noteLost(context: &context)
    }
    hasConflict = hasConflict || stream.assembly.hasConflict
    readAssembled(end, context: &context)
  }

  private static func bodyLength(_ octets: Span<UInt8>) -> Int {
    Int(octets[1]) << 16 | Int(octets[2]) << 8 | Int(octets[3])
  }

  /// Reads the messages that are whole.
  private func readAssembled(_ end: End, context: inout ReadingContext) {
    let stream = stream(of: end)
    // A message takes at least four octets of what is held.
    while stream.assembly.prefixCount >= TLSHandshakeHeader.size {
      let length =
        Int(stream.assembly.prefix(1)) << 16 | Int(stream.assembly.prefix(2)) << 8
        | Int(stream.assembly.prefix(3))
      let whole = TLSHandshakeHeader.size + length
      guard whole <= OctetAssembly.maximumOctets else {
        context.countLimit("handshake message octets")
        stream.assembly.release(context: &context)
        noteLost(context: &context)
        return
      }
      guard stream.assembly.prefixCount >= whole else { return }
      let message = stream.assembly.takePrefix(whole, context: &context)
      readMessage(message.span, from: end, context: &context)
    }
  }

  private func readMessage(_ message: Span<UInt8>, from end: End, context: inout ReadingContext) {
    let stream = stream(of: end)
    stream.consumed += UInt64(message.count)
    let type = HandshakeType(rawValue: message[0])
    let body = message.extracting(TLSHandshakeHeader.size..<message.count)
    let packets = stream.packets
    stream.packets = stream.assembly.isEmpty ? 0 : 1
    guard type == (end == client ? .clientHello : .serverHello) else { return }
    var handshake = handshake ?? TLSHandshake()
    _ = handshake.read(type, body, form: .stream, segments: packets, context: &context)
    self.handshake = handshake
  }

  /// A part of the handshake will not be read.
  private func noteLost(context: inout ReadingContext) {
    if handshake == nil { handshake = TLSHandshake() }
    handshake?.helloMissing = true
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
