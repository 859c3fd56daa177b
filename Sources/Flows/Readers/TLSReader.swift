import Observations
import Wire

/// Reads the records of a TLS connection until both hellos and protected records of both ends are
/// known, then asks for no more.
///
/// Only records that carry a hello are ever kept whole; certificates and data are skipped by their
/// length.
struct TLSReader: ~Copyable {
  private(set) var handshake = TLSHandshake()
  private(set) var client: End?
  /// Directions whose next octets may lie inside a record.
  private var isLost = Ends(false, false)
  /// Directions behind their ChangeCipherSpec (TLS 1.2 and older).
  private var isProtected = Ends(false, false)
  /// Protected application records, per direction; counted to `enoughRecords`.
  private var applicationRecords = Ends(0, 0)
  private var awaitsSSL2Hello: Bool
  /// The second protected record of a TLS 1.3 client was seen: it is behind the Finished.
  private var clientFinished = false

  /// A TLS hello is spread over at most so many records; OpenSSL and browsers use one, evasion
  /// tools one per few octets.
  private static let maximumRecords = 16
  /// Octets of a TLS 1.3 record that can only be an alert.
  ///
  /// Two of alert, one of type, 16 of tag (RFC 8446 5.2), and a few of padding; a Finished has at
  /// least 53.
  private static let alertRecord = 24
  /// The same without padding: a server's answer to a certificate that it does not accept.
  private static let bareAlert = 19

  init(client: End?) {
    self.client = client
    awaitsSSL2Hello = client != nil
  }

  mutating func gap(from end: End) {
    isLost[end] = true
    if handshake.version == nil || handshake.clientVersions.isEmpty {
      handshake.helloMissing = true
    }
  }

  mutating func finish(context: inout ReadingContext) {
    if handshake.version == nil, handshake.clientHello != nil, !handshake.helloMissing,
      context.endedByPeers
    {
      handshake.closedBeforeServerHello = true
      context.changed = true
    }
  }

  mutating func read(
    _ octets: Span<UInt8>, from end: End, context: inout ReadingContext
  ) -> Progress {
    if awaitsSSL2Hello, end == client { return readSSL2Hello(octets, from: end, context: &context) }
    if handshake.version == .ssl2 { return .done }
    guard octets.count >= TLSRecordHeader.size else {
      return isLost[end] ? .advance(octets.count) : .need(TLSRecordHeader.size)
    }
    var reader = OctetReader(octets, layer: .tls)
    do throws(DecodeError) {
      let record = try TLSRecordHeader(parsing: &reader)
      guard record.isPlausible else { return lose(octets, from: end, context: &context) }
      isLost[end] = false
      return read(record, octets, from: end, context: &context)
    } catch {
      if end != client, SSL2ServerHello.match(octets) == .yes {
        return readSSL2ServerHello(context: &context)
      }
      return lose(octets, from: end, context: &context, error: error)
    }
  }

  /// Framing is gone: wait for a segment that begins with a record.
  private mutating func lose(
    _ octets: Span<UInt8>, from end: End, context: inout ReadingContext, error: DecodeError? = nil
  ) -> Progress {
    if !isLost[end] {
      if let error, error.kind != .truncated { context.count(error) }
      gap(from: end)
    }
    return .advance(octets.count)
  }

  private mutating func read(
    _ record: TLSRecordHeader, _ octets: Span<UInt8>, from end: End,
    context: inout ReadingContext
  ) -> Progress {
    let size = TLSRecordHeader.size + Int(record.length)
    switch record.contentType {
    case .handshake where !isProtected[end]:
      return readHandshake(record, octets, from: end, context: &context)
    case .handshake:
      noteProtected(from: end, context: &context)
    case .changeCipherSpec:
      // TLS 1.3 sends it for middleboxes only (RFC 8446 D.4).
      if !isTLS13 { isProtected[end] = true }
    case .alert where record.length == 2 && !isProtected[end] && !(isTLS13 && end != client):
      guard octets.count >= size else { return .need(size) }
      noteAlert(level: octets[5], description: octets[6], from: end, context: &context)
    case .applicationData:
      noteApplicationRecord(Int(record.length), from: end, context: &context)
    default: break
    }
    return isFinished ? .done : .advance(size)
  }

