import Observations
import Wire

/// Reads the heads of HTTP/1 messages; bodies of requests are searched up to a cap, and all others
/// skipped by their framing.
///
/// Never settles: the fiftieth request can be the attack.
struct HTTPReader: ~Copyable {
  private(set) var conversation = HTTPConversation()

  /// Where a direction stands.
  private enum Place: Equatable {
    case head
    case chunkSize
    /// A body of known length that is searched; octets that are to come.
    case body(UInt64)
    /// A chunk that is searched; octets that are to come.
    case chunk(UInt64)
    /// The line end behind a chunk.
    case chunkEnd
    case trailer
    /// The rest of the connection is body.
    case untilClose
    /// Octets were lost; the next segment that begins with a head counts.
    case lost
  }

  private var place = Ends(Place.head, Place.head)
  /// Octets that were searched for the end of a head before more came.
  private var searched = Ends(0, 0)
  /// Requests without a response, oldest first.
  private var pending: [Pending] = []
  private(set) var client: End?
  /// Searches the body of the newest request while it comes.
  private var scanner: BodyScanner?
  /// The request of that body, when the server answered before its end.
  private var answeredEarly: HTTPExchange?

  /// A request that waits for its response.
  private struct Pending {
    var method: HTTPMethod?
    /// nil when it was told without its response.
    var exchange: HTTPExchange?
    var octets = 0
  }

  /// Pipelined requests that wait for responses; browsers send at most a handful.
  private static let maximumPending = 64
  /// A body of a petabyte never ends: such a length hides what comes behind it.
  private static let maximumBody: UInt64 = 1 << 50

  mutating func gap(from end: End, context: inout ReadingContext) {
    if end == client { endBody(isWhole: false, context: &context) }
    place[end] = .lost
    searched[end] = 0
    // Responses can no longer be matched to requests with certainty.
    if client != nil, end != client { reportPending(context: &context) }
  }

  mutating func finish(context: inout ReadingContext) {
    endBody(isWhole: false, context: &context)
    reportPending(context: &context)
  }

  private mutating func reportPending(context: inout ReadingContext) {
    while !pending.isEmpty {
      if let exchange = takePending(context: &context).exchange {
        report(exchange, context: &context)
      }
    }
  }

  private mutating func takePending(context: inout ReadingContext) -> Pending {
    let first = pending.removeFirst()
    context.pendingRequests -= first.octets
    return first
  }

  /// Keeps a request until its response comes, as long as there is room.
  private mutating func wait(_ exchange: HTTPExchange, context: inout ReadingContext) {
    if pending.count == Self.maximumPending {
      context.countLimit("pipelined requests")
      if let oldest = takePending(context: &context).exchange { report(oldest, context: &context) }
    }
    let method = HTTPMethod(rawValue: exchange.method)
    let octets = 256 + exchange.target.utf8.count + (exchange.userAgent?.utf8.count ?? 0)
    guard context.pendingRequests + octets <= context.limits.keptOctetsPerPartition else {
      context.countLimit("requests that wait for a response")
      report(exchange, context: &context)
      pending.append(Pending(method: method))
      return
    }
    context.pendingRequests += octets
    pending.append(Pending(method: method, exchange: exchange, octets: octets))
  }

  mutating func read(
    _ octets: Span<UInt8>, from end: End, context: inout ReadingContext
  ) -> Progress {
    switch place[end] {
    case .head: return readHead(octets, from: end, context: &context)
    case .chunkSize: return readChunkSize(octets, from: end, context: &context)
    case .body(let missing):
      return scan(octets, missing, from: end, isChunk: false, context: &context)
    case .chunk(let missing):
      return scan(octets, missing, from: end, isChunk: true, context: &context)
    case .chunkEnd: return readChunkEnd(octets, from: end, context: &context)
    case .trailer: return readTrailer(octets, from: end, context: &context)
    case .untilClose: return .advance(octets.count)
    case .lost:
      let isRequest = HTTPRequestHead.isPlausibleStart(octets) == .yes
      let isResponse = HTTPResponseHead.isPlausibleStart(octets) == .yes
      guard isRequest || isResponse else { return .advance(octets.count) }
      place[end] = .head
      return readHead(octets, from: end, context: &context)
    }
  }

  // MARK: Heads

