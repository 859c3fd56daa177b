import Observations
import Testing

@testable import Flows

/// How long a claim of an address is remembered, and how many are.
@Suite struct ClaimLogTests {
  private func time(_ seconds: Int) -> Timestamp {
    Timestamp(nanoseconds: 1_767_261_600_000_000_000 + Int64(seconds) * 1_000_000_000)
  }

  @Test("the same word is told again after half a minute, another station's at once")
  func repeats() {
    var log = ClaimLog()
    let words: [(mac: UInt64, second: Int)] = [
      (1, 0), (1, 29), (2, 29), (2, 58), (2, 59), (2, 88), (2, 89),
    ]
    let told = words.map { log.note(7, of: $0.mac, at: time($0.second)) }
    #expect(told == [true, false, true, false, true, false, true])
    #expect(log.evictions == 0)
  }

  @Test("addresses that never come back are forgotten within a minute, and count as nothing lost")
  func everNew() {
    var log = ClaimLog()
    var most = 0
    var told = 0
    for second in 0..<3_600 {
      for number in 0..<10 where log.note(UInt128(second * 10 + number), of: 1, at: time(second)) {
        told += 1
      }
      most = max(most, log.count)
    }
    #expect(told == 36_000)
    #expect(most == 2 * 10 * 30)
    #expect(log.evictions == 0)
  }

  @Test("after a silence of a minute nothing of before it is left")
  func silence() {
    var log = ClaimLog()
    for number in 0..<100 { _ = log.note(UInt128(number), of: 1, at: time(0)) }
    _ = log.note(200, of: 1, at: time(60))
    #expect(log.count == 1)
  }

  @Test("a flood pushes the oldest out, which is counted")
  func flood() {
    var log = ClaimLog()
    let number = 3 * ClaimLog.maximum / 2
    for address in 0..<number { _ = log.note(UInt128(address), of: 1, at: time(0)) }
    #expect(log.count == ClaimLog.maximum)
    #expect(log.evictions == UInt64(number - ClaimLog.maximum))
    let isOldestTold = log.note(0, of: 1, at: time(1))
    let isNewestTold = log.note(UInt128(number - 1), of: 1, at: time(1))
    #expect(isOldestTold)
    #expect(!isNewestTold)
  }

  @Test("a clock that goes back neither forgets nor grows past the maximum")
  func backwards() {
    var log = ClaimLog()
    _ = log.note(1, of: 1, at: time(1_000))
    let isTold = log.note(1, of: 1, at: time(0))
    #expect(!isTold)
    for address in 2..<3 * ClaimLog.maximum { _ = log.note(UInt128(address), of: 1, at: time(0)) }
    #expect(log.count <= ClaimLog.maximum)
  }
}
