/// The IEEE 802.2 header of an 802.3 payload, with the SNAP extension when it is there.
///
/// IEEE 802.2 section 3.2; SNAP is RFC 1042.
public struct LLCHeader: Hashable, Sendable {
  public var destinationServiceAccessPoint: UInt8
  public var sourceServiceAccessPoint: UInt8
  /// The first octet of the control field; only unnumbered frames (as SNAP's are) end there.
  public var control: UInt8
  /// Whose protocol numbers `protocolID` uses; nil without SNAP.
  public var organization: UInt32?
  public var protocolID: UInt16?

  /// Reads 3 octets, and 5 more when they announce SNAP.
  ///
  /// - Throws: `truncated` when the capture ends first.
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    destinationServiceAccessPoint = try reader.readUInt8()
    sourceServiceAccessPoint = try reader.readUInt8()
    control = try reader.readUInt8()
    guard
      destinationServiceAccessPoint == 0xAA, sourceServiceAccessPoint == 0xAA, control == 0x03
    else { return }
    organization = try reader.readUInt24()
    protocolID = try reader.readUInt16()
  }

  /// The EtherType that SNAP carries under organisation 0 (RFC 1042) or 0x0000F8 (802.1H).
  public var etherType: EtherType? {
    guard organization == 0 || organization == 0x0000F8, let protocolID else { return nil }
    return EtherType(rawValue: protocolID)
  }
}
