internal import Observations

/// What an asset negotiates changes soon after it fetched a group policy: the policy may have set
/// security aside that the product came with.
struct PolicyWatch: Watch {
  private var posture = PostureWatch()
  private var fetched: Moment?

  /// Policies are applied as they are fetched, and at the next start at the latest: a day.
  static let seconds: Int64 = 86_400

  var memory: [[String]] {
    posture.memory + (fetched.map { [["fetched", $0.time.word]] } ?? [])
  }

  mutating func remember(_ row: [String]) {
    guard row.first == "fetched" else { return posture.remember(row) }
    fetched = row.last.flatMap { Int64($0) }.map { Timestamp(nanoseconds: $0).beforeRun }
  }

  mutating func note(_ subject: AssetConnection, into occurrences: inout [Occurrence]) {
    var changes: [Occurrence] = []
    posture.note(subject, into: &changes)
    if let fetched {
      for var change in changes where change.reason != .postureSteady {
        let time = change.first.time
        guard fetched.time <= time, time < fetched.time.adding(seconds: Self.seconds) else {
          continue
        }
        change.verdict = .warn
        change.reason = .postureAfterPolicy
        change.values["fetched"] = "\(fetched.time)"
        occurrences.append(change)
      }
    }
    // With encryption the file's name is hidden, and the share that holds it is the sign.
    if subject.direction == .outbound,
      subject.signs.contains(.policyFile) || subject.signs.contains(.domainShare)
    {
      fetched = subject.connection.last
    }
  }
}
