/// One side of a made-up conversation.
public struct Host: Hashable, Sendable {
  public var address: Address
  public var port: UInt16
  /// 48-bit MAC address.
  public var mac: UInt64

  public enum Address: Hashable, Sendable {
    case v4(UInt32)
    case v6(UInt128)
  }

  /// - Parameters:
  ///   - address: dotted IPv4, or IPv6 with at most one `::`.
  ///   - mac: 48 bits; by default 02:00 and the last 32 bits of the address.
  /// - Precondition: the text is an address.
  public init(_ address: String, port: UInt16 = 0, mac: UInt64? = nil) {
    self.port = port
    if let value = Self.ipv4(address) {
      self.address = .v4(value)
      self.mac = mac ?? 0x0200_0000_0000 | UInt64(value)
    } else if let value = Self.ipv6(address) {
      self.address = .v6(value)
      self.mac = mac ?? 0x0200_0000_0000 | UInt64(truncatingIfNeeded: value) & 0xFFFF_FFFF
    } else {
      preconditionFailure("not an address: \(address)")
    }
  }

  public var isIPv6: Bool {
    if case .v6 = address { true } else { false }
  }

  /// The address in network order, 4 or 16 octets.
  public var addressOctets: [UInt8] {
    switch address {
    case .v4(let value): octets(value)
    case .v6(let value): octets(value)
    }
  }

  private static func ipv4(_ text: String) -> UInt32? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
    guard parts.count == 4 else { return nil }
    return parts.reduce(UInt32?.some(0)) { value, part in
      guard let value, let part else { return nil }
      return value << 8 | UInt32(part)
    }
  }

  private static func ipv6(_ text: String) -> UInt128? {
    let halves = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard halves.count >= 3 else { return nil }
    let gap = halves.dropFirst().dropLast().firstIndex(of: "")
    let head = halves[..<(gap ?? halves.endIndex)].filter { !$0.isEmpty }
    let tail = gap.map { halves[$0...].filter { !$0.isEmpty } } ?? []
    let missing = 8 - head.count - tail.count
    guard gap == nil ? missing == 0 : missing >= 1 else { return nil }
    let groups = head + Array(repeating: "0", count: missing) + tail
    return groups.reduce(UInt128?.some(0)) { value, group in
      guard let value, let group = UInt16(group, radix: 16) else { return nil }
      return value << 16 | UInt128(group)
    }
  }
}

/// The octets of a number in network order.
public func octets<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
  stride(from: Number.bitWidth - 8, through: 0, by: -8).map {
    UInt8(truncatingIfNeeded: number >> $0)
  }
}
