/// A server's choice among the dialect strings (MS-CIFS 2.2.4.52.2, MS-SMB 2.2.4.5.2).
///
/// The form depends on the dialect, and WordCount tells it. The reader stands at the SMB1 header.
public struct SMB1NegotiateResponse: Hashable, Sendable {
  /// WordCount as sent: 1, 13 or 17 for the forms that are defined.
  public var wordCount: UInt8
  /// The place of the chosen string in the request, 0xFFFF for none; nil in an error response.
  public var dialectIndex: UInt16?
  /// What the server does about passwords and signing; empty for the core protocol.
  public var securityMode: SMB1SecurityMode
  /// Nil but for NT LM 0.12.
  public var capabilities: SMB1Capabilities?

  /// No dialect of the request is acceptable.
  public static let noDialect: UInt16 = 0xFFFF

  /// - Throws: `malformed` only by lengths: another WordCount stays data, of which the first
  ///   word is read.
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    _ = try SMB1Header(parsing: &reader)
    wordCount = try reader.readUInt8()
    var words = try reader.sub(Int(wordCount) * 2)
    dialectIndex = wordCount > 0 ? try words.readUInt16LittleEndian() : nil
    securityMode = []
    capabilities = nil
    switch form {
    case .lanMan:
      // 16 bits here; the defined ones are the low four.
      let mode = try words.readUInt16LittleEndian()
      securityMode = SMB1SecurityMode(rawValue: UInt8(truncatingIfNeeded: mode))
    case .ntLanMan:
      securityMode = SMB1SecurityMode(rawValue: try words.readUInt8())
      // MaxMpxCount, MaxNumberVcs, MaxBufferSize, MaxRawSize, SessionKey
      try words.skip(2 + 2 + 4 + 4 + 4)
      capabilities = SMB1Capabilities(rawValue: try words.readUInt32LittleEndian())
    case .core, .other: break
    }
    let byteCount = Int(try reader.readUInt16LittleEndian())
    // A challenge and domain, or a GUID and a security token: nothing that a verdict needs.
    try reader.skip(byteCount)
  }

  /// Whether the server goes on in SMB1.
  public var selectsDialect: Bool {
    guard let dialectIndex else { return false }
    return dialectIndex != Self.noDialect
  }

  public var form: Form {
    switch wordCount {
    case 1: .core
    case 13: .lanMan
    case 17: .ntLanMan
    default: .other
    }
  }

  /// The forms of the response, by the family of dialects.
  public enum Form: Hashable, Sendable {
    case core, lanMan, ntLanMan, other
  }
}

/// What an SMB1 server does about passwords and signing (MS-CIFS 2.2.4.52.2).
public struct SMB1SecurityMode: OptionSet, Hashable, Sendable {
  public var rawValue: UInt8

  @inlinable
  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  public static let userSecurity = SMB1SecurityMode(rawValue: 0x01)
  public static let encryptPasswords = SMB1SecurityMode(rawValue: 0x02)
  public static let securitySignaturesEnabled = SMB1SecurityMode(rawValue: 0x04)
  public static let securitySignaturesRequired = SMB1SecurityMode(rawValue: 0x08)
}

/// What an SMB1 server can do (MS-CIFS 2.2.4.52.2, MS-SMB 2.2.4.5.2.1); a few have names.
public struct SMB1Capabilities: OptionSet, Hashable, Sendable {
  public var rawValue: UInt32

  @inlinable
  public init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  public static let unicode = SMB1Capabilities(rawValue: 0x0000_0004)
  public static let ntSMBs = SMB1Capabilities(rawValue: 0x0000_0010)
  public static let status32 = SMB1Capabilities(rawValue: 0x0000_0040)
  public static let extendedSecurity = SMB1Capabilities(rawValue: 0x8000_0000)
}
