/// A mistake in a site or signature file, with its place.
public struct Mistake: Hashable, Comparable, Sendable, CustomStringConvertible {
  public var file: String
  /// From 1.
  public var line: Int
  /// From 1.
  public var column: Int
  public var text: String

  public init(file: String, line: Int, column: Int, text: String) {
    self.file = file
    self.line = line
    self.column = column
    self.text = text
  }

  public static func < (left: Self, right: Self) -> Bool {
    (left.file, left.line, left.column, left.text)
      < (right.file, right.line, right.column, right.text)
  }

  public var description: String { "\(file):\(line):\(column): \(text)" }
}

/// Every mistake of a set of files, collected so that all are told at once.
public struct Mistakes: Error, Sendable {
  public private(set) var all: [Mistake] = []

  public init() {}

  public var isEmpty: Bool { all.isEmpty }

  public mutating func add(_ mistake: Mistake) {
    all.append(mistake)
  }

  public mutating func add(_ text: String, at node: YAMLNode) {
    all.append(Mistake(file: node.file, line: node.line, column: node.column, text: text))
  }
}
