/// Why observations cannot be judged.
public struct ObservationError: Error, Sendable, CustomStringConvertible {
  public enum Kind: Sendable {
    /// A file is missing, cut short or damaged.
    case unreadable
    /// The files do not belong together, or one is missing or given twice.
    case mismatch
  }

  public let description: String
  public let kind: Kind

  init(_ description: String, kind: Kind) {
    self.description = description
    self.kind = kind
  }
}
