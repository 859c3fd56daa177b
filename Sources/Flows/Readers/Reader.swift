import Observations
import Wire

/// The reader of a flow's protocol: a closed list, chosen by content.
///
/// Readers live in the partition's pools; a flow holds the index of its own.
enum Reader {
  case recognising
  case tls(Int32)
  case smb(Int32)
  case http(Int32)
  case dns(Int32)
  /// A protocol that another one may follow in the same connection.
  case prelude(Int32)
  /// Recognised, or given up, and read no further.
  case other(Service?)

  /// True once neither direction is worth reading.
  var endsBothDirections: Bool {
    if case .other = self { return true }
    return false
  }

  /// Looks at the octets from a stream's current position; not for `recognising`.
  func read(
    _ octets: Span<UInt8>, from end: End, context: inout ReadingContext
  ) -> Progress {
    switch self {
    case .tls(let index):
      context.readers.tls[index].read(octets, from: end, context: &context)
    case .smb(let index):
      context.readers.smb[index].read(octets, from: end, context: &context)
    case .http(let index):
      context.readers.http[index].read(octets, from: end, context: &context)
    case .dns(let index):
      context.readers.dns[index].read(octets, from: end, context: &context)
    case .prelude(let index):
      context.readers.prelude[index]?.read(octets, from: end, context: &context) ?? .done
    case .recognising, .other: .done
    }
  }

  /// Octets of a direction were lost; what follows may start inside a message.
  func gap(from end: End, context: inout ReadingContext) {
    switch self {
    case .tls(let index): context.readers.tls[index].gap(from: end)
    case .smb(let index): context.readers.smb[index].gap(from: end)
    case .http(let index): context.readers.http[index].gap(from: end, context: &context)
    case .dns(let index): context.readers.dns[index].gap(from: end)
    case .prelude(let index): context.readers.prelude[index]?.gap(from: end)
    case .recognising, .other: break
    }
  }

  /// The flow is over.
  func finish(context: inout ReadingContext) {
    switch self {
    case .tls(let index): context.readers.tls[index].finish(context: &context)
    case .smb(let index): context.readers.smb[index].finish(context: &context)
    case .http(let index): context.readers.http[index].finish(context: &context)
    case .dns, .recognising, .prelude, .other: break
    }
  }

  /// The end that speaks as the protocol's client, where its messages tell.
  func client(in readers: ReaderPools) -> End? {
    switch self {
    case .tls(let index): readers.tls[index].client
    case .http(let index): readers.http[index].client
    case .smb(let index): readers.smb[index].client
    case .prelude(let index): readers.prelude[index]?.client
    case .dns, .recognising, .other: nil
    }
  }
}

/// The readers of a partition's flows.
final class ReaderPools {
  let tls = Pool { TLSReader(client: nil) }
  let smb = Pool { SMBReader() }
  let http = Pool { HTTPReader() }
  let dns = Pool { DNSStreamReader() }
  /// Preludes are few and short, so each is an object of its own.
  let prelude = Pool { () -> (any PreludeReader)? in nil }

  /// A reader in its first state for what was recognised.
  func reader(for finding: Recogniser.Finding, from end: End) -> Reader? {
    switch finding {
    case .more, .nothing: return nil
    case .tls(let isSSL2):
      let index = tls.take()
      tls[index] = TLSReader(client: isSSL2 ? end : nil)
      return .tls(index)
    case .smb:
      let index = smb.take()
      smb[index] = SMBReader()
      return .smb(index)
    case .http:
      let index = http.take()
      http[index] = HTTPReader()
      return .http(index)
    case .dns:
      let index = dns.take()
      dns[index] = DNSStreamReader()
      return .dns(index)
    case .proxyHeader: return keep(ProxyHeaderPrelude(client: end))
    case .service(let service):
      guard let reader = Preludes.reader(of: service, from: end) else { return .other(service) }
      return keep(reader)
    }
  }

  private func keep(_ reader: any PreludeReader) -> Reader {
    let index = prelude.take()
    prelude[index] = reader
    return .prelude(index)
  }

  /// The flow no longer needs its reader.
  func giveBack(_ reader: Reader) {
    switch reader {
    case .tls(let index): tls.giveBack(index)
    case .smb(let index): smb.giveBack(index)
    case .http(let index): http.giveBack(index)
    case .dns(let index): dns.giveBack(index)
    case .prelude(let index):
      prelude[index] = nil
      prelude.giveBack(index)
    case .recognising, .other: break
    }
  }
}
