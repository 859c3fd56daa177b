// Invariants of the unsafe code in this file:
// - libcrypto reads exactly `octets.count` octets and only during the call;
// - the output has EVP_MAX_MD_SIZE octets, the most that any digest of libcrypto writes;
// - libcrypto keeps no pointer after the call;
// - the algorithm lives as long as the process and is only read.

internal import CCrypto

/// SHA-1 (FIPS 180-4), for flow identities that other tools compute too; never for security.
public enum SHA1 {
  /// Octets of a digest.
  public static let length = 20

  /// Looked up once: libcrypto searches its providers for every digest otherwise.
  nonisolated(unsafe) private static let algorithm = unsafe EVP_MD_fetch(nil, "SHA1", nil)

  /// The digest of `octets`.
  ///
  /// Empty when libcrypto refuses the algorithm, as a build of it without SHA-1 does.
  public static func hash(_ octets: [UInt8]) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var written: UInt32 = 0
    let status = unsafe octets.withUnsafeBytes { input in
      unsafe EVP_Digest(input.baseAddress, input.count, &digest, &written, algorithm, nil)
    }
    guard status == 1 else { return [] }
    return Array(digest.prefix(Int(written)))
  }
}
