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
}
