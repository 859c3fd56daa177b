/// The four octets that open every SMB message and say which header follows.
///
/// [MS-SMB2](https://learn.microsoft.com/openspecs/windows_protocols/ms-smb2) 2.2.1, 2.2.41 and
/// 2.2.42; MS-CIFS 2.2.3.1. A first octet that is not known stays data: `isSMB` only asks for "SMB".
public struct SMBProtocolID: RawRepresentable, Hashable, Sendable {
  public static let octetCount = 4

  /// The octets as sent, the first most significant.
  public var rawValue: UInt32

  @inlinable
  public init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  /// SMB1, also called CIFS.
  public static let smb1 = SMBProtocolID(rawValue: 0xFF53_4D42)
  /// SMB2 and SMB3 in clear.
  public static let smb2 = SMBProtocolID(rawValue: 0xFE53_4D42)
  /// An encrypted message.
  public static let transform = SMBProtocolID(rawValue: 0xFD53_4D42)
  /// A compressed message; compression hides nothing.
  public static let compressionTransform = SMBProtocolID(rawValue: 0xFC53_4D42)

  @inlinable
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    rawValue = try reader.readUInt32()
  }

  /// Whether the last three octets are "SMB", whatever the first says.
  @inlinable public var isSMB: Bool { rawValue & 0x00FF_FFFF == 0x0053_4D42 }

  /// Whether this is one of the four headers that MS-SMB2 and MS-CIFS define.
  @inlinable public var isDefined: Bool { isSMB && rawValue >> 24 >= 0xFC }
}

extension SMBProtocolID: CustomStringConvertible {
  public var description: String {
    switch self {
    case .smb1: "SMB1"
    case .smb2: "SMB2"
    case .transform: "SMB2 TRANSFORM_HEADER"
    case .compressionTransform: "SMB2 COMPRESSION_TRANSFORM_HEADER"
    default: "protocol id 0x" + String(rawValue, radix: 16)
    }
  }
}
