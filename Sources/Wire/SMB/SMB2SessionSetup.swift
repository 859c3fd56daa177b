/// A client's step of authentication (MS-SMB2 2.2.5).
///
/// The reader stands at the SMB2 header and covers this message alone.
public struct SMB2SessionSetupRequest: ~Escapable {
  public let flags: SMB2SessionSetupFlags
  public let securityMode: SMB2SecurityMode
  public let capabilities: SMB2Capabilities
  public let securityBufferOffset: UInt16
  public let securityBufferLength: UInt16
  /// The session of an earlier connection that this one replaces, or 0.
  public let previousSessionID: UInt64

  private let body: SMB2MessageBody

  /// - Throws: `malformed` for another StructureSize.
  @_lifetime(copy reader)
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    body = try SMB2MessageBody(parsing: &reader)
    try reader.require(24)
    try reader.readStructureSize(25, "StructureSize of a SESSION_SETUP request is 25")
    flags = SMB2SessionSetupFlags(rawValue: try reader.readUInt8())
    securityMode = SMB2SecurityMode(rawValue: UInt16(try reader.readUInt8()))
    capabilities = SMB2Capabilities(rawValue: try reader.readUInt32LittleEndian())
    try reader.skip(4)  // Channel
    securityBufferOffset = try reader.readUInt16LittleEndian()
    securityBufferLength = try reader.readUInt16LittleEndian()
    previousSessionID = try reader.readUInt64LittleEndian()
    _ = reader.rest()
  }

  /// The client's security token; `SecurityToken` reads it.
  @_lifetime(copy self)
  public func securityBuffer() throws(DecodeError) -> OctetReader {
    try body.buffer(at: Int(securityBufferOffset), count: Int(securityBufferLength), behind: 88)
  }
}

/// A server's answer to a step of authentication (MS-SMB2 2.2.6).
///
/// Its StructureSize is that of an ERROR response, so a response whose header
/// `carriesErrorResponse` is refused here.
public struct SMB2SessionSetupResponse: ~Escapable {
  public let sessionFlags: SMB2SessionFlags
  public let securityBufferOffset: UInt16
  public let securityBufferLength: UInt16

  private let body: SMB2MessageBody

  /// - Throws: `malformed` for another StructureSize or an ERROR response.
  @_lifetime(copy reader)
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    body = try SMB2MessageBody(parsingResponse: &reader)
    try reader.require(8)
    try reader.readStructureSize(9, "StructureSize of a SESSION_SETUP response is 9")
    sessionFlags = SMB2SessionFlags(rawValue: try reader.readUInt16LittleEndian())
    securityBufferOffset = try reader.readUInt16LittleEndian()
    securityBufferLength = try reader.readUInt16LittleEndian()
    _ = reader.rest()
  }

  /// The server's security token, maybe empty; `SecurityToken` reads it.
  @_lifetime(copy self)
  public func securityBuffer() throws(DecodeError) -> OctetReader {
    try body.buffer(at: Int(securityBufferOffset), count: Int(securityBufferLength), behind: 72)
  }
}

/// How a SESSION_SETUP request is meant (MS-SMB2 2.2.5).
public struct SMB2SessionSetupFlags: OptionSet, Hashable, Sendable {
  public var rawValue: UInt8

  @inlinable
  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// Binds an existing session to one more connection (multichannel).
  public static let binding = SMB2SessionSetupFlags(rawValue: 0x01)
}

/// What kind of session the server granted (MS-SMB2 2.2.6).
public struct SMB2SessionFlags: OptionSet, Hashable, Sendable {
  public var rawValue: UInt16

  @inlinable
  public init(rawValue: UInt16) {
    self.rawValue = rawValue
  }

  public static let isGuest = SMB2SessionFlags(rawValue: 0x0001)
  public static let isNull = SMB2SessionFlags(rawValue: 0x0002)
  public static let encryptData = SMB2SessionFlags(rawValue: 0x0004)
}
