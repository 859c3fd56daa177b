/// The fixed part of a ServerHello of SSL 2.0 (The SSL Protocol, section 2.6).
///
/// Certificate, cipher kinds and connection identifier follow it; their lengths are checked and
/// their octets stay in the reader.
public struct SSL2ServerHello: Hashable, Sendable {
  public var sessionIDHit: Bool
  public var certificateType: UInt8
  /// Always SSL 2.0 when a server means it.
  public var version: ProtocolVersion
  public var certificateLength: UInt16
  public var cipherSpecsLength: UInt16
  public var connectionIDLength: UInt16

  /// The message type, the first octet of the record.
  public static let messageType: UInt8 = 4

  /// Reads the record header and the fixed part.
  ///
  /// - Throws: `truncated` when the fixed part is cut, `malformed` when the record is no server
  ///   hello or its lengths do not add up.
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    let header = try SSL2RecordHeader(parsing: &reader)
    guard !header.isEscape, try reader.readUInt8() == Self.messageType else {
      throw reader.malformed("no SERVER-HELLO in the SSL 2.0 record")
    }
    sessionIDHit = try reader.readUInt8() != 0
    certificateType = try reader.readUInt8()
    version = ProtocolVersion(rawValue: try reader.readUInt16())
    certificateLength = try reader.readUInt16()
    cipherSpecsLength = try reader.readUInt16()
    connectionIDLength = try reader.readUInt16()
    let sum =
      11 + Int(certificateLength) + Int(cipherSpecsLength) + Int(connectionIDLength)
      + Int(header.padding)
    guard sum == Int(header.length), cipherSpecsLength.isMultiple(of: 3) else {
      throw reader.malformed("lengths of the SERVER-HELLO do not add up")
    }
  }

  /// Whether a stream of a server starts with such a hello that means SSL 2.0.
  public static func match(_ octets: Span<UInt8>) -> StartMatch {
    var reader = OctetReader(octets, layer: .tls)
    do throws(DecodeError) {
      return try SSL2ServerHello(parsing: &reader).version == .ssl2 ? .yes : .no
    } catch {
      return error.kind == .truncated ? .needsMore : .no
    }
  }
}
