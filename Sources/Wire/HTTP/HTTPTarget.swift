/// The parts of a request target (RFC 9112 section 3.2).
public struct HTTPTarget: ~Escapable {
  public enum Form: Hashable, Sendable {
    /// A path, the usual form.
    case origin
    /// A whole URI, as proxies receive it.
    case absolute
    /// Host and port, of CONNECT.
    case authority
    /// `*`, of OPTIONS.
    case asterisk
  }

  public let form: Form
  /// `http` in an absolute form, otherwise empty.
  public let scheme: Span<UInt8>
  /// Host and port of an absolute form or an authority form, otherwise empty.
  public let authority: Span<UInt8>
  /// The path without its query, as sent; empty in an authority form.
  public let path: Span<UInt8>
  /// Behind the `?`, nil without one.
  public let query: Span<UInt8>?

  @_lifetime(copy target)
  public init(_ target: Span<UInt8>, isAuthority: Bool) {
    let none = target.extracting(0..<0)
    if isAuthority {
      form = .authority
      scheme = none
      authority = target
      path = none
      query = nil
      return
    }
    if target.isEqual(to: "*") {
      form = .asterisk
      scheme = none
      authority = none
      path = target
      query = nil
      return
    }
    var start = 0
    if let colon = target.firstIndex(of: 0x3A), colon > 0, target[0] != 0x2F,
      colon + 2 < target.count, target[colon + 1] == 0x2F, target[colon + 2] == 0x2F
    {
      form = .absolute
      scheme = target.extracting(0..<colon)
      start = colon + 3
      while start < target.count, target[start] != 0x2F, target[start] != 0x3F { start += 1 }
      authority = target.extracting(colon + 3..<start)
    } else {
      form = .origin
      scheme = none
      authority = none
    }
    guard let mark = target.firstIndex(of: 0x3F, from: start) else {
      path = target.extracting(start..<target.count)
      query = nil
      return
    }
    path = target.extracting(start..<mark)
    query = target.extracting(mark + 1..<target.count)
  }

  /// Appends a path or query with its percent-encoding undone (RFC 3986 section 2.1).
  ///
  /// A `%` without two hexadecimal digits is kept. The result is octets, not checked text.
  ///
  /// - Parameter maximum: octets that are appended at most.
  public static func appendPercentDecoded(
    _ octets: Span<UInt8>, to decoded: inout [UInt8], maximum: Int = 4096
  ) {
    var index = 0
    var left = maximum
    while index < octets.count, left > 0 {
      left -= 1
      if octets[index] == 0x25, index + 2 < octets.count,
        let high = octets[index + 1].hexDigitValue, let low = octets[index + 2].hexDigitValue
      {
        decoded.append(high << 4 | low)
        index += 3
      } else {
        decoded.append(octets[index])
        index += 1
      }
    }
  }
}
