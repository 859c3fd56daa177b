extension Span where Element == UInt8 {
  /// Whether the octets are exactly those of an ASCII text.
  @usableFromInline
  func isEqual(to text: String) -> Bool {
    let text = text.utf8
    guard count == text.count else { return false }
    var index = 0
    for octet in text {
      if self[index] != octet { return false }
      index += 1
    }
    return true
  }

  /// Whether the octets are those of a lower-case ASCII text, upper and lower case being equal.
  @usableFromInline
  func isEqual(toLowercase text: String) -> Bool {
    let text = text.utf8
    guard count == text.count else { return false }
    var index = 0
    for octet in text {
      if self[index].lowercasedASCII != octet { return false }
      index += 1
    }
    return true
  }

  /// The octets without spaces and tabs at both ends.
  @_lifetime(copy self)
  func trimmingBlanks() -> Span<UInt8> {
    var start = 0
    var end = count
    while start < end, self[start].isBlank { start += 1 }
    while end > start, self[end - 1].isBlank { end -= 1 }
    return extracting(start..<end)
  }

  /// The place of the first octet that the condition holds for.
  func firstIndex(where condition: (UInt8) -> Bool) -> Int? {
    var index = 0
    while index < count {
      if condition(self[index]) { return index }
      index += 1
    }
    return nil
  }

  /// The place of the first `octet` at or after `start`.
  func firstIndex(of octet: UInt8, from start: Int = 0) -> Int? {
    var index = start
    while index < count {
      if self[index] == octet { return index }
      index += 1
    }
    return nil
  }
}

extension UInt8 {
  /// The octet with `A` to `Z` turned into `a` to `z`.
  @inlinable
  var lowercasedASCII: UInt8 { self >= 0x41 && self <= 0x5A ? self | 0x20 : self }

  /// Space or horizontal tab.
  var isBlank: Bool { self == 0x20 || self == 0x09 }

  /// `0` to `9`.
  var isDigit: Bool { self >= 0x30 && self <= 0x39 }

  /// The value of a hexadecimal digit.
  var hexDigitValue: UInt8? {
    switch self {
    case 0x30...0x39: self - 0x30
    case 0x41...0x46: self - 0x41 + 10
    case 0x61...0x66: self - 0x61 + 10
    default: nil
    }
  }

  /// Whether the octet may be part of a token (RFC 9110 section 5.6.2).
  var isToken: Bool {
    switch self {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    case 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2E, 0x5E...0x60, 0x7C, 0x7E: true
    default: false
    }
  }
}
