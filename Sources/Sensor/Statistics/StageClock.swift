import Glibc

// Invariants of the unsafe code in this file:
// - `clock_gettime` fills the structure that it is given and keeps no pointer to it.
// - A symbol of the name below is the function of Benchmarks/allocations/count.c, which takes
//   nothing and returns 64 bits; no other library has the name. It stays loaded for the life of the
//   process.

/// Adds up what the stages of a replay cost, while one thread goes from stage to stage.
///
/// The clock is the thread's CPU time, so that other work of the machine is in no figure. Reading it is
/// a system call of some hundred nanoseconds at each change of stage; `costs` takes that out.
final class StageClock {
  private typealias Counter = @convention(c) () -> UInt64

  private var stages = StageCost.Stage.allCases.map { StageCost($0) }
  private var current = StageCost.Stage.start
  private var since: Int64
  private var allocated: UInt64 = 0
  /// Changes from stage to stage, each counted for the stage that it ended.
  private var changes = [Int64](repeating: 0, count: StageCost.Stage.allCases.count)
  private let counter: Counter?

  init() {
    if let place = unsafe dlsym(nil, "labtap_counted_allocations") {
      counter = unsafe unsafeBitCast(place, to: Counter.self)
    } else {
      counter = nil
    }
    since = Self.read(CLOCK_THREAD_CPUTIME_ID)
    // What the process did before is the start: it had this one thread.
    stages[0].nanoseconds = UInt64(clamping: Self.read(CLOCK_PROCESS_CPUTIME_ID))
    allocated = counter?() ?? 0
    if counter != nil {
      for index in stages.indices { stages[index].allocations = 0 }
      stages[0].allocations = allocated
    }
  }

  /// Ends the current stage and begins another.
  ///
  /// - Returns: the stage that was ended, to go back to.
  @discardableResult
  func enter(_ stage: StageCost.Stage) -> StageCost.Stage {
    let now = Self.read(CLOCK_THREAD_CPUTIME_ID)
    let ended = current
    stages[ended.rawValue].nanoseconds &+= UInt64(clamping: now - since)
    changes[ended.rawValue] += 1
    if let counter {
      let count = counter()
      stages[ended.rawValue].allocations =
        (stages[ended.rawValue].allocations ?? 0) &+ count
        &- allocated
      allocated = count
    }
    current = stage
    since = now
    return ended
  }

  /// Counts what the current stage works on.
  func count(octets: Int = 0) {
    stages[current.rawValue].items &+= 1
    stages[current.rawValue].octets &+= UInt64(clamping: octets)
  }

  /// What every stage cost up to now, the clock's own time taken out.
  func costs() -> [StageCost] {
    enter(current)
    let own = Self.costOfReading()
    return stages.map { stage in
      var stage = stage
      let taken = UInt64(clamping: changes[stage.stage.rawValue] * own)
      stage.nanoseconds -= min(stage.nanoseconds, taken)
      return stage
    }
  }

  /// Nanoseconds that reading the clock takes.
  private static func costOfReading() -> Int64 {
    let readings: Int64 = 4_096
    let start = read(CLOCK_THREAD_CPUTIME_ID)
    for _ in 0..<readings { _ = read(CLOCK_THREAD_CPUTIME_ID) }
    return (read(CLOCK_THREAD_CPUTIME_ID) - start) / readings
  }

  private static func read(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    unsafe clock_gettime(clock, &time)
    return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
  }
}
