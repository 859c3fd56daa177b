/// The packet that an ICMP or ICMPv6 error speaks of, as far as the error quotes it.
///
/// `Address` is `UInt32` for IPv4 and `UInt128` for IPv6.
public struct QuotedPacket<Address: FixedWidthInteger & Sendable>: Hashable, Sendable {
  public var source: Address
  public var destination: Address
  public var protocolNumber: IPProtocol
  /// nil when the quote ends before it, is of a later fragment, or the protocol has no ports.
  public var sourcePort: UInt16?
  /// nil when the quote ends before it, is of a later fragment, or the protocol has no ports.
  public var destinationPort: UInt16?

  /// Reads the ports when the quote has them; that it may end before them is its right (RFC 792
  /// asks for 64 bits, RFC 4443 for what fits).
  @inlinable
  init(
    source: Address, destination: Address, protocolNumber: IPProtocol, isFirstFragment: Bool,
    transport reader: inout OctetReader
  ) throws(DecodeError) {
    self.source = source
    self.destination = destination
    self.protocolNumber = protocolNumber
    guard isFirstFragment, protocolNumber.hasPorts, reader.remaining >= 4 else { return }
    sourcePort = try reader.readUInt16()
    destinationPort = try reader.readUInt16()
  }
}
