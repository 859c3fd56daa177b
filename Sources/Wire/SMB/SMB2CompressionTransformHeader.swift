/// The header in front of a compressed message (MS-SMB2 2.2.42), unchained or chained.
///
/// Compressed is not encrypted. Both forms have the same first 16 octets: in the chained form the
/// last eight are the first payload header (2.2.42.2.1).
public struct SMB2CompressionTransformHeader: Hashable, Sendable {
  public static let octetCount = 16

  /// Octets of the whole message before compression.
  public var originalCompressedSegmentSize: UInt32
  public var compressionAlgorithm: SMB2CompressionAlgorithm
  public var flags: Flags
  /// Offset when unchained, Length when chained, in octets.
  ///
  /// Offset counts the octets in clear in front of the compressed ones, Length those of the first
  /// payload.
  public var offsetOrLength: UInt32

  /// - Throws: `malformed` for another protocol id.
  @inlinable
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    let start = reader.offset
    let layer = reader.layer
    let octets = try reader.take(Self.octetCount)
    guard
      octets.littleEndianUInt32(at: 0).byteSwapped == SMBProtocolID.compressionTransform.rawValue
    else {
      throw DecodeError(
        .malformed, layer: layer, offset: start,
        rule: "ProtocolId of a COMPRESSION_TRANSFORM_HEADER is FC 'SMB'")
    }
    originalCompressedSegmentSize = octets.littleEndianUInt32(at: 4)
    compressionAlgorithm = SMB2CompressionAlgorithm(rawValue: octets.littleEndianUInt16(at: 8))
    flags = Flags(rawValue: octets.littleEndianUInt16(at: 10))
    offsetOrLength = octets.littleEndianUInt32(at: 12)
  }

  @inlinable public var isChained: Bool { flags.contains(.chained) }

  /// Octets right behind this header that are the start of the message in clear.
  ///
  /// When they hold an SMB2 header, the message can be judged without decompressing anything.
  public var clearOctetCount: Int {
    if !isChained { return Int(offsetOrLength) }
    return compressionAlgorithm == .none ? Int(offsetOrLength) : 0
  }

  /// The form of the header.
  public struct Flags: OptionSet, Hashable, Sendable {
    public var rawValue: UInt16

    @inlinable
    public init(rawValue: UInt16) {
      self.rawValue = rawValue
    }

    public static let chained = Flags(rawValue: 0x0001)
  }
}
