import Sensor
import Testing

@testable import labtap

@Suite struct ProgressBarTests {
  @Test("shows the share, the packets per second and the time left")
  func known() {
    let progress = ReplayProgress(packets: 2_500_000, octetsRead: 250, octetsTotal: 1_000)
    let line = ProgressBar.line(progress, elapsed: .seconds(2))
    #expect(line.contains("25 %"))
    #expect(line.contains("1.2 M packets/s"))
    #expect(line.contains("6 s left"))
  }

  @Test("without a known length it shows packets and speed alone")
  func unknown() {
    let progress = ReplayProgress(packets: 9_000, octetsRead: 250, octetsTotal: nil)
    #expect(
      ProgressBar.line(progress, elapsed: .seconds(3)) == "9 k packets, 3 k packets/s")
  }

  @Test(
    "no count makes it fail",
    arguments: [
      ReplayProgress(packets: 0, octetsRead: 0, octetsTotal: 0),
      ReplayProgress(packets: .max, octetsRead: .max, octetsTotal: 1),
      ReplayProgress(packets: 0, octetsRead: 1, octetsTotal: .max),
    ])
  func extremes(_ progress: ReplayProgress) {
    #expect(!ProgressBar.line(progress, elapsed: .zero).isEmpty)
    #expect(!ProgressBar.line(progress, elapsed: .seconds(1_000_000)).isEmpty)
  }
}