  private mutating func readHead(
    _ octets: Span<UInt8>, from end: End, context: inout ReadingContext
  ) -> Progress {
    do throws(DecodeError) {
      guard let size = try HTTPHead.end(in: octets, from: min(searched[end], octets.count)) else {
        searched[end] = octets.count
        return .more
      }
      searched[end] = 0
      let head = octets.extracting(0..<size)
      let body: BodyFraming?
      if HTTPResponseHead.isPlausibleStart(head) == .yes {
        body = try readResponse(head, from: end, context: &context)
        if conversation.isTunnel { return .handOver(size) }
      } else {
        body = try readRequest(head, from: end, context: &context)
      }
      guard let body else {
        // What follows is found again where a head begins.
        place[end] = .lost
        return .advance(size)
      }
      return follow(body, after: size, from: end)
    } catch {
      context.count(error)
      place[end] = .lost
      searched[end] = 0
      return .advance(octets.count)
    }
  }

  private mutating func follow(_ body: BodyFraming, after size: Int, from end: End) -> Progress {
    switch body {
    case .none:
      place[end] = .head
      return .advance(size)
    case .length(let count) where count > Self.maximumBody:
      place[end] = .lost
      return .advance(size)
    case .length(let count) where scanner != nil && end == client:
      place[end] = .body(count)
      return .advance(size)
    case .length(let count):
      place[end] = .head
      let (total, overflow) = size.addingReportingOverflow(Int(clamping: count))
      return .advance(overflow ? .max : total)
    case .chunked:
      place[end] = .chunkSize
      return .advance(size)
    case .untilClose:
      place[end] = .untilClose
      return .advance(size)
    }
  }

  private mutating func readRequest(
    _ head: Span<UInt8>, from end: End, context: inout ReadingContext
  ) throws(DecodeError) -> BodyFraming? {
    var reader = OctetReader(head, layer: .http, boundary: .length)
    let request = try HTTPRequestHead(parsing: &reader)
    client = end
    conversation.requests &+= 1
    context.coverage.observed.httpRequests += 1
    var exchange = HTTPExchange(
      connection: context.connection, client: context.endpoint(end),
      server: context.endpoint(end.other), request: context.moment,
      method: HTTPText.text(of: request.methodName, maximum: 32),
      target: HTTPText.text(of: request.target, maximum: HTTPExchange.maximumTarget),
      version: "\(request.version)")
    exchange.host = WireText.field(request.host, maximum: 255)
    exchange.userAgent = WireText.field(request.userAgent, maximum: 256)
    exchange.hasCredentials = Self.hasCredentials(request.fields)
    exchange.indicators.inTarget = BodyScanner.words(inTarget: request.target)
    endBody(isWhole: false, context: &context)
    wait(exchange, context: &context)
    context.changed = true
    do throws(DecodeError) {
      let framing = try request.bodyFraming()
      if framing != .none {
        scanner = BodyScanner(coding: request.fields.first("content-encoding"))
      }
      return framing
    } catch {
      context.count(error)
      return nil
    }
  }

  private mutating func readResponse(
    _ head: Span<UInt8>, from end: End, context: inout ReadingContext
  ) throws(DecodeError) -> BodyFraming? {
    var reader = OctetReader(head, layer: .http, boundary: .length)
    let response = try HTTPResponseHead(parsing: &reader)
    let method = pending.first?.method
    // An interim response (1xx) is followed by the real one.
    if response.isInterim { return BodyFraming.none }
    conversation.responses &+= 1
    if pending.isEmpty {
      context.changed = true
    } else if var exchange = takePending(context: &context).exchange {
      exchange.response = context.moment
      exchange.status = response.status
      exchange.serverSoftware = WireText.field(response.server, maximum: 256)
      exchange.contentType = WireText.field(response.contentType, maximum: 128)
      exchange.location = WireText.field(response.location, maximum: 1_024)
      if scanner != nil, pending.isEmpty {
        // The body is still coming, and what it holds belongs to the exchange.
        decide(exchange)
        answeredEarly = exchange
        context.changed = true
      } else {
        report(exchange, context: &context)
      }
    }
    if response.leavesHTTP(answering: method) { conversation.isTunnel = true }
    do throws(DecodeError) {
      return try response.bodyFraming(answering: method)
    } catch {
      context.count(error)
      return nil
    }
  }

