/// Key derivation with HMAC and SHA-256 (RFC 5869), as TLS 1.3 labels it (RFC 8446 section 7.1).
enum HKDF {
  /// HKDF-Extract.
  static func extract(salt: Span<UInt8>, _ material: Span<UInt8>) -> [32 of UInt8]? {
    HMACSHA256.code(key: salt, material)
  }

  /// HKDF-Expand-Label without context.
  ///
  /// - Parameters:
  ///   - label: printable ASCII without the prefix that TLS adds.
  ///   - length: octets that are asked for, at most 32, so that one round of HMAC is enough.
  /// - Returns: 32 octets, of which the first `length` are the key.
  static func expand(
    _ secret: borrowing [32 of UInt8], label: StaticString, length: UInt8
  ) -> [32 of UInt8]? {
    let text = "tls13 \(label)".utf8
    var information: [UInt8] = [0, length, UInt8(truncatingIfNeeded: text.count)]
    information += text
    // No context, and the number of the only round.
    information += [0, 1]
    return HMACSHA256.code(key: secret.span, information.span)
  }
}
