/// A value with one text of plain ASCII, which is written without a string in between.
///
/// Addresses and times stand in every line of output, so their digits go straight into its octets.
public protocol ASCIIText: CustomStringConvertible {
  /// Appends the text; none of its octets needs an escape in any output format.
  func append(to octets: inout [UInt8])
}

extension ASCIIText {
  public var description: String {
    var octets: [UInt8] = []
    // An IPv6 address has 39 at most, a time 27.
    octets.reserveCapacity(40)
    append(to: &octets)
    return String(decoding: octets, as: UTF8.self)
  }
}

extension [UInt8] {
  /// Appends a number in decimal digits, with zeros in front up to `width` digits.
  public mutating func append(decimal value: UInt64, width: Int = 1) {
    append(digitsOf: value, base: 10, width: width)
  }

  /// Appends a number in lower-case hexadecimal digits, with zeros in front up to `width` digits.
  public mutating func append(hexadecimal value: UInt64, width: Int = 1) {
    append(digitsOf: value, base: 16, width: width)
  }

  private mutating func append(digitsOf value: UInt64, base: UInt64, width: Int) {
    var count = 1
    var scale: UInt64 = 1
    while count < width || value / scale >= base {
      count += 1
      scale *= base
    }
    for _ in 0..<count {
      let digit = UInt8(truncatingIfNeeded: value / scale % base)
      append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") - 10 + digit)
      scale /= base
    }
  }
}
