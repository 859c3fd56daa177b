/// The header in front of an encrypted message (MS-SMB2 2.2.41).
///
/// What follows is ciphertext. The signature authenticates it, and the nonce says nothing.
public struct SMB2TransformHeader: Hashable, Sendable {
  public static let octetCount = 52

  /// Octets of the message before encryption.
  public var originalMessageSize: UInt32
  /// Flags in 3.1.1, EncryptionAlgorithm in 3.0 and 3.0.2; 0x0001 means encrypted in both.
  public var flagsOrEncryptionAlgorithm: UInt16
  public var sessionID: UInt64

  /// - Throws: `malformed` for another protocol id.
  @inlinable
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    let start = reader.offset
    let layer = reader.layer
    let octets = try reader.take(Self.octetCount)
    guard octets.littleEndianUInt32(at: 0).byteSwapped == SMBProtocolID.transform.rawValue else {
      throw DecodeError(
        .malformed, layer: layer, offset: start,
        rule: "ProtocolId of a TRANSFORM_HEADER is FD 'SMB'")
    }
    originalMessageSize = octets.littleEndianUInt32(at: 36)
    flagsOrEncryptionAlgorithm = octets.littleEndianUInt16(at: 42)
    sessionID = octets.littleEndianUInt64(at: 44)
  }

  /// Whether the field says encrypted; any other value is reserved.
  @inlinable public var isEncrypted: Bool { flagsOrEncryptionAlgorithm == 0x0001 }
}
