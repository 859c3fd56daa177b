/// The closed vocabulary of the signatures: one line a kind.
public enum Vocabulary {
  public static let kinds: [any Expectation.Type] = []
}
