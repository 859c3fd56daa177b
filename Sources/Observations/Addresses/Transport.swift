/// The transport of a flow, by its IP protocol number.
public struct Transport: RawRepresentable, Hashable, Codable, Sendable {
  public var rawValue: UInt8

  @inlinable
  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  public static let icmp = Transport(rawValue: 1)
  public static let tcp = Transport(rawValue: 6)
  public static let udp = Transport(rawValue: 17)
  public static let icmpv6 = Transport(rawValue: 58)
}

extension Transport: CustomStringConvertible {
  public var description: String {
    switch self {
    case .icmp: "icmp"
    case .tcp: "tcp"
    case .udp: "udp"
    case .icmpv6: "icmpv6"
    default: "ip-\(rawValue)"
    }
  }
}
