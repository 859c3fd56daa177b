/// Takes off the protection of QUIC's Initial packets: AES-128 (RFC 9001 sections 5.3 and 5.4).
///
/// Holds libcrypto's working memory, so that a packet costs no allocation of its own; not to be
/// used from two threads at a time.
public final class QUICInitialCipher {
  private let cipher = AES128()

  public init() {}

  /// The five octets that cover the first octet and the packet number (RFC 9001 section 5.4.3).
  ///
  /// - Parameter sample: 16 octets of the protected payload.
  public func mask(of sample: Span<UInt8>, keys: QUICInitialKeys) -> [5 of UInt8]? {
    guard let block = cipher.encrypt(sample, key: keys.hp) else { return nil }
    return [5 of UInt8] { block[$0] }
  }

  /// Opens a payload, tag at its end (RFC 9001 section 5.3).
  ///
  /// - Parameters:
  ///   - header: the header with its protection taken off, packet number included.
  ///   - plaintext: takes the frames; empty unless the tag is right.
  /// - Returns: whether the tag is right.
  public func open(
    _ payload: Span<UInt8>, packetNumber: UInt64, header: Span<UInt8>, keys: QUICInitialKeys,
    into plaintext: inout [UInt8]
  ) -> Bool {
    var nonce = keys.iv
    for index in 0..<8 {
      nonce[11 - index] ^= UInt8(truncatingIfNeeded: packetNumber >> UInt64(8 * index))
    }
    return cipher.open(
      payload, key: keys.key, nonce: nonce, authenticating: header, into: &plaintext)
  }
}
