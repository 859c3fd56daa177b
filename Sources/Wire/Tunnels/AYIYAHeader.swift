/// The header of "anything in anything", with which tunnel brokers carried IPv6.
///
/// draft-massar-v6ops-ayiya-02 section 3; 8 octets, then identity and signature.
public struct AYIYAHeader: Hashable, Sendable {
  /// 1 forwards what follows; all others speak of the tunnel.
  public var operation: UInt8
  public var nextHeader: IPProtocol

  @inlinable public static var port: UInt16 { 5072 }

  @inlinable public var isForwarding: Bool { operation == 1 }

  /// Reads the header and leaves the reader at what it carries.
  ///
  /// - Throws: `truncated` when the octets end first; `malformed` when identity, signature or
  ///   authentication are of no kind that the draft knows.
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    let start = reader.position
    let octets = try reader.fixed(8)
    // Identities of 1 to 16 octets are told as a power of two, signatures as words.
    let identityLength = 1 << Int(octets[0] >> 4 & 0x7)
    let signatureLength = Int(octets[1] >> 4) * 4
    guard octets[0] >> 7 == 0, octets[0] >> 4 <= 4, octets[0] & 0x0F <= 3,
      octets[1] & 0x0F <= 3, octets[2] >> 4 <= 2
    else {
      throw reader.malformed("AYIYA identity, signature or authentication is unknown", at: start)
    }
    operation = octets[2] & 0x0F
    nextHeader = IPProtocol(rawValue: octets[3])
    try reader.skip(identityLength + signatureLength)
  }
}
