import Observations
import Wire

/// The start of a PostgreSQL connection (frontend/backend protocol, SSLRequest): a client that wants
/// TLS sends eight octets, the server answers with one.
final class PostgreSQLPrelude: PreludeReader {
  let service: Service? = .postgresql
  let client: End?
  private var isOver = false
  /// Requests so far: TLS, and GSSAPI encryption before it.
  private var requests = 0

  private static let maximumRequests = 3

  init(client: End) {
    self.client = client
  }

  /// A request for TLS (80877103) or GSSAPI (80877104), or a start-up message of protocol 3.
  static func match(_ octets: Span<UInt8>) -> Bool {
    guard octets.count >= 8, octets[0] == 0, octets[1] == 0 else { return false }
    if isRequest(octets) { return true }
    let length = Int(octets[2]) << 8 | Int(octets[3])
    guard octets[4] == 0, octets[5] == 3, octets[6] == 0, octets[7] <= 2, length <= 10_000,
      octets.count >= 13
    else { return false }
    return octets[8] == 0x75 && octets[9] == 0x73 && octets[10] == 0x65 && octets[11] == 0x72
      && octets[12] == 0
  }

  private static func isRequest(_ octets: Span<UInt8>) -> Bool {
    octets.count >= 8 && octets[0] == 0 && octets[1] == 0 && octets[2] == 0 && octets[3] == 8
      && octets[4] == 0x04 && octets[5] == 0xd2 && octets[6] == 0x16
      && (octets[7] == 0x2f || octets[7] == 0x30)
  }

  func gap(from end: End) { isOver = true }

  func read(_ octets: Span<UInt8>, from end: End, context: inout ReadingContext) -> Progress {
    switch Preludes.tlsStart(octets) {
    case .yes: return .handOver(0)
    case .needsMore: return .need(octets.count + 1)
    case .no: break
    }
    if isOver { return .done }
    guard end == client else {
      // `S` accepts; `N` refuses, and the client may go on in clear or ask for the other.
      return octets[0] == UInt8(ascii: "S") || octets[0] == UInt8(ascii: "N")
        || octets[0] == UInt8(ascii: "G") ? .advance(1) : stop()
    }
    guard octets.count >= 8 else { return .need(8) }
    requests += 1
    guard Self.isRequest(octets), requests <= Self.maximumRequests else { return stop() }
    return .advance(8)
  }

  private func stop() -> Progress {
    isOver = true
    return .done
  }
}
