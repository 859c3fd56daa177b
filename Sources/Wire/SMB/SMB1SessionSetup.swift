/// A client's step of authentication in SMB1 (MS-CIFS 2.2.4.53.1, MS-SMB 2.2.4.6.1).
///
/// Three forms exist, and WordCount tells them apart. Passwords and responses stay inside: only
/// their lengths come out. The reader stands at the SMB1 header.
public struct SMB1SessionSetupAndXRequest: ~Escapable {
  /// WordCount as sent: 10 (LAN Manager), 12 (extended security) or 13 (NT LM 0.12).
  public let wordCount: UInt8
  /// Octets of the LM response or of a password in clear; 0 with extended security.
  public let oemPasswordLength: UInt16
  /// Octets of the NT response; 0 but in the NT LM 0.12 form.
  public let unicodePasswordLength: UInt16

  private let blob: OctetReader

  /// - Throws: by lengths only; another WordCount stays data.
  @_lifetime(copy reader)
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    _ = try SMB1Header(parsing: &reader)
    let wordCount = try reader.readUInt8()
    var words = try reader.sub(Int(wordCount) * 2)
    var oem: UInt16 = 0
    var unicode: UInt16 = 0
    var blobLength = 0
    if [10, 12, 13].contains(wordCount) {
      // AndXCommand, AndXReserved, AndXOffset, MaxBufferSize, MaxMpxCount, VcNumber, SessionKey
      try words.skip(1 + 1 + 2 + 2 + 2 + 2 + 4)
      let length = try words.readUInt16LittleEndian()
      if wordCount == 12 { blobLength = Int(length) } else { oem = length }
      if wordCount == 13 { unicode = try words.readUInt16LittleEndian() }
    }
    let byteCount = Int(try reader.readUInt16LittleEndian())
    var bytes = try reader.sub(byteCount)
    blob = try bytes.sub(blobLength)
    self.wordCount = wordCount
    oemPasswordLength = oem
    unicodePasswordLength = unicode
  }

  /// The client's security token with extended security, else empty; `SecurityToken` reads it.
  public var securityBlob: OctetReader {
    @_lifetime(copy self)
    get { blob }
  }
}

/// A server's answer to a step of authentication in SMB1 (MS-CIFS 2.2.4.53.2, MS-SMB 2.2.4.6.2).
public struct SMB1SessionSetupAndXResponse: ~Escapable {
  /// WordCount as sent: 3, or 4 with extended security; 0 in an error response.
  public let wordCount: UInt8
  /// Nil in an error response.
  public let action: SMB1SessionSetupAction?

  private let blob: OctetReader

  /// - Throws: by lengths only; another WordCount stays data.
  @_lifetime(copy reader)
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    _ = try SMB1Header(parsing: &reader)
    let wordCount = try reader.readUInt8()
    var words = try reader.sub(Int(wordCount) * 2)
    var action: SMB1SessionSetupAction?
    var blobLength = 0
    if wordCount >= 3 {
      try words.skip(1 + 1 + 2)  // AndXCommand, AndXReserved, AndXOffset
      action = SMB1SessionSetupAction(rawValue: try words.readUInt16LittleEndian())
    }
    if wordCount == 4 { blobLength = Int(try words.readUInt16LittleEndian()) }
    let byteCount = Int(try reader.readUInt16LittleEndian())
    var bytes = try reader.sub(byteCount)
    blob = try bytes.sub(blobLength)
    self.wordCount = wordCount
    self.action = action
  }

  /// The server's security token with extended security, else empty; `SecurityToken` reads it.
  public var securityBlob: OctetReader {
    @_lifetime(copy self)
    get { blob }
  }
}

/// What kind of SMB1 session the server granted (MS-CIFS 2.2.4.53.2).
public struct SMB1SessionSetupAction: OptionSet, Hashable, Sendable {
  public var rawValue: UInt16

  @inlinable
  public init(rawValue: UInt16) {
    self.rawValue = rawValue
  }

  public static let guest = SMB1SessionSetupAction(rawValue: 0x0001)
  public static let useLanManKey = SMB1SessionSetupAction(rawValue: 0x0002)
}
