/// The header of a packet that Linux netfilter logged, up to the packet itself.
///
/// LINKTYPE_NFLOG, <https://www.tcpdump.org/linktypes/LINKTYPE_NFLOG.html>: 4 octets, then
/// type-length-value items in the byte order of the capturing machine, padded to 4 octets.
public struct NFLOGHeader: Hashable, Sendable {
  /// An AF_ number of Linux.
  public var family: UInt8
  public var version: UInt8
  public var resourceID: UInt16

  /// The kernel writes about a dozen items; more than this is not a log record.
  public static let maximumItems = 32
  /// NFULNL_PAYLOAD.
  static let payloadItem: UInt16 = 9

  /// Reads up to the payload item and leaves the reader at its value.
  ///
  /// - Throws: `truncated` when the capture ends first; `malformed` when an item is shorter than its
  ///   own header or version is not 0; `limit` when the payload is not among `maximumItems` items.
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    family = try reader.readUInt8()
    version = try reader.readUInt8()
    guard version == 0 else { throw reader.malformed("NFLOG version is not 0", at: 1) }
    resourceID = try reader.readUInt16()
    for _ in 0..<Self.maximumItems {
      let item = reader.position
      var length = try reader.readUInt16LittleEndian()
      var type = try reader.readUInt16LittleEndian()
      // Item types are below 256, so the byte order shows in the type; the top bits are flags.
      if type & 0x00FF == 0, type != 0 {
        length = length.byteSwapped
        type = type.byteSwapped
      }
      guard length >= 4 else { throw reader.malformed("NFLOG item below 4 octets", at: item) }
      if type & 0x3FFF == Self.payloadItem { return }
      let padded = (Int(length) + 3) & ~3
      try reader.skip(padded - 4)
    }
    throw reader.limit("more than 32 NFLOG items")
  }

  public var etherType: EtherType? {
    switch family {
    case 2: .ipv4
    case 10: .ipv6
    default: nil
    }
  }
}
