internal import Observations

/// What an asset negotiates with one peer, held against what was seen first.
public struct PostureChange: Sendable {
  enum Kind: Sendable {
    case steady, weaker, stronger
  }

  let kind: Kind
  /// For the sentence that names it.
  let property: String
  let before: String
  let now: String
  let since: Moment
}
