/// The address family in front of packets captured on a BSD or macOS loopback interface.
///
/// LINKTYPE_NULL writes it in the byte order of the machine that captured, LINKTYPE_LOOP in
/// network order, <https://www.tcpdump.org/linktypes.html>; 4 octets. Families are below 2^16, so
/// the order shows in the value and one decoder reads both.
public struct LoopbackHeader: Hashable, Sendable {
  /// An AF_ number of the capturing system.
  public var family: UInt32

  /// - Throws: `truncated` when fewer than 4 octets are there.
  @inlinable
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    let value = try reader.readUInt32()
    family = value > 0xFFFF ? value.byteSwapped : value
  }

  /// The protocol of the family; nil when it is neither IPv4 nor IPv6.
  ///
  /// AF_INET is 2 everywhere. AF_INET6 is 24 on NetBSD and OpenBSD, 28 on FreeBSD, 30 on macOS and
  /// 10 on Linux.
  @inlinable public var etherType: EtherType? {
    switch family {
    case 2: .ipv4
    case 10, 24, 28, 30: .ipv6
    default: nil
    }
  }
}