  /// Only TLS 1.3 has a HelloRetryRequest.
  private var isTLS13: Bool {
    handshake.version.map { $0.rank == TLSVersion.tls13.rank } ?? handshake.hasHelloRetryRequest
  }

  /// Both hellos, and application data both ways: nothing more will be learned.
  private var isFinished: Bool { handshake.applicationData && !handshake.clientVersions.isEmpty }

  // MARK: Hellos

  /// A handshake record in clear: only those that start with a hello are read.
  private mutating func readHandshake(
    _ record: TLSRecordHeader, _ octets: Span<UInt8>, from end: End,
    context: inout ReadingContext
  ) -> Progress {
    let size = TLSRecordHeader.size + Int(record.length)
    guard octets.count > TLSRecordHeader.size else { return .need(TLSRecordHeader.size + 1) }
    let type = HandshakeType(rawValue: octets[TLSRecordHeader.size])
    guard isAwaited(type) else { return .advance(size) }
    switch gather(octets, context: &context) {
    case .need(let count): return .need(count)
    case .broken(let error):
      context.count(error)
      handshake.helloMissing = true
      context.changed = true
      return .advance(size)
    case .whole(let start, let count, let consumed):
      let body = octets.extracting(start..<start + count)
      readHello(type, body, from: end, context: &context)
      return .advance(consumed)
    case .scattered(let consumed):
      var message: [UInt8] = []
      swap(&message, &scattered)
      readHello(type, message.span, from: end, context: &context)
      return .advance(consumed)
    }
  }

  /// Whether a hello is still to come; a record inside a certificate chain begins with any octet.
  private func isAwaited(_ type: HandshakeType) -> Bool {
    switch type {
    case .clientHello: handshake.version == nil || handshake.clientVersions.isEmpty
    case .serverHello: handshake.version == nil
    default: false
    }
  }

  private enum Gathered {
    case need(Int)
    case whole(start: Int, count: Int, consumed: Int)
    /// The message lies in `scattered`.
    case scattered(consumed: Int)
    case broken(DecodeError)
  }

  /// A hello's body that was put together out of several records.
  private var scattered: [UInt8] = []

  /// Finds the whole handshake message over as many records as it takes.
  private mutating func gather(_ octets: Span<UInt8>, context: inout ReadingContext) -> Gathered {
    var place = 0
    var collected: [UInt8] = []
    for _ in 0..<Self.maximumRecords {
      guard octets.count >= place + TLSRecordHeader.size else {
        return .need(place + TLSRecordHeader.size)
      }
      let length = Int(octets[place + 3]) << 8 | Int(octets[place + 4])
      guard octets[place] == ContentType.handshake.rawValue, length > 0 else {
        return .broken(
          DecodeError(
            .malformed, layer: .tls, offset: place,
            rule: "a handshake message is not interrupted by other records"))
      }
      let start = place + TLSRecordHeader.size
      guard octets.count >= start + length else { return .need(start + length) }
      if place == 0, length >= 4 {
        let body = messageLength(octets, at: start)
        if body + 4 <= length {
          return .whole(
            start: start + 4, count: body, consumed: start + length)
        }
      }
      for index in start..<start + length { collected.append(octets[index]) }
      place = start + length
      if collected.count >= 4 {
        let body = messageLength(collected.span, at: 0)
        guard body <= ClientHello.maximumLength else {
          return .broken(
            DecodeError(
              .limit, layer: .tls, offset: 1, rule: "ClientHello above 65,536 octets"))
        }
        if collected.count >= body + 4 {
          collected.removeFirst(4)
          collected.removeLast(collected.count - body)
          scattered = collected
          return .scattered(consumed: place)
        }
      }
    }
    return .broken(
      DecodeError(.limit, layer: .tls, offset: place, rule: "a hello over more than 16 records"))
  }

  private func messageLength(_ octets: Span<UInt8>, at start: Int) -> Int {
    Int(octets[start + 1]) << 16 | Int(octets[start + 2]) << 8 | Int(octets[start + 3])
  }

