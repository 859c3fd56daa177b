import Glibc

// Invariants of the unsafe code in this file:
// - the pointer that `pwrite` reads from is lent by a span for the length of the call;
// - `mkstemp` writes inside of an array that ends with a zero and outlives the call.

/// One file without a name, written anew for each input; a path leads to it.
final class ScratchFile: Sendable {
  private let descriptor: Int32

  init() {
    var template = Array("/dev/shm/labtap-fuzz-XXXXXX".utf8CString)
    descriptor = unsafe mkstemp(&template)
    promise(descriptor >= 0, "no file can be made in /dev/shm")
    _ = unsafe unlink(template)
  }

  /// Opening it gives a descriptor of its own, at the start of the file.
  var path: String { "/proc/self/fd/\(descriptor)" }

  func write(_ octets: Span<UInt8>) {
    promise(ftruncate(descriptor, 0) == 0)
    let written = unsafe octets.withUnsafeBytes { buffer in
      unsafe pwrite(descriptor, buffer.baseAddress, buffer.count, 0)
    }
    promise(written == octets.count)
  }
}
