internal import CCrypto

// Invariants of the unsafe code in this file:
// - libcrypto reads exactly `octets.count` octets of an array that outlives the call;
// - it writes exactly 32 octets (FIPS 180-4) into an array of that size;
// - no pointer leaves the closures;
// - the algorithm lives as long as the process and is only read.

/// SHA-256 (FIPS 180-4) in one call.
public enum SHA256 {
  /// Octets of a digest.
  public static let length = 32

  /// Looked up once: libcrypto searches its providers for every digest otherwise.
  nonisolated(unsafe) private static let algorithm = unsafe EVP_MD_fetch(nil, "SHA256", nil)

  /// The digest of `octets`; nil when libcrypto refuses, as it does when out of memory.
  public static func hash(_ octets: [UInt8]) -> [UInt8]? {
    var digest = [UInt8](repeating: 0, count: length)
    let done = unsafe octets.withUnsafeBytes { input in
      unsafe digest.withUnsafeMutableBytes { output in
        unsafe EVP_Digest(
          input.baseAddress, input.count, output.baseAddress, nil, algorithm, nil)
      }
    }
    return done == 1 ? digest : nil
  }
}
