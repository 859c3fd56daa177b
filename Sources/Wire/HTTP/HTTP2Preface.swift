/// The octets with which a client of HTTP/2 starts (RFC 9113 section 3.4).
public enum HTTP2Preface {
  /// Octets of the preface.
  public static let size = 24

  /// Whether a stream starts with the preface.
  public static func match(_ octets: Span<UInt8>) -> StartMatch {
    let start = octets.extracting(0..<min(octets.count, size))
    guard start.isPrefix(of: "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") else { return .no }
    return start.count == size ? .yes : .needsMore
  }
}
