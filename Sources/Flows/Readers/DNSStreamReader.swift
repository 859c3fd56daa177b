import Observations
import Wire

/// Reads DNS messages over TCP, each behind its 16-bit length (RFC 7766 8).
struct DNSStreamReader {
  /// Directions whose next octets may lie inside a message.
  private var isLost = Ends(false, false)

  mutating func gap(from end: End) {
    isLost[end] = true
  }

  /// Whether a whole message with its length stands at the start: enough to tell where the start
  /// of the stream, or of a message, was not seen.
  static func startsWithMessage(_ octets: Span<UInt8>) -> Bool {
    guard octets.count >= 2 + DNSHeader.size else { return false }
    let length = Int(octets[0]) << 8 | Int(octets[1])
    return octets.count >= 2 + length && DNSMessage.looksLikeDNS(octets.extracting(2..<2 + length))
  }

  mutating func read(
    _ octets: Span<UInt8>, from end: End, context: inout ReadingContext
  ) -> Progress {
    if isLost[end] {
      guard Self.startsWithMessage(octets) else { return .advance(octets.count) }
      isLost[end] = false
    }
    guard octets.count >= 2 else { return .need(2) }
    let length = Int(octets[0]) << 8 | Int(octets[1])
    guard octets.count >= 2 + length else { return .need(2 + length) }
    NameMessage.read(
      octets.extracting(2..<2 + length), from: end, transport: .tcp, isCut: false,
      context: &context)
    return .advance(2 + length)
  }
}
