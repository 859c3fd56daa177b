/// Host and port as in a `Host` field or a CONNECT target (RFC 3986 section 3.2).
public struct HTTPAuthority: ~Escapable {
  /// Without the brackets of an IPv6 address and without user information; can be empty.
  public let host: Span<UInt8>
  public let port: UInt16?
  /// Whether the host is an address in brackets.
  public let isBracketed: Bool

  /// Reads all of `text`; nil when a bracket is not closed or the port is no number.
  @_lifetime(copy text)
  public init?(_ text: Span<UInt8>) {
    var start = 0
    for index in text.indices where text[index] == 0x40 { start = index + 1 }
    let text = text.extracting(start..<text.count)
    var end: Int
    if !text.isEmpty, text[0] == 0x5B {
      guard let close = text.firstIndex(of: 0x5D) else { return nil }
      host = text.extracting(1..<close)
      isBracketed = true
      end = close + 1
    } else {
      end = text.firstIndex(of: 0x3A) ?? text.count
      host = text.extracting(0..<end)
      isBracketed = false
    }
    guard end < text.count else {
      port = nil
      return
    }
    guard text[end] == 0x3A else { return nil }
    end += 1
    // A colon without a port means the default one.
    guard end < text.count else {
      port = nil
      return
    }
    var number: UInt32 = 0
    for index in end..<text.count {
      guard text[index].isDigit else { return nil }
      number = number * 10 + UInt32(text[index] - 0x30)
      guard number <= UInt32(UInt16.max) else { return nil }
    }
    port = UInt16(truncatingIfNeeded: number)
  }
}
