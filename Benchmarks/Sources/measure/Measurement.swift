internal import Counting

/// What one message of a subject costs.
struct Measurement {
  var nanoseconds: Double
  /// Half the distance between the quartiles of the rounds.
  var spread: Double
  var allocations: Double
  var allocatedOctets: Double

  /// CPU time of one round at least, so that the clock's own grain is below a thousandth.
  private static let roundTime: UInt64 = 20_000_000
  /// Rounds of which the median counts.
  private static let rounds = 9
  /// Most messages of a round: enough for what costs a nanosecond.
  private static let maximumMessages = 1 << 26

  /// Warms up until a round takes long enough, then takes the median of some rounds.
  init(_ subject: Subject) {
    var count = subject.batch
    while count < Self.maximumMessages {
      let took = Self.time { Sink.take(subject.run(count)) }
      if took >= Self.roundTime { break }
      count *= took < Self.roundTime / 8 ? 4 : 2
    }
    var rounds: [Double] = []
    for _ in 0..<Self.rounds {
      let took = Self.time { Sink.take(subject.run(count)) }
      rounds.append(Double(took) / Double(count))
    }
    rounds.sort()
    nanoseconds = rounds[rounds.count / 2]
    spread = (rounds[rounds.count * 3 / 4] - rounds[rounds.count / 4]) / 2
    (allocations, allocatedOctets) = Self.allocations(of: subject)
  }

  /// Allocations of one message: the difference of two runs, so that what a run itself takes once
  /// falls out.
  static func allocations(of subject: Subject) -> (calls: Double, octets: Double) {
    let count = max(subject.batch, 256)
    Sink.take(subject.run(count))
    let start = (counting_allocations(), counting_allocated_octets())
    Sink.take(subject.run(count))
    let middle = (counting_allocations(), counting_allocated_octets())
    Sink.take(subject.run(2 * count))
    let end = (counting_allocations(), counting_allocated_octets())
    func difference(_ start: UInt64, _ middle: UInt64, _ end: UInt64) -> Double {
      (Double(end) - 2 * Double(middle) + Double(start)) / Double(count)
    }
    return (
      max(0, difference(start.0, middle.0, end.0)), max(0, difference(start.1, middle.1, end.1))
    )
  }

  private static func time(_ work: () -> Void) -> UInt64 {
    let start = counting_cpu_nanoseconds()
    work()
    return counting_cpu_nanoseconds() - start
  }
}

/// Takes results, so that the optimiser cannot leave out what made them.
enum Sink {
  @inline(never)
  static func take(_ value: Int) { if value == .min { print("") } }
}
