import Observations
import Wire

/// The header that a load balancer puts in front of a connection (the PROXY protocol, versions 1
/// and 2): one line of text, or a binary header with its length.
final class ProxyHeaderPrelude: PreludeReader {
  let service: Service? = nil
  let client: End?
  private var isOver = false

  /// The longest line of version 1 with its CRLF (PROXY protocol 2.1).
  private static let maximumLine = 107
  private static let signature: [UInt8] = [
    0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a,
  ]

  init(client: End) {
    self.client = client
  }

  static func match(_ octets: Span<UInt8>) -> StartMatch {
    if octets.count > 0, octets[0] == 0x0d { return compare(octets, with: signature) }
    return compare(octets, with: Array("PROXY ".utf8))
  }

  private static func compare(_ octets: Span<UInt8>, with text: [UInt8]) -> StartMatch {
    for index in 0..<min(octets.count, text.count) where octets[index] != text[index] {
      return .no
    }
    return octets.count < text.count ? .needsMore : .yes
  }

  func gap(from end: End) { isOver = true }

  func read(_ octets: Span<UInt8>, from end: End, context: inout ReadingContext) -> Progress {
    guard end == client, !isOver else {
      isOver = true
      return .done
    }
    if octets[0] == 0x0d {
      guard octets.count >= 16 else { return .need(16) }
      let size = 16 + (Int(octets[14]) << 8 | Int(octets[15]))
      guard octets.count >= size else { return .need(size) }
      return .handOver(size)
    }
    for index in 0..<min(octets.count, Self.maximumLine) where octets[index] == 0x0a {
      return .handOver(index + 1)
    }
    guard octets.count < Self.maximumLine else {
      isOver = true
      return .done
    }
    return .more
  }
}
