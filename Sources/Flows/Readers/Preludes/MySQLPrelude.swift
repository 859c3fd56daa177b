import Observations
import Wire

/// The start of a MySQL or MariaDB connection (client/server protocol, connection phase): packets
/// behind a length of three octets, the server's greeting first; a client that wants TLS sends a
/// short SSLRequest and then its hello.
final class MySQLPrelude: PreludeReader {
  let service: Service? = .mysql
  private(set) var client: End?
  private var isOver = false
  private var hasAsked = false
  private var packets = 0

  /// A server greets once, and may send an error behind its greeting; then the client has to speak.
  private static let maximumPackets = 4

  /// A greeting of protocol 10, or an SSLRequest where only the client is seen.
  static func match(_ octets: Span<UInt8>) -> Bool {
    guard octets.count >= 12 else { return false }
    if isSSLRequest(octets) { return true }
    let length = Int(octets[0]) | Int(octets[1]) << 8 | Int(octets[2]) << 16
    guard (32...1_024).contains(length), octets[3] == 0, octets[4] == 10 else { return false }
    // The server's version: printable, a zero behind it, a digit in front or, for proxies, a letter.
    var index = 5
    while index < min(octets.count, 5 + 128), octets[index] != 0 {
      guard (0x20...0x7e).contains(octets[index]) else { return false }
      index += 1
    }
    return index > 6
  }

  /// Length 32, number 1, and the capability CLIENT_SSL (0x0800).
  private static func isSSLRequest(_ octets: Span<UInt8>) -> Bool {
    octets.count >= 8 && octets[0] == 32 && octets[1] == 0 && octets[2] == 0 && octets[3] == 1
      && octets[5] & 0x08 != 0
  }

  func gap(from end: End) { isOver = true }

  func read(_ octets: Span<UInt8>, from end: End, context: inout ReadingContext) -> Progress {
    // Also where the request was lost: no packet of this phase is as long as a hello would make it.
    switch Preludes.tlsStart(octets) {
    case .yes: return .handOver(0)
    case .needsMore: return .need(octets.count + 1)
    case .no: break
    }
    if isOver { return .done }
    guard octets.count >= 8 else { return .need(8) }
    packets += 1
    if Self.isSSLRequest(octets) {
      hasAsked = true
      client = end
    } else if packets == 1 {
      client = end.other
    }
    // The client's answer to the greeting decides: an SSLRequest, or a login in clear. Whatever a
    // server says before it, the client's word may still lie behind a gap.
    guard packets <= Self.maximumPackets, hasAsked || end != client else {
      isOver = true
      return .done
    }
    return .advance(4 + (Int(octets[0]) | Int(octets[1]) << 8 | Int(octets[2]) << 16))
  }
}
