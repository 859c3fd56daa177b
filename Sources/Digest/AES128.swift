// Invariants of the unsafe code in this file:
// - `context`, `block` and `counter` are created once, never leave this object and are freed with
//   it; any of them may be nil, and then nothing is decrypted;
// - keys have 16 octets and nonces 12, by their types; a tag is the last 16 octets of a message
//   that has at least 16;
// - outputs have room for all that libcrypto writes: one block for one block, as many octets of
//   plain text as of cipher text;
// - libcrypto keeps no pointer to our octets after a call.

internal import CCrypto

/// AES with keys of 128 bits (FIPS 197): single blocks, and opening of Galois/Counter Mode.
///
/// Not to be used from two threads at a time.
@safe
final class AES128 {
  private let context: OpaquePointer?
  private let block: OpaquePointer?
  private let counter: OpaquePointer?
  /// All three are there.
  private let isUsable: Bool

  init() {
    unsafe context = EVP_CIPHER_CTX_new()
    unsafe block = EVP_CIPHER_fetch(nil, "AES-128-ECB", nil)
    unsafe counter = EVP_CIPHER_fetch(nil, "AES-128-GCM", nil)
    isUsable = unsafe (context != nil && block != nil && counter != nil)
  }

  deinit {
    unsafe EVP_CIPHER_CTX_free(context)
    unsafe EVP_CIPHER_free(block)
    unsafe EVP_CIPHER_free(counter)
  }

  /// Encrypts one block of 16 octets; nil when `input` is not one or libcrypto refuses.
  func encrypt(_ input: Span<UInt8>, key: borrowing [16 of UInt8]) -> [16 of UInt8]? {
    guard input.count == 16, isUsable else { return nil }
    var result = [16 of UInt8](repeating: 0)
    var output = result.mutableSpan
    let isStarted = unsafe key.span.withUnsafeBufferPointer { key in
      unsafe EVP_EncryptInit_ex2(context, block, key.baseAddress, nil, nil) == 1
    }
    guard isStarted else { return nil }
    var written: Int32 = 0
    let isDone = unsafe output.withUnsafeMutableBufferPointer { output in
      unsafe input.withUnsafeBufferPointer { input in
        unsafe EVP_EncryptUpdate(context, output.baseAddress, &written, input.baseAddress, 16) == 1
      }
    }
    return isDone && written == 16 ? result : nil
  }

  /// Opens a message in Galois/Counter Mode whose last 16 octets are the tag (RFC 5116).
  ///
  /// - Parameter plaintext: takes the plain text; empty unless the tag is right.
  /// - Returns: whether the tag is right.
  func open(
    _ message: Span<UInt8>, key: borrowing [16 of UInt8], nonce: borrowing [12 of UInt8],
    authenticating header: Span<UInt8>, into plaintext: inout [UInt8]
  ) -> Bool {
    plaintext.removeAll(keepingCapacity: true)
    let count = message.count - 16
    guard count > 0, count < 1 << 30, isUsable else { return false }
    guard start(key: key.span, nonce: nonce.span), authenticate(header) else { return false }
    plaintext.append(contentsOf: repeatElement(0, count: count))
    let isDone = decrypt(message.extracting(0..<count), into: &plaintext)
    guard isDone, isRight(message.extracting(count..<message.count)) else {
      plaintext.removeAll(keepingCapacity: true)
      return false
    }
    return true
  }

  private func start(key: Span<UInt8>, nonce: Span<UInt8>) -> Bool {
    unsafe key.withUnsafeBufferPointer { key in
      unsafe nonce.withUnsafeBufferPointer { nonce in
        // 12 octets of nonce are the mode's default.
        unsafe EVP_DecryptInit_ex2(context, counter, key.baseAddress, nonce.baseAddress, nil) == 1
      }
    }
  }

  private func authenticate(_ header: Span<UInt8>) -> Bool {
    guard let count = Int32(exactly: header.count) else { return false }
    var written: Int32 = 0
    return unsafe header.withUnsafeBufferPointer { header in
      unsafe EVP_DecryptUpdate(context, nil, &written, header.baseAddress, count) == 1
    }
  }

  private func decrypt(_ message: Span<UInt8>, into plaintext: inout [UInt8]) -> Bool {
    var written: Int32 = 0
    let isDone = unsafe plaintext.withUnsafeMutableBufferPointer { output in
      unsafe message.withUnsafeBufferPointer { input in
        unsafe EVP_DecryptUpdate(
          context, output.baseAddress, &written, input.baseAddress, Int32(input.count)) == 1
      }
    }
    return isDone && Int(written) == message.count
  }

  private func isRight(_ tag: Span<UInt8>) -> Bool {
    // libcrypto asks for a pointer to change, and only reads through it.
    var copy = [16 of UInt8](repeating: 0)
    for index in 0..<16 { copy[index] = tag[index] }
    var octets = copy.mutableSpan
    let isSet = unsafe octets.withUnsafeMutableBufferPointer { octets in
      unsafe EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, 16, octets.baseAddress) == 1
    }
    var last = [16 of UInt8](repeating: 0)
    var rest = last.mutableSpan
    var written: Int32 = 0
    return unsafe isSet
      && rest.withUnsafeMutableBufferPointer { rest in
        unsafe EVP_DecryptFinal_ex(context, rest.baseAddress, &written) == 1
      }
  }
}
