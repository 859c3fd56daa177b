/// Why the findings store could not do what was asked.
public struct StoreError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Kind: Hashable, Sendable {
    /// No room on the disk; it may come back.
    case full
    /// The file system refuses; it may come back.
    case unavailable
    /// The file is no store, or its content does not hold together.
    case damaged
    /// Another process holds it.
    case locked
    /// A newer version of the program wrote it.
    case newer
    case other
  }

  public var kind: Kind
  /// In SQLite's words or ours, without a path.
  public var message: String

  public init(kind: Kind, message: String) {
    self.kind = kind
    self.message = message
  }

  public var description: String { message }

  /// Waiting may help.
  var isPassing: Bool { kind == .full || kind == .unavailable || kind == .locked }
}
