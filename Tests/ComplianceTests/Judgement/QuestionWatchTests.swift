import Observations
import Testing

@testable import Compliance

/// How long a question waits for its answer, and how many do.
@Suite struct QuestionWatchTests {
  private func time(_ seconds: Int) -> Timestamp {
    Timestamp(nanoseconds: 1_767_261_600_000_000_000 + Int64(seconds) * 1_000_000_000)
  }

  private func key(_ number: Int) -> QuestionWatch.Key {
    QuestionWatch.Key(
      client: Endpoint(IPAddress(v4: UInt32(number)), 50_000),
      server: Endpoint(IPAddress(v4: 0x0a4d_0001), 53), id: 1)
  }

  private let question = QuestionWatch.Pending(
    question: NameQuestion(name: "a.example", type: 1, recordClass: 1), findings: [])

  @Test("an answer within a minute finds its question, once")
  func answered() {
    var watch = QuestionWatch()
    watch.ask(key(1), question, at: time(0))
    watch.ask(key(2), question, at: time(59))
    watch.ask(key(3), question, at: time(118))
    #expect(watch.answer(key(2)) != nil)
    #expect(watch.answer(key(2)) == nil)
    #expect(watch.answer(key(3)) != nil)
  }

  @Test("questions that nobody answers are forgotten in two minutes, and count as nothing lost")
  func unanswered() {
    var watch = QuestionWatch()
    var most = 0
    for second in 0..<3_600 {
      for number in 0..<10 { watch.ask(key(second * 10 + number), question, at: time(second)) }
      most = max(most, watch.pendingCount)
    }
    #expect(most == 2 * 10 * 60)
    #expect(watch.evictions == 0)
  }

  @Test("after a silence of two minutes no question of before it waits")
  func silence() {
    var watch = QuestionWatch()
    watch.ask(key(1), question, at: time(0))
    watch.ask(key(2), question, at: time(120))
    #expect(watch.answer(key(1)) == nil)
    #expect(watch.answer(key(2)) != nil)
  }

  @Test("a flood of questions pushes the oldest out, which is counted")
  func flood() {
    var watch = QuestionWatch()
    let most = QuestionWatch.maximumPending
    for number in 0..<2 * most + 1 { watch.ask(key(number), question, at: time(0)) }
    #expect(watch.evictions == UInt64(most))
    #expect(watch.pendingCount == most + 1)
    #expect(watch.answer(key(0)) == nil)
    #expect(watch.answer(key(most)) != nil)
  }
}
