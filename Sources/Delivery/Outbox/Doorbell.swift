internal import Glibc

// Invariants of the unsafe code in this file:
// - the storage of mutex and condition is allocated and prepared once, by `init`, stays where it is,
//   and is given back once, by `deinit`, when nobody can wait any more;
// - `rings` is read and changed while the mutex is held alone.

/// Wakes threads that wait for something to do.
///
/// Waits by the clock that nobody sets: with the time of day, a clock that goes back an hour would
/// let a pause of a second take an hour.
@safe
final class Doorbell: @unchecked Sendable {
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let condition: UnsafeMutablePointer<pthread_cond_t>
  private var rings: UInt64 = 0

  init() {
    unsafe mutex = .allocate(capacity: 1)
    unsafe mutex.initialize(to: pthread_mutex_t())
    unsafe pthread_mutex_init(mutex, nil)
    unsafe condition = .allocate(capacity: 1)
    unsafe condition.initialize(to: pthread_cond_t())
    var attributes = pthread_condattr_t()
    unsafe pthread_condattr_init(&attributes)
    unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    unsafe pthread_cond_init(condition, &attributes)
    unsafe pthread_condattr_destroy(&attributes)
  }

  deinit {
    unsafe pthread_cond_destroy(condition)
    unsafe condition.deallocate()
    unsafe pthread_mutex_destroy(mutex)
    unsafe mutex.deallocate()
  }

  func ring() {
    unsafe pthread_mutex_lock(mutex)
    rings &+= 1
    unsafe pthread_cond_broadcast(condition)
    unsafe pthread_mutex_unlock(mutex)
  }

  /// How often it rang; taken before one looks for work, so that no ring is missed.
  var count: UInt64 {
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    return rings
  }

  /// Waits until it rings again, at most so long.
  func wait(since count: UInt64, milliseconds: Int64) {
    var deadline = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &deadline)
    let nanoseconds = Int64(deadline.tv_nsec) + milliseconds % 1_000 * 1_000_000
    deadline.tv_sec += Int(milliseconds / 1_000 + nanoseconds / 1_000_000_000)
    deadline.tv_nsec = Int(nanoseconds % 1_000_000_000)
    unsafe pthread_mutex_lock(mutex)
    while rings == count, unsafe pthread_cond_timedwait(condition, mutex, &deadline) == 0 {}
    unsafe pthread_mutex_unlock(mutex)
  }
}
