/// A client's offer of dialects (MS-SMB2 2.2.3).
///
/// The reader stands at the SMB2 header and covers this message alone, because the contexts are
/// found by their offset from there. The contexts are read when asked: a packet cut inside them
/// still gives the dialects.
public struct SMB2NegotiateRequest: ~Escapable {
  public let securityMode: SMB2SecurityMode
  public let capabilities: SMB2Capabilities
  public let clientGUID: GUID
  /// Contexts announced; 0 unless dialect 3.1.1 is offered, as the field then means another thing.
  public let negotiateContextCount: UInt16
  public let negotiateContextOffset: UInt32
  public let dialects: SMB2IdentifierList<SMB2Dialect>

  private let body: SMB2MessageBody

  /// - Throws: `malformed` for another StructureSize or a DialectCount of zero; `limit` for more
  ///   dialects than a list may hold.
  @_lifetime(copy reader)
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    body = try SMB2MessageBody(parsing: &reader)
    try reader.require(36)
    try reader.readStructureSize(36, "StructureSize of a NEGOTIATE request is 36")
    let dialectCount = try reader.readUInt16LittleEndian()
    guard dialectCount > 0 else {
      throw DecodeError(
        .malformed, layer: reader.layer, offset: reader.offset - 2,
        rule: "a NEGOTIATE request offers at least one dialect")
    }
    securityMode = SMB2SecurityMode(rawValue: try reader.readUInt16LittleEndian())
    try reader.skip(2)  // Reserved
    capabilities = SMB2Capabilities(rawValue: try reader.readUInt32LittleEndian())
    clientGUID = try GUID(parsing: &reader)
    let contextOffset = try reader.readUInt32LittleEndian()
    let contextCount = try reader.readUInt16LittleEndian()
    try reader.skip(2)  // Reserved2
    dialects = try SMB2IdentifierList<SMB2Dialect>(parsing: &reader, count: Int(dialectCount))
    // Without 3.1.1 the eight octets are ClientStartTime, which is reserved.
    let hasContexts = dialects.contains(.smb311)
    negotiateContextOffset = hasContexts ? contextOffset : 0
    negotiateContextCount = hasContexts ? contextCount : 0
    _ = reader.rest()
  }

  /// Takes the contexts, found by NegotiateContextOffset.
  @_lifetime(copy self)
  public func contexts() throws(DecodeError) -> SMB2NegotiateContextReader {
    try SMB2NegotiateContextReader(
      in: body, at: negotiateContextOffset, count: negotiateContextCount,
      behind: 100 + dialects.count * 2)
  }
}

/// Whether a peer can or must sign (MS-SMB2 2.2.3, 2.2.4, 2.2.5).
public struct SMB2SecurityMode: OptionSet, Hashable, Sendable {
  public var rawValue: UInt16

  @inlinable
  public init(rawValue: UInt16) {
    self.rawValue = rawValue
  }

  public static let signingEnabled = SMB2SecurityMode(rawValue: 0x0001)
  public static let signingRequired = SMB2SecurityMode(rawValue: 0x0002)
}

/// What a peer can do (MS-SMB2 2.2.3, 2.2.4).
public struct SMB2Capabilities: OptionSet, Hashable, Sendable {
  public var rawValue: UInt32

  @inlinable
  public init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  public static let dfs = SMB2Capabilities(rawValue: 0x0000_0001)
  public static let leasing = SMB2Capabilities(rawValue: 0x0000_0002)
  public static let largeMTU = SMB2Capabilities(rawValue: 0x0000_0004)
  public static let multiChannel = SMB2Capabilities(rawValue: 0x0000_0008)
  public static let persistentHandles = SMB2Capabilities(rawValue: 0x0000_0010)
  public static let directoryLeasing = SMB2Capabilities(rawValue: 0x0000_0020)
  /// Decides for 3.0 and 3.0.2 alone; in 3.1.1 the encryption context does.
  public static let encryption = SMB2Capabilities(rawValue: 0x0000_0040)
  public static let notifications = SMB2Capabilities(rawValue: 0x0000_0080)
}
