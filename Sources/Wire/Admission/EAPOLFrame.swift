/// A frame of port-based access control between a station and its switch.
///
/// IEEE 802.1X-2020 section 11.3, with the code of the EAP packet (RFC 3748 section 4) inside.
/// Identities and credentials lie behind the code and are not read.
public struct EAPOLFrame: Hashable, Sendable {
  public var version: UInt8
  public var type: EAPOLType
  /// Code of the EAP packet; nil when the frame carries none.
  public var code: EAPCode?

  /// - Throws: `truncated` when the octets end before the EAP header does; `malformed` when the
  ///   stated length has no room for it.
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    version = try reader.readUInt8()
    type = EAPOLType(rawValue: try reader.readUInt8())
    var body = try reader.subClipped(Int(try reader.readUInt16()))
    guard type == .eap else { return }
    code = EAPCode(rawValue: try body.readUInt8())
    try body.skip(3)  // identifier, length
  }
}

/// The packet type of an EAPOL frame (IEEE 802.1X-2020 table 11-3).
public struct EAPOLType: RawRepresentable, Hashable, Sendable {
  public var rawValue: UInt8

  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let eap = EAPOLType(rawValue: 0)
  public static let start = EAPOLType(rawValue: 1)
  public static let logoff = EAPOLType(rawValue: 2)
  public static let key = EAPOLType(rawValue: 3)
}

/// The code of an EAP packet (RFC 3748 section 4).
public struct EAPCode: RawRepresentable, Hashable, Sendable {
  public var rawValue: UInt8

  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let request = EAPCode(rawValue: 1)
  public static let response = EAPCode(rawValue: 2)
  public static let success = EAPCode(rawValue: 3)
  public static let failure = EAPCode(rawValue: 4)
}