  private mutating func readHello(
    _ type: HandshakeType, _ body: Span<UInt8>, from end: End, context: inout ReadingContext
  ) {
    var reader = OctetReader(body, layer: .tls, boundary: .length)
    do throws(DecodeError) {
      if type == .clientHello {
        handshake.note(try ClientHello(parsing: &reader), at: context)
        client = end
        context.coverage.observed.clientHellos += 1
        if context.segments > 1 { context.coverage.observed.splitClientHellos += 1 }
      } else {
        handshake.note(try ServerHello(parsing: &reader), at: context)
        client = end.other
        // A client that sends early data sends its ChangeCipherSpec before the version is known.
        if isTLS13 { isProtected = Ends(false, false) }
        if let version = handshake.version, handshake.serverHello != nil {
          context.coverage.observed.tlsHandshakes[version, default: 0] += 1
        }
      }
    } catch {
      context.count(error)
      handshake.helloMissing = true
    }
    context.changed = true
  }

  private mutating func readSSL2Hello(
    _ octets: Span<UInt8>, from end: End, context: inout ReadingContext
  ) -> Progress {
    guard octets.count >= 3 else { return .need(3) }
    var header = OctetReader(octets, layer: .tls)
    var reader = OctetReader(octets, layer: .tls)
    do throws(DecodeError) {
      let record = try SSL2RecordHeader(parsing: &header)
      let size = record.size + Int(record.length)
      guard octets.count >= size else { return .need(size) }
      let hello = try SSL2ClientHello(parsing: &reader)
      awaitsSSL2Hello = false
      handshake.note(hello, at: context)
      context.coverage.observed.clientHellos += 1
      if context.segments > 1 { context.coverage.observed.splitClientHellos += 1 }
      context.changed = true
      return .advance(size)
    } catch {
      awaitsSSL2Hello = false
      return lose(octets, from: end, context: &context, error: error)
    }
  }

  private mutating func readSSL2ServerHello(context: inout ReadingContext) -> Progress {
    handshake.version = .ssl2
    handshake.serverHello = context.moment
    handshake.deciding = context.moment
    // SSL 2.0 has no protected record that could be told apart; the hello is the acceptance.
    handshake.protectedFromClient = true
    handshake.protectedFromServer = true
    context.coverage.observed.tlsHandshakes[.ssl2, default: 0] += 1
    context.changed = true
    return .done
  }

  // MARK: Protected records

  private mutating func noteAlert(
    level: UInt8, description: UInt8, from end: End, context: inout ReadingContext
  ) {
    let alert = TLSAlert(level: level, description: description)
    if end == client {
      handshake.alertFromClient = alert
    } else {
      handshake.alertFromServer = alert
    }
    if handshake.version == nil { handshake.deciding = context.moment }
    context.changed = true
  }

  private mutating func noteProtected(from end: End, context: inout ReadingContext) {
    if client == nil { handshake.helloMissing = true }
    let isFirst = end == client ? !handshake.protectedFromClient : !handshake.protectedFromServer
    guard isFirst else { return }
    if end == client {
      handshake.protectedFromClient = true
    } else {
      handshake.protectedFromServer = true
    }
    handshake.deciding = context.moment
    context.changed = true
  }

  private mutating func noteApplicationRecord(
    _ length: Int, from end: End, context: inout ReadingContext
  ) {
    // Early data (RFC 8446 4.2.10): the server has not accepted anything yet.
    if handshake.version == nil, client != nil, !handshake.helloMissing { return }
    // A TLS 1.3 client that rejects the server sends an alert in a protected record: that record
    // is no Finished, and the handshake is not established by it.
    if isTLS13, end == client, !handshake.protectedFromClient, length <= Self.alertRecord {
      return
    }
    noteProtected(from: end, context: &context)
    applicationRecords[end] = min(applicationRecords[end] + 1, 4)
    guard !handshake.applicationData else { return }
    if isTLS13 {
      // The client's first record is its Finished; data is what comes after it, from both ends.
      if end == client {
        clientFinished = applicationRecords[end] >= 2
      } else if clientFinished, length != Self.bareAlert {
        noteApplicationData(context: &context)
      }
    } else if applicationRecords.low > 0, applicationRecords.high > 0 {
      noteApplicationData(context: &context)
    }
  }

  private mutating func noteApplicationData(context: inout ReadingContext) {
    handshake.applicationData = true
    handshake.deciding = context.moment
    context.changed = true
  }
}
