internal import CCrypto

/// The libcrypto that the process runs with, which may be newer than the one it was built with.
public enum LibcryptoVersion {
  /// Major, minor and patch number, as in `3.0.17`.
  public static var linked: String {
    "\(OPENSSL_version_major()).\(OPENSSL_version_minor()).\(OPENSSL_version_patch())"
  }
}
