/// An address range in CIDR form (RFC 4632); a single address is a prefix of full length.
public struct IPPrefix: Hashable, Sendable {
  public let address: IPAddress
  /// Leading bits that must be equal: 0...32 for IPv4, 0...128 for IPv6.
  public let length: Int

  /// The range of `length` leading bits around `address`; nil when the length does not fit.
  public init?(_ address: IPAddress, length: Int) {
    guard (0...(address.isIPv4 ? 32 : 128)).contains(length) else { return nil }
    self.length = length
    let kept = address.isIPv4 ? length + 96 : length
    let mask = kept == 0 ? 0 : UInt128.max << UInt128(128 - kept)
    self.address = IPAddress(v6: address.bits & mask)
  }

  /// A range from `a.b.c.d/n`, `x::y/n`, or a single address.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard let first = parts.first, let address = IPAddress(first), parts.count <= 2 else {
      return nil
    }
    guard parts.count == 2 else {
      self.init(address, length: address.isIPv4 ? 32 : 128)
      return
    }
    guard let length = Int(parts[1]), parts[1].allSatisfy(\.isNumber) else { return nil }
    self.init(address, length: length)
  }

  @inlinable
  public func contains(_ other: IPAddress) -> Bool {
    guard address.isIPv4 == other.isIPv4 else { return false }
    let kept = address.isIPv4 ? length + 96 : length
    return kept == 0 || (address.bits ^ other.bits) >> UInt128(128 - kept) == 0
  }

  /// True when the range is one address.
  public var isSingle: Bool { length == (address.isIPv4 ? 32 : 128) }
}

extension IPPrefix: CustomStringConvertible {
  public var description: String { isSingle ? "\(address)" : "\(address)/\(length)" }
}
