// Invariants of the unsafe code in this file:
// - libcrypto reads exactly the octets of `key` and `message`, and only during the call;
// - `code` has the 32 octets that HMAC with SHA-256 writes;
// - libcrypto keeps no pointer after the call.

internal import CCrypto

/// HMAC with SHA-256 (RFC 2104, FIPS 180-4).
enum HMACSHA256 {
  /// The 32 octets of the code, nil when libcrypto refuses.
  static func code(key: Span<UInt8>, _ message: Span<UInt8>) -> [32 of UInt8]? {
    var code = [32 of UInt8](repeating: 0)
    var output = code.mutableSpan
    let isDone = unsafe output.withUnsafeMutableBufferPointer { output in
      unsafe key.withUnsafeBufferPointer { key in
        unsafe message.withUnsafeBufferPointer { message in
          unsafe HMAC(
            EVP_sha256(), key.baseAddress, Int32(key.count), message.baseAddress, message.count,
            output.baseAddress, nil) != nil
        }
      }
    }
    return isDone ? code : nil
  }
}
