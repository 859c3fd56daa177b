/// One end of a flow: an address and, where the transport has them, a port.
public struct Endpoint: Hashable, Comparable, Codable, Sendable {
  public var address: IPAddress
  public var port: UInt16

  @inlinable
  public init(_ address: IPAddress, _ port: UInt16) {
    self.address = address
    self.port = port
  }

  @inlinable
  public static func < (left: Self, right: Self) -> Bool {
    (left.address, left.port) < (right.address, right.port)
  }
}

extension Endpoint: CustomStringConvertible {
  /// `address:port`, IPv6 in brackets (RFC 5952 6).
  public var description: String {
    address.isIPv4 ? "\(address):\(port)" : "[\(address)]:\(port)"
  }
}
