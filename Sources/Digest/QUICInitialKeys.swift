/// The keys of one end's Initial packets (RFC 9001 section 5.2).
///
/// They come from the connection identifier in the packet itself, so everybody on the path can
/// make them: they keep nothing secret, and reading with them is not breaking anything.
public struct QUICInitialKeys: Sendable {
  public let key: [16 of UInt8]
  public let iv: [12 of UInt8]
  /// The key of the header protection.
  public let hp: [16 of UInt8]

  /// Which end sends the packets.
  public enum Sender: Sendable {
    case client, server
  }

  /// The words that a version puts into its key derivation.
  public enum Labels: Sendable {
    /// QUIC version 1 and the drafts before it (RFC 9001 section 5.1).
    case version1
    /// QUIC version 2 (RFC 9369 section 3.3.2).
    case version2
  }

  /// Derives the keys from the version's salt and the destination connection identifier of the
  /// client's first Initial.
  ///
  /// Nil when libcrypto refuses HMAC with SHA-256.
  public init?(
    salt: Span<UInt8>, connectionID: Span<UInt8>, sender: Sender, labels: Labels = .version1
  ) {
    let isVersion2 = labels == .version2
    guard let initial = HKDF.extract(salt: salt, connectionID),
      let secret = HKDF.expand(
        initial, label: sender == .client ? "client in" : "server in", length: 32),
      let key = HKDF.expand(secret, label: isVersion2 ? "quicv2 key" : "quic key", length: 16),
      let iv = HKDF.expand(secret, label: isVersion2 ? "quicv2 iv" : "quic iv", length: 12),
      let hp = HKDF.expand(secret, label: isVersion2 ? "quicv2 hp" : "quic hp", length: 16)
    else { return nil }
    self.key = [16 of UInt8] { key[$0] }
    self.iv = [12 of UInt8] { iv[$0] }
    self.hp = [16 of UInt8] { hp[$0] }
  }
}
