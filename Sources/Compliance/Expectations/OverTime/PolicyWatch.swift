internal import Observations

/// What an asset negotiates changes soon after it fetched a group policy: the policy may have set
/// security aside that the product came with.
struct PolicyWatch: Watch {
  private var fetched: Moment?

  /// Policies are applied as they are fetched, and at the next start at the latest: a day.
  static let seconds: Int64 = 86_400

  var asksForPosture: Bool { true }

  mutating func note(
    _ change: PostureChange, of subject: AssetConnection, into occurrences: inout [Occurrence]
  ) {
    guard change.kind != .steady, let fetched else { return }
    let time = subject.connection.first.time
    guard fetched.time <= time, time < fetched.time.adding(seconds: Self.seconds) else { return }
    var occurrence = Occurrence(.warn, .postureAfterPolicy, change, of: subject)
    occurrence.values["fetched"] = "\(fetched.time)"
    occurrences.append(occurrence)
  }

  // With encryption the file's name is hidden, and the share that holds it is the sign.
  func concerns(_ subject: AssetConnection) -> Bool {
    subject.direction == .outbound
      && (subject.signs.contains(.policyFile) || subject.signs.contains(.domainShare))
  }

  var memory: [[String]] { fetched.map { [[$0.time.word]] } ?? [] }

  mutating func remember(_ row: [String]) {
    var words = MemoryWords(row)
    fetched = words.time()?.beforeRun
  }

  mutating func note(_ subject: AssetConnection, into occurrences: inout [Occurrence]) {
    fetched = subject.connection.last
  }
}
