/// The header of 32 octets in front of every SMB1 message (MS-CIFS 2.2.3.1).
public struct SMB1Header: Hashable, Sendable {
  public static let octetCount = 32

  public var command: SMB1Command
  /// An NTSTATUS when `flags2` says so, else an error class and code of DOS; zero is success.
  public var status: UInt32
  public var flags: SMB1Flags
  public var flags2: SMB1Flags2
  /// SecurityFeatures: the octets as sent, the first most significant.
  public var securitySignature: UInt64
  public var tid: UInt16
  /// PIDHigh and PIDLow.
  public var pid: UInt32
  public var uid: UInt16
  public var mid: UInt16

  /// "BSRSPYL ", which real peers send while no key exists yet.
  public static let placeholderSignature: UInt64 = 0x4253_5253_5059_4C20

  /// - Throws: `malformed` for another protocol id.
  @inlinable
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    let start = reader.offset
    let layer = reader.layer
    let octets = try reader.take(Self.octetCount)
    guard octets.littleEndianUInt32(at: 0).byteSwapped == SMBProtocolID.smb1.rawValue else {
      throw DecodeError(
        .malformed, layer: layer, offset: start, rule: "Protocol of an SMB1 header is FF 'SMB'")
    }
    command = SMB1Command(rawValue: octets[4])
    status = octets.littleEndianUInt32(at: 5)
    flags = SMB1Flags(rawValue: octets[9])
    flags2 = SMB1Flags2(rawValue: octets.littleEndianUInt16(at: 10))
    securitySignature = octets.networkOrderUInt64(at: 14)
    tid = octets.littleEndianUInt16(at: 24)
    pid =
      UInt32(octets.littleEndianUInt16(at: 12)) << 16 | UInt32(octets.littleEndianUInt16(at: 26))
    uid = octets.littleEndianUInt16(at: 28)
    mid = octets.littleEndianUInt16(at: 30)
  }

  @inlinable public var isResponse: Bool { flags.contains(.reply) }

  /// The status as NTSTATUS; nil when it is an error of DOS.
  public var ntStatus: NTStatus? {
    flags2.contains(.ntStatus) || status == 0 ? NTStatus(rawValue: status) : nil
  }

  /// Whether the message carries a signature that a key may have made.
  ///
  /// Real servers sign without setting the bit of `flags2`, so the octets decide.
  @inlinable public var hasSignature: Bool {
    securitySignature != 0 && securitySignature != Self.placeholderSignature
  }
}

extension SMB1Header: CustomStringConvertible {
  public var description: String {
    "SMB1 \(command) \(isResponse ? "response" : "request") \(mid)"
  }
}

/// The Flags field of an SMB1 header (MS-CIFS 2.2.3.1).
public struct SMB1Flags: OptionSet, Hashable, Sendable {
  public var rawValue: UInt8

  @inlinable
  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  public static let caseInsensitive = SMB1Flags(rawValue: 0x08)
  public static let canonicalizedPaths = SMB1Flags(rawValue: 0x10)
  /// The message is a response.
  public static let reply = SMB1Flags(rawValue: 0x80)
}

/// The Flags2 field of an SMB1 header (MS-CIFS 2.2.3.1, MS-SMB 2.2.3.1).
public struct SMB1Flags2: OptionSet, Hashable, Sendable {
  public var rawValue: UInt16

  @inlinable
  public init(rawValue: UInt16) {
    self.rawValue = rawValue
  }

  public static let longNames = SMB1Flags2(rawValue: 0x0001)
  public static let extendedAttributes = SMB1Flags2(rawValue: 0x0002)
  public static let securitySignature = SMB1Flags2(rawValue: 0x0004)
  public static let compressed = SMB1Flags2(rawValue: 0x0008)
  public static let securitySignatureRequired = SMB1Flags2(rawValue: 0x0010)
  public static let isLongName = SMB1Flags2(rawValue: 0x0040)
  public static let extendedSecurity = SMB1Flags2(rawValue: 0x0800)
  public static let dfs = SMB1Flags2(rawValue: 0x1000)
  public static let pagingIO = SMB1Flags2(rawValue: 0x2000)
  public static let ntStatus = SMB1Flags2(rawValue: 0x4000)
  public static let unicode = SMB1Flags2(rawValue: 0x8000)
}
