import Observations
import Wire

/// Reads DNS messages over TCP, each behind its 16-bit length (RFC 7766 8).
struct DNSStreamReader {
  func read(
    _ octets: Span<UInt8>, from end: End, context: ReadingContext
  ) -> Progress {
    guard octets.count >= 2 else { return .need(2) }
    let length = Int(octets[0]) << 8 | Int(octets[1])
    guard octets.count >= 2 + length else { return .need(2 + length) }
    NameMessage.read(
      octets.extracting(2..<2 + length), from: end, transport: .tcp, isCut: false,
      context: context)
    return .advance(2 + length)
  }
}
