/// An IPv4 or IPv6 address; IPv4 is held in its mapped form (`::ffff:0:0/96`, RFC 4291 2.5.5.2).
public struct IPAddress: Hashable, Comparable, Sendable {
  /// The address as 128 bits.
  public let bits: UInt128

  @usableFromInline static let mappedPrefix: UInt128 = 0xffff_0000_0000

  @inlinable
  public init(v4 value: UInt32) {
    bits = Self.mappedPrefix | UInt128(value)
  }

  @inlinable
  public init(v6 value: UInt128) {
    bits = value
  }

  @inlinable public var isIPv4: Bool { bits >> 32 == 0xffff }

  /// The address as 32 bits, when it is IPv4.
  @inlinable public var v4: UInt32? { isIPv4 ? UInt32(truncatingIfNeeded: bits) : nil }

  @inlinable
  public static func < (left: Self, right: Self) -> Bool { left.bits < right.bits }

  public var isMulticast: Bool {
    if let v4 { return v4 >> 28 == 0xe }
    return bits >> 120 == 0xff
  }

  /// The all-ones IPv4 address (RFC 919).
  public var isLimitedBroadcast: Bool { v4 == .max }

  public var isUnspecified: Bool { bits == 0 || v4 == 0 }

  /// Loopback of either family (RFC 1122 3.2.1.3, RFC 4291 2.5.3).
  public var isLoopback: Bool { v4.map { $0 >> 24 == 127 } ?? (bits == 1) }

  /// 169.254.0.0/16 (RFC 3927) or fe80::/10 (RFC 4291 2.5.6).
  public var isLinkLocal: Bool { v4.map { $0 >> 16 == 0xa9fe } ?? (bits >> 118 == 0x3fa) }
}

extension IPAddress: ASCIIText {
  /// Dotted decimal, or RFC 5952 text for IPv6.
  public func append(to octets: inout [UInt8]) {
    guard let v4 else { return appendIPv6(to: &octets) }
    for shift: UInt32 in [24, 16, 8, 0] {
      octets.append(decimal: UInt64(v4 >> shift & 255))
      if shift > 0 { octets.append(UInt8(ascii: ".")) }
    }
  }

  private func appendIPv6(to octets: inout [UInt8]) {
    let groups = (0..<8).map { UInt16(truncatingIfNeeded: bits >> UInt128(112 - 16 * $0)) }
    let zeros = Self.longestZeroRun(groups)
    for (place, group) in groups.enumerated() {
      if let zeros, zeros.contains(place) {
        if place == zeros.lowerBound { octets += "::".utf8 }
        continue
      }
      if place > 0, place != zeros?.upperBound { octets.append(UInt8(ascii: ":")) }
      octets.append(hexadecimal: UInt64(group))
    }
  }

  /// The first of the longest runs of at least two zero groups (RFC 5952 4.2).
  private static func longestZeroRun(_ groups: [UInt16]) -> Range<Int>? {
    var best: Range<Int>?
    var start = 0
    while start < groups.count {
      guard groups[start] == 0 else {
        start += 1
        continue
      }
      var end = start
      while end < groups.count, groups[end] == 0 { end += 1 }
      if end - start >= 2, end - start > (best?.count ?? 0) { best = start..<end }
      start = end
    }
    return best
  }
}

extension IPAddress {
  /// An address from its text, or nil: dotted decimal with four parts, or RFC 4291 2.2 text.
  public init?(_ text: some StringProtocol) {
    if text.contains(":") {
      guard let value = Self.parseIPv6(String(text)) else { return nil }
      self.init(v6: value)
    } else {
      guard let value = Self.parseIPv4(String(text)) else { return nil }
      self.init(v4: value)
    }
  }

  private static func parseIPv4(_ text: String) -> UInt32? {
    var value: UInt32 = 0
    var parts = 0
    // Of the part: nil before its first digit.
    var number: UInt32?
    for character in text.utf8 {
      switch character {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        // No part has a zero in front, and none is above 255.
        guard number != 0 else { return nil }
        let next = (number ?? 0) * 10 + UInt32(character - UInt8(ascii: "0"))
        guard next <= 255 else { return nil }
        number = next
      case UInt8(ascii: "."):
        guard let octet = number, parts < 3 else { return nil }
        value = value << 8 | octet
        parts += 1
        number = nil
      default: return nil
      }
    }
    guard let octet = number, parts == 3 else { return nil }
    return value << 8 | octet
  }

  private static func parseIPv6(_ text: String) -> UInt128? {
    let halves = text.split(separator: "::", omittingEmptySubsequences: false)
    if halves.count == 2 {
      guard let head = groups(halves[0]), let tail = groups(halves[1]),
        head.count + tail.count <= 7
      else { return nil }
      let zeros = [UInt16](repeating: 0, count: 8 - head.count - tail.count)
      return join(head + zeros + tail)
    }
    guard halves.count == 1, let all = groups(halves[0]), all.count == 8 else { return nil }
    return join(all)
  }

  private static func groups(_ text: Substring) -> [UInt16]? {
    guard !text.isEmpty else { return [] }
    var groups: [UInt16] = []
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    for (index, part) in parts.enumerated() {
      if index == parts.count - 1, part.contains(".") {
        guard let v4 = parseIPv4(String(part)) else { return nil }
        groups += [UInt16(v4 >> 16), UInt16(truncatingIfNeeded: v4)]
      } else {
        guard (1...4).contains(part.count), part.allSatisfy(\.isHexDigit),
          let group = UInt16(part, radix: 16)
        else { return nil }
        groups.append(group)
      }
    }
    return groups
  }

  private static func join(_ groups: [UInt16]) -> UInt128 {
    groups.reduce(0) { $0 << 16 | UInt128($1) }
  }
}

extension IPAddress: Codable {
  /// As text: not every format has integers of 128 bits.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode("\(self)")
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let address = IPAddress(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "`\(text)` is no address")
    }
    self = address
  }
}
