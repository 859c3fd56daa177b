/// A server's choice of dialect (MS-SMB2 2.2.4).
///
/// The reader stands at the SMB2 header and covers this message alone. Contexts are found by
/// NegotiateContextOffset; the gap behind the security buffer is the server's business.
public struct SMB2NegotiateResponse: ~Escapable {
  public let securityMode: SMB2SecurityMode
  public let dialectRevision: SMB2Dialect
  /// Contexts announced; 0 unless the dialect is 3.1.1, as the field is then reserved.
  public let negotiateContextCount: UInt16
  public let serverGUID: GUID
  public let capabilities: SMB2Capabilities
  /// Octets, as the two that follow.
  public let maxTransactSize: UInt32
  public let maxReadSize: UInt32
  public let maxWriteSize: UInt32
  /// Intervals of 100 ns since 1601, as the next.
  public let systemTime: UInt64
  public let serverStartTime: UInt64
  public let securityBufferOffset: UInt16
  public let securityBufferLength: UInt16
  public let negotiateContextOffset: UInt32

  private let body: SMB2MessageBody

  /// - Throws: `malformed` for another StructureSize or an ERROR response.
  @_lifetime(copy reader)
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    body = try SMB2MessageBody(parsingResponse: &reader)
    try reader.require(64)
    try reader.readStructureSize(65, "StructureSize of a NEGOTIATE response is 65")
    securityMode = SMB2SecurityMode(rawValue: try reader.readUInt16LittleEndian())
    dialectRevision = SMB2Dialect(rawValue: try reader.readUInt16LittleEndian())
    let contextCount = try reader.readUInt16LittleEndian()
    serverGUID = try GUID(parsing: &reader)
    capabilities = SMB2Capabilities(rawValue: try reader.readUInt32LittleEndian())
    maxTransactSize = try reader.readUInt32LittleEndian()
    maxReadSize = try reader.readUInt32LittleEndian()
    maxWriteSize = try reader.readUInt32LittleEndian()
    systemTime = try reader.readUInt64LittleEndian()
    serverStartTime = try reader.readUInt64LittleEndian()
    securityBufferOffset = try reader.readUInt16LittleEndian()
    securityBufferLength = try reader.readUInt16LittleEndian()
    let contextOffset = try reader.readUInt32LittleEndian()
    let hasContexts = dialectRevision == .smb311
    negotiateContextCount = hasContexts ? contextCount : 0
    negotiateContextOffset = hasContexts ? contextOffset : 0
    _ = reader.rest()
  }

  /// The server's first security token, usually the mechanisms that it accepts; may be empty.
  @_lifetime(copy self)
  public func securityBuffer() throws(DecodeError) -> OctetReader {
    try body.buffer(
      at: Int(securityBufferOffset), count: Int(securityBufferLength), behind: 128)
  }

  /// Takes the contexts, found by NegotiateContextOffset.
  @_lifetime(copy self)
  public func contexts() throws(DecodeError) -> SMB2NegotiateContextReader {
    try SMB2NegotiateContextReader(
      in: body, at: negotiateContextOffset, count: negotiateContextCount, behind: 128)
  }
}
