import Glibc

// Invariants of the unsafe code in this file:
// - argument lists end with a null pointer and live until the call returns.

/// Tries what a sensor in its sandbox must not be able to do.
public enum SandboxTrial {
  public struct Attempt: Sendable {
    public var what: String
    /// The error with which it failed; nil when it was allowed.
    public var error: String?
  }

  /// - Parameter unreadable: a file outside of what the sandbox allows.
  public static func run(unreadable: String) -> [Attempt] {
    [
      attempt("capture on another interface (socket AF_PACKET)") {
        socket(AF_PACKET, Int32(SOCK_RAW.rawValue), 0)
      },
      attempt("become root (setuid 0)") { setuid(0) },
      attempt("read a file outside of the sandbox (\(unreadable))") {
        unsafe open(unreadable, O_RDONLY | O_CLOEXEC)
      },
      attempt("write to /tmp") {
        unsafe open("/tmp/labtap-sandbox-trial", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
      },
      attempt("leave the session (setsid)") { setsid() },
      attempt("look into another process (kill 1)") { kill(1, 0) },
      attempt("change the host's name") { unsafe sethostname("x", 1) },
      attempt("set the clock") {
        var time = timespec(tv_sec: 0, tv_nsec: 0)
        return unsafe clock_settime(CLOCK_REALTIME, &time)
      },
      attempt("run a program (execve /bin/true)") {
        var arguments: [UnsafeMutablePointer<CChar>?] = unsafe [strdup("true"), nil]
        defer { unsafe free(unsafe arguments[0]) }
        return unsafe execve("/bin/true", &arguments, nil)
      },
    ]
  }

  private static func attempt(_ what: String, _ body: () -> Int32) -> Attempt {
    errno = 0
    let result = body()
    let number = errno
    return Attempt(
      what: what, error: result < 0 ? unsafe String(cString: strerror(number)) : nil)
  }

}
