import Observations
import Wire

/// The reader of a flow's protocol: a closed list, chosen by content.
enum Reader {
  case recognising(Recogniser)
  case tls(TLSReader)
  case smb(SMBReader)
  case http(HTTPReader)
  case dns(DNSStreamReader)
  /// A protocol that another one may follow in the same connection.
  case prelude(any PreludeReader)
  /// Recognised, or given up, and read no further.
  case other(Service?)

  /// True once neither direction is worth reading.
  var endsBothDirections: Bool {
    switch self {
    case .other: true
    case .prelude(let reader): reader.isOver
    default: false
    }
  }

  /// Looks at the octets from a stream's current position.
  ///
  /// - Parameter found: set when the octets show what the flow carries; they are to be read again.
  func read(
    _ octets: Span<UInt8>, from end: End, isMidstream: Bool, found: inout Reader?,
    context: ReadingContext
  ) -> Progress {
    switch self {
    case .recognising(let recogniser):
      return Self.recognise(
        recogniser, octets, from: end, isMidstream: isMidstream, found: &found, context: context)
    case .tls(let reader): return reader.read(octets, from: end, context: context)
    case .smb(let reader): return reader.read(octets, from: end, context: context)
    case .http(let reader): return reader.read(octets, from: end, context: context)
    case .dns(let reader): return reader.read(octets, from: end, context: context)
    case .prelude(let reader): return reader.read(octets, from: end, context: context)
    case .other: return .done
    }
  }

  private static func recognise(
    _ recogniser: Recogniser, _ octets: Span<UInt8>, from end: End, isMidstream: Bool,
    found: inout Reader?, context: ReadingContext
  ) -> Progress {
    switch recogniser.look(
      at: octets, from: end, isStart: !isMidstream, limits: context.limits)
    {
    case .more(let count): return .need(count)
    case .nothing: return .advance(octets.count)
    case .tls(let isSSL2): found = .tls(TLSReader(client: isSSL2 ? end : nil))
    case .smb: found = .smb(SMBReader())
    case .http: found = .http(HTTPReader())
    case .dns: found = .dns(DNSStreamReader())
    case .proxyHeader: found = .prelude(ProxyHeaderPrelude(client: end))
    case .service(let service):
      found = Preludes.reader(of: service, from: end).map { .prelude($0) } ?? .other(service)
    }
    context.changed = true
    return .advance(0)
  }

  /// Octets of a direction were lost; what follows may start inside a message.
  func gap(from end: End, context: ReadingContext) {
    switch self {
    case .tls(let reader): reader.gap(from: end)
    case .smb(let reader): reader.gap(from: end)
    case .http(let reader): reader.gap(from: end, context: context)
    case .prelude(let reader): reader.gap(from: end)
    case .dns, .recognising, .other: break
    }
  }

  /// The flow is over.
  func finish(context: ReadingContext) {
    switch self {
    case .tls(let reader): reader.finish(context: context)
    case .smb(let reader): reader.finish(context: context)
    case .http(let reader): reader.finish(context: context)
    case .dns, .recognising, .prelude, .other: break
    }
  }

  /// The end that speaks as the protocol's client, where its messages tell.
  var client: End? {
    switch self {
    case .tls(let reader): reader.client
    case .http(let reader): reader.client
    case .smb(let reader): reader.client
    case .prelude(let reader): reader.client
    case .dns, .recognising, .other: nil
    }
  }

  /// What the flow carries, for its snapshot.
  var application: Application {
    switch self {
    case .recognising(let recogniser): recogniser.guess.map { .other($0) } ?? .unknown
    case .tls(let reader): .tls(reader.handshake)
    case .smb(let reader): .smb(reader.connection)
    case .http(let reader): .http(reader.conversation)
    case .dns: .dns
    case .prelude(let reader): reader.service.map { .other($0) } ?? .unknown
    case .other(let service): service.map { .other($0) } ?? .unknown
    }
  }
}
