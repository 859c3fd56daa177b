// Invariants of the unsafe code in this file:
// - `write` reads at most the octets that the buffer still holds, during the call only;
// - `strerror` returns a string with a final zero that is copied before any other call;
// - a descriptor that `open` returned is closed exactly once, by `deinit`.

internal import Glibc

/// A file or a standard stream that octets are written to, without a buffer of its own.
struct OutputFile: ~Copyable {
  /// Why octets could not be written.
  struct Failure: Error, CustomStringConvertible {
    /// The number that the system gave (`errno`).
    let number: Int32

    var description: String { unsafe String(cString: strerror(number)) }

    /// The reader of a pipe has gone, as in `labtap … | head`.
    var isReaderGone: Bool { number == EPIPE }
  }

  /// Octets that are gathered before they are written: a call to the system costs more than they.
  static let preferredCount = 65_536

  private let descriptor: Int32
  private let isOwned: Bool

  private init(descriptor: Int32, isOwned: Bool) {
    self.descriptor = descriptor
    self.isOwned = isOwned
  }

  static var standardOutput: OutputFile { OutputFile(descriptor: STDOUT_FILENO, isOwned: false) }
  static var standardError: OutputFile { OutputFile(descriptor: STDERR_FILENO, isOwned: false) }

  /// A file that is created, or emptied when it is there.
  init(creating path: String) throws(Failure) {
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw Failure(number: errno) }
    self.init(descriptor: descriptor, isOwned: true)
  }

  /// A file that is created, or added to when it is there.
  init(appending path: String) throws(Failure) {
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o640)
    guard descriptor >= 0 else { throw Failure(number: errno) }
    self.init(descriptor: descriptor, isOwned: true)
  }

  deinit {
    if isOwned { close(descriptor) }
  }

  /// Writes all octets; an interrupted or partial write goes on.
  func write(_ octets: [UInt8]) throws(Failure) {
    var written = 0
    while written < octets.count {
      let count = unsafe octets.withUnsafeBytes { buffer in
        let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[written...])
        return unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
      }
      if count >= 0 {
        written += count
      } else if errno != EINTR {
        throw Failure(number: errno)
      }
    }
  }

  /// Lets a write to a pipe without a reader fail instead of ending the process, so that the
  /// other outputs are still written and the exit code is still the run's.
  static func ignoreClosedPipes() {
    signal(SIGPIPE, SIG_IGN)
  }
}
