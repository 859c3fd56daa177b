/// A client's repetition of its NEGOTIATE request under a signature (MS-SMB2 2.2.31.4).
///
/// A difference from the NEGOTIATE seen before is evidence of tampering.
public struct SMB2ValidateNegotiateInfoRequest: ~Escapable {
  public let capabilities: SMB2Capabilities
  public let guid: GUID
  public let securityMode: SMB2SecurityMode
  public let dialects: SMB2IdentifierList<SMB2Dialect>

  /// - Throws: `limit` for more dialects than a list may hold.
  @_lifetime(copy reader)
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    capabilities = SMB2Capabilities(rawValue: try reader.readUInt32LittleEndian())
    guid = try GUID(parsing: &reader)
    securityMode = SMB2SecurityMode(rawValue: try reader.readUInt16LittleEndian())
    let dialectCount = Int(try reader.readUInt16LittleEndian())
    dialects = try SMB2IdentifierList<SMB2Dialect>(parsing: &reader, count: dialectCount)
  }
}

/// A server's repetition of its NEGOTIATE response under a signature (MS-SMB2 2.2.32.6).
public struct SMB2ValidateNegotiateInfoResponse: Hashable, Sendable {
  public var capabilities: SMB2Capabilities
  public var guid: GUID
  public var securityMode: SMB2SecurityMode
  public var dialect: SMB2Dialect

  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    capabilities = SMB2Capabilities(rawValue: try reader.readUInt32LittleEndian())
    guid = try GUID(parsing: &reader)
    securityMode = SMB2SecurityMode(rawValue: try reader.readUInt16LittleEndian())
    dialect = SMB2Dialect(rawValue: try reader.readUInt16LittleEndian())
  }
}
