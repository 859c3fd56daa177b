/// A cipher kind of SSL 2.0, three octets; kinds that start with zero are TLS suites.
public struct SSL2CipherSpec: RawRepresentable, Hashable, Sendable {
  /// 24 bits.
  public var rawValue: UInt32

  @inlinable
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// The TLS suite that a client offers in the old form (RFC 5246 appendix E.2).
  public var cipherSuite: CipherSuite? {
    UInt16(exactly: rawValue).map(CipherSuite.init(rawValue:))
  }

  public var name: String? {
    switch rawValue {
    case 0x010080: "SSL_CK_RC4_128_WITH_MD5"
    case 0x020080: "SSL_CK_RC4_128_EXPORT40_WITH_MD5"
    case 0x030080: "SSL_CK_RC2_128_CBC_WITH_MD5"
    case 0x040080: "SSL_CK_RC2_128_CBC_EXPORT40_WITH_MD5"
    case 0x050080: "SSL_CK_IDEA_128_CBC_WITH_MD5"
    case 0x060040: "SSL_CK_DES_64_CBC_WITH_MD5"
    case 0x0700C0: "SSL_CK_DES_192_EDE3_CBC_WITH_MD5"
    case 0x080080: "SSL_CK_RC4_64_WITH_MD5"
    default: cipherSuite?.name
    }
  }
}

extension SSL2CipherSpec: CustomStringConvertible {
  public var description: String {
    if let name { return name }
    let digits = String(rawValue, radix: 16, uppercase: true)
    return "0x" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
  }
}

/// A list of cipher kinds in wire order, read in place.
public struct SSL2CipherSpecList: ~Escapable {
  let octets: Span<UInt8>

  /// Reads all of `reader`; throws `malformed` when part of a kind is left over.
  @_lifetime(copy reader)
  init(parsing reader: inout OctetReader) throws(DecodeError) {
    guard reader.remaining.isMultiple(of: 3) else {
      throw reader.malformed("cipher_spec_length is no multiple of three")
    }
    octets = reader.rest()
  }

  public var count: Int { octets.count / 3 }
  public var indices: Range<Int> { 0..<count }

  /// The kind at `index`, which must be one of `indices`.
  public subscript(index: Int) -> SSL2CipherSpec {
    SSL2CipherSpec(
      rawValue: UInt32(octets[3 * index]) << 16 | UInt32(octets[3 * index + 1]) << 8
        | UInt32(octets[3 * index + 2]))
  }

  public func contains(_ suite: CipherSuite) -> Bool {
    for index in indices where self[index].rawValue == UInt32(suite.rawValue) { return true }
    return false
  }
}
