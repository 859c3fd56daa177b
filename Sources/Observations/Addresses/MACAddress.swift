/// A 48-bit IEEE 802 address.
public struct MACAddress: Hashable, Comparable, Codable, Sendable {
  /// The six octets, first octet most significant.
  public let bits: UInt64

  @inlinable
  public init(_ bits: UInt64) {
    self.bits = bits & 0xffff_ffff_ffff
  }

  /// An address from six pairs of hexadecimal digits, parted by `:` or `-`.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(omittingEmptySubsequences: false) { $0 == ":" || $0 == "-" }
    guard parts.count == 6, parts.allSatisfy({ $0.count == 2 && $0.allSatisfy(\.isHexDigit) })
    else { return nil }
    let octets = parts.compactMap { UInt64($0, radix: 16) }
    guard octets.count == 6 else { return nil }
    self.init(octets.reduce(0) { $0 << 8 | $1 })
  }

  /// True for group addresses (IEEE 802, the I/G bit), broadcast among them.
  @inlinable public var isGroup: Bool { bits >> 40 & 1 == 1 }

  /// True when the U/L bit says that the address was assigned locally.
  @inlinable public var isLocallyAdministered: Bool { bits >> 41 & 1 == 1 }

  @inlinable
  public static func < (left: Self, right: Self) -> Bool { left.bits < right.bits }
}

extension MACAddress: ASCIIText {
  /// Lower-case pairs of digits with colons.
  public func append(to octets: inout [UInt8]) {
    for shift: UInt64 in [40, 32, 24, 16, 8, 0] {
      octets.append(hexadecimal: bits >> shift & 255, width: 2)
      if shift > 0 { octets.append(UInt8(ascii: ":")) }
    }
  }
}