  /// Basic and Digest carry a password or its hash; only the presence is noted.
  private static func hasCredentials(_ fields: HTTPFields) -> Bool {
    guard let value = fields.first("authorization") else { return false }
    let scheme = HTTPText.text(of: value, maximum: 8).lowercased()
    return scheme.hasPrefix("basic ") || scheme.hasPrefix("digest ")
  }

  private mutating func report(_ exchange: HTTPExchange, context: inout ReadingContext) {
    decide(exchange)
    context.observations.append(.http(exchange))
    context.changed = true
  }

  /// Keeps the exchange with the most open outcome.
  private mutating func decide(_ exchange: HTTPExchange) {
    if conversation.decisive.map({ exchange.outcome > $0.outcome }) ?? true {
      conversation.decisive = exchange
      if exchange.target.utf8.count > HTTPExchange.maximumKeptTarget {
        conversation.decisive?.target = String(
          exchange.target.prefix(HTTPExchange.maximumKeptTarget))
      }
    }
  }

  // MARK: Searched bodies

  private mutating func scan(
    _ octets: Span<UInt8>, _ missing: UInt64, from end: End, isChunk: Bool,
    context: inout ReadingContext
  ) -> Progress {
    let count = min(octets.count, Int(clamping: missing))
    scanner?.scan(octets.extracting(0..<count))
    let rest = missing - UInt64(count)
    let isDone = scanner?.isDone ?? true
    guard rest == 0 || isDone else {
      place[end] = isChunk ? .chunk(rest) : .body(rest)
      return .advance(count)
    }
    place[end] = isChunk ? .chunkEnd : .head
    if !isChunk { endBody(isWhole: true, context: &context) }
    // What is not searched any more is skipped, and may be missing.
    return .advance(Int(clamping: missing))
  }

  /// The body is over, or will not be read on: what it showed goes to its request.
  private mutating func endBody(isWhole: Bool, context: inout ReadingContext) {
    guard let scanner else { return }
    self.scanner = nil
    if var exchange = answeredEarly {
      answeredEarly = nil
      scanner.finish(isWhole: isWhole, into: &exchange.indicators)
      // The decisive exchange was kept when the answer came.
      context.observations.append(.http(exchange))
    } else if let last = pending.indices.last, var exchange = pending[last].exchange {
      scanner.finish(isWhole: isWhole, into: &exchange.indicators)
      pending[last].exchange = exchange
    }
  }

  // MARK: Chunked bodies

  private mutating func readChunkSize(
    _ octets: Span<UInt8>, from end: End, context: inout ReadingContext
  ) -> Progress {
    var reader = OctetReader(octets, layer: .http)
    do throws(DecodeError) {
      let chunk = try HTTPChunkSize(parsing: &reader)
      if chunk.isLast {
        if end == client { endBody(isWhole: true, context: &context) }
        place[end] = .trailer
        return .advance(reader.position)
      }
      if let scanner, !scanner.isDone, end == client {
        place[end] = .chunk(chunk.size)
        return .advance(reader.position)
      }
      place[end] = .chunkEnd
      let (total, overflow) = reader.position.addingReportingOverflow(Int(clamping: chunk.size))
      return .advance(overflow ? .max : total)
    } catch {
      if error.kind == .truncated { return .more }
      context.count(error)
      place[end] = .lost
      return .advance(octets.count)
    }
  }

  private mutating func readChunkEnd(
    _ octets: Span<UInt8>, from end: End, context: inout ReadingContext
  ) -> Progress {
    if octets[0] == 0x0d, octets.count < 2 { return .need(2) }
    place[end] = .chunkSize
    return octets[0] == 0x0d && octets[1] == 0x0a
      ? .advance(2)
      : octets[0] == 0x0a ? .advance(1) : readLostChunk(octets, from: end, context: &context)
  }

  /// A chunk that does not end with a line end: its size was not true.
  private mutating func readLostChunk(
    _ octets: Span<UInt8>, from end: End, context: inout ReadingContext
  ) -> Progress {
    if end == client { endBody(isWhole: false, context: &context) }
    place[end] = .lost
    return .advance(octets.count)
  }

  private mutating func readTrailer(
    _ octets: Span<UInt8>, from end: End, context: inout ReadingContext
  ) -> Progress {
    do throws(DecodeError) {
      guard let size = try HTTPHead.trailerEnd(in: octets) else { return .more }
      place[end] = .head
      return .advance(size)
    } catch {
      context.count(error)
      place[end] = .lost
      return .advance(octets.count)
    }
  }
}
