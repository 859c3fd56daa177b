/// The header of a mirrored frame on its way through GRE: ERSPAN types I, II and III.
///
/// draft-foschiano-erspan-03 section 4. Type I has no header of its own; types II and III say in
/// their first nibble which they are.
public struct ERSPANHeader: Hashable, Sendable {
  public enum Version: UInt8, Hashable, Sendable { case one, two, three }

  public var version: Version
  /// The VLAN of the mirrored frame; 0 when none is told.
  public var vlan: UInt16
  /// 10 bits; 0 for type I.
  public var session: UInt16
  /// The switch cut the frame before it wrapped it.
  public var isTruncated: Bool
  /// An Ethernet frame, or an IP packet without link header (type III only).
  public var etherType: EtherType

  /// Reads the header that the GRE header announces and leaves the reader at the mirrored frame.
  ///
  /// - Parameter gre: type I is the one that comes without a sequence number (section 4.1).
  /// - Throws: `truncated` when the octets end first; `malformed` when the version in the header is
  ///   not the one announced, or the frame type is unknown.
  public init(parsing reader: inout OctetReader, behind gre: GREHeader) throws(DecodeError) {
    version = .one
    vlan = 0
    session = 0
    isTruncated = false
    etherType = .transparentEthernet
    let isThree = gre.protocolType == .erspanIII
    if !isThree, gre.sequenceNumber == nil { return }
    let start = reader.position
    let first = try reader.readUInt16()
    let second = try reader.readUInt16()
    guard first >> 12 == (isThree ? 2 : 1) else {
      throw reader.malformed("ERSPAN version is not the announced one", at: start)
    }
    version = isThree ? .three : .two
    vlan = first & 0x0FFF
    session = second & 0x03FF
    isTruncated = second & 0x0400 != 0
    guard isThree else {
      try reader.skip(4)
      return
    }
    try reader.skip(4)
    let last = try reader.readUInt32()
    switch last >> 10 & 0x1F {
    case 0: break
    case 2: etherType = try LinkHeader.versionOfRawIP(behind: last & 1 == 1 ? 8 : 0, reader)
    default: throw reader.malformed("ERSPAN frame type is neither Ethernet nor IP", at: start + 10)
    }
    // The O bit announces 8 octets that are specific to the switch.
    if last & 1 == 1 { try reader.skip(8) }
  }
}

extension LinkHeader {
  /// The protocol that the version nibble of a packet `distance` octets ahead names.
  static func versionOfRawIP(
    behind distance: Int, _ reader: borrowing OctetReader
  ) throws(DecodeError) -> EtherType {
    try reader.require(distance + 1)
    switch (reader.peek(ahead: distance) ?? 0) >> 4 {
    case 4: return .ipv4
    case 6: return .ipv6
    default: throw reader.malformed("IP version is neither 4 nor 6")
    }
  }
}
