import Observations
import Testing

@testable import Sensor

/// A machine whose clock is set while the sensor runs.
@Suite struct WallClockTests {
  private static let second: Int64 = 1_000_000_000

  @Test(
    "tells by how much the clock was set back, whatever time went by",
    arguments: [
      (elapsed: 0, shown: -3_600, step: 3_600), (elapsed: 10, shown: 10, step: 0),
      (elapsed: 10, shown: 3_610, step: -3_600), (elapsed: 7_200, shown: 3_600, step: 3_600),
    ] as [(elapsed: Int64, shown: Int64, step: Int64)])
  func stepBack(_ row: (elapsed: Int64, shown: Int64, step: Int64)) {
    let before = WallClock(time: Timestamp(nanoseconds: 1_767_261_600 * Self.second), steady: 42)
    let after = WallClock(
      time: Timestamp(nanoseconds: before.time.nanoseconds + row.shown * Self.second),
      steady: before.steady + row.elapsed * Self.second)
    #expect(after.stepBack(since: before) == row.step * Self.second)
  }

  @Test("both clocks of this machine go on")
  func goesOn() {
    let before = WallClock.now
    #expect(WallClock.now.steady >= before.steady)
  }
}
