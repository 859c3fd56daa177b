internal import Observations

/// Remembers which names an asset's lists and clauses cover: instruments talk to few names, and
/// often.
struct CoverageCache: Sendable {
  private struct Key: Hashable {
    var asset: Int
    var port: UInt16
    var name: String
  }

  /// What the clauses' scopes and the lists say of a name.
  struct Answer: Sendable {
    /// One bit for each of the first 128 rows whose scope names the name.
    var rows: UInt128
    /// Covered with the port of the key.
    var isCovered: Bool
    /// Covered with some port.
    var isKnown: Bool
    /// A name of the operating system's background traffic that the site calls ordinary.
    var isBackground: Bool
  }

  private var answers: [Key: Answer] = [:]
  private var olderAnswers: [Key: Answer] = [:]

  /// Two generations of this many; names are bounded at 255 octets.
  static let maximumAnswers = 8_192

  /// The answer for a name, which `find` gives when it is not known.
  mutating func answer(
    asset: Int, port: UInt16, name: String, _ find: () -> Answer
  ) -> Answer {
    let key = Key(asset: asset, port: port, name: name)
    if let known = answers[key] { return known }
    let answer = olderAnswers[key] ?? find()
    if answers.count >= Self.maximumAnswers {
      olderAnswers = answers
      answers = [:]
    }
    answers[key] = answer
    return answer
  }
}

/// How the names of one connection stand to the asset's lists and clauses.
struct NameStanding: Sendable {
  /// Rows whose scope names the peer, by every name that counts.
  var rows: UInt128 = 0
  /// Of the name that decides alone.
  var settled: CoverageCache.Answer?
  /// Of the asset's own answers, in their order.
  var own: [CoverageCache.Answer] = []
}
