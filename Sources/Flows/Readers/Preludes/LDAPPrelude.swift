import Observations
import Wire

/// LDAP until StartTLS (RFC 4511 4.14): BER messages, of which only the extended requests are read.
final class LDAPPrelude: PreludeReader {
  let service: Service? = .ldap
  private var exchange = DirectoryExchange(service: .ldap)
  var application: Application? { .directory(exchange) }
  private(set) var client: End?
  private var hasAsked = false
  private var hasSpoken = Ends(false, false)
  private var isLost = Ends(false, false)
  private var messages = 0

  /// StartTLS comes before the bind, a handful of searches at most in front of it.
  private static let maximumMessages = 64
  /// `1.3.6.1.4.1.1466.20037`, the name of the request.
  private static let startTLS: StaticString = "1.3.6.1.4.1.1466.20037"
  /// Octets of an extended request that hold its name, and of a bind or search that is read.
  private static let wanted = 1_024

  func gap(from end: End) { isLost[end] = true }

  func read(_ octets: Span<UInt8>, from end: End, context: inout ReadingContext) -> Progress {
    if hasAsked || !hasSpoken[end.other] || isLost[end] {
      switch Preludes.tlsStart(octets) {
      case .yes: return .handOver(0)
      case .needsMore: return .need(octets.count + 1)
      case .no: break
      }
    }
    hasSpoken[end] = true
    messages += 1
    guard messages <= Self.maximumMessages || hasAsked else {
      return .advance(octets.count)
    }
    guard let (start, size) = message(octets) else {
      if octets.count < 6 { return .need(octets.count + 1) }
      isLost[end] = true
      return .advance(octets.count)
    }
    isLost[end] = false
    let wanted = min(size, Self.wanted)
    guard octets.count >= wanted else {
      messages -= 1
      return .need(wanted)
    }
    note(octets.extracting(start..<wanted), from: end)
    if wanted == size { exchange.note(ldap: octets.extracting(0..<size), &context) }
    return .advance(size)
  }

  /// Where the content begins, and the size of the whole message.
  private func message(_ octets: Span<UInt8>) -> (start: Int, size: Int)? {
    guard octets.count >= 2, octets[0] == 0x30 else { return nil }
    guard octets[1] & 0x80 != 0 else { return (2, 2 + Int(octets[1])) }
    let count = Int(octets[1] & 0x7f)
    // Four octets of length are 4 GiB, which no directory sends.
    guard (1...4).contains(count), octets.count >= 2 + count else { return nil }
    var length = 0
    for index in 2..<2 + count { length = length << 8 | Int(octets[index]) }
    return (2 + count, 2 + count + length)
  }

  /// The protocol operation behind the message id: 0x77 is an extended request, whose first
  /// member (0x80) is its name.
  private func note(_ content: Span<UInt8>, from end: End) {
    guard content.count > 2, content[0] == 0x02, content[1] <= 4 else { return }
    let operation = 2 + Int(content[1])
    guard content.count > operation else { return }
    switch content[operation] {
    case 0x60, 0x63, 0x77: client = client ?? end
    default: break
    }
    guard content[operation] == 0x77 else { return }
    let name = Self.startTLS.utf8CodeUnitCount
    var start = operation + 2
    while start + name <= content.count {
      if matches(content, at: start) {
        hasAsked = true
        return
      }
      start += 1
    }
  }

  private func matches(_ content: Span<UInt8>, at start: Int) -> Bool {
    var index = start
    for octet in "\(Self.startTLS)".utf8 {
      if content[index] != octet { return false }
      index += 1
    }
    return true
  }
}
