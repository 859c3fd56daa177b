/// A node of a YAML document with its place in the file.
public struct YAMLNode: Sendable {
  public indirect enum Content: Sendable {
    case scalar(String, isQuoted: Bool)
    case sequence([YAMLNode])
    /// Pairs in the file's order; keys are scalars and unique (a duplicate is a mistake).
    case mapping([(key: YAMLNode, value: YAMLNode)])
  }

  public let content: Content
  public let file: String
  public let line: Int
  public let column: Int

  public init(content: Content, file: String, line: Int, column: Int) {
    self.content = content
    self.file = file
    self.line = line
    self.column = column
  }

  /// True for an empty value, `~` and `null` (YAML 1.1 null), when not quoted.
  public var isNull: Bool {
    guard case .scalar(let text, isQuoted: false) = content else { return false }
    return text.isEmpty || text == "~" || text == "null"
  }

  /// What the node is, for the text of a mistake.
  public var kind: String {
    switch content {
    case .scalar: isNull ? "nothing" : "a single value"
    case .sequence: "a list"
    case .mapping: "a mapping"
    }
  }

  /// The elements of a list, or the value itself: lists accept one value without brackets.
  public var elements: [YAMLNode] {
    if case .sequence(let elements) = content { return elements }
    return isNull ? [] : [self]
  }
}
