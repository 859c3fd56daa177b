import Glibc

// Invariants of the unsafe code in this file:
// - signal sets and the time-out are values of this thread, filled by the calls that they are given to;
// - `sigtimedwait` keeps no pointer to them.

/// The signals that steer a running sensor, taken one by one instead of by handlers.
public struct SignalWatch: Sendable {
  public enum Order: Sendable {
    /// SIGTERM and SIGINT.
    case stop
    /// SIGHUP.
    case reload
    /// SIGUSR1.
    case statistics
  }

  private static let signals = [SIGTERM, SIGINT, SIGHUP, SIGUSR1]

  /// Keeps the signals for `next`, in this thread and all that it starts: to be called before any.
  public init() {
    var set = Self.set
    unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
  }

  private static var set: sigset_t {
    var set = sigset_t()
    unsafe sigemptyset(&set)
    for signal in signals { unsafe sigaddset(&set, signal) }
    return set
  }

  /// The next order; nil when none came in time.
  public func next(within milliseconds: Int) -> Order? {
    var set = Self.set
    var timeout = timespec(
      tv_sec: milliseconds / 1_000, tv_nsec: milliseconds % 1_000 * 1_000_000)
    switch unsafe sigtimedwait(&set, nil, &timeout) {
    case SIGTERM, SIGINT: return .stop
    case SIGHUP: return .reload
    case SIGUSR1: return .statistics
    default: return nil
    }
  }
}
