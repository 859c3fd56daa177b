/// A mistake in a site or signature file, with its place.
public struct Mistake: Hashable, Comparable, Sendable, CustomStringConvertible {
  public var file: String
  /// From 1.
  public var line: Int
  /// From 1, in characters.
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
  /// More mistakes than this are counted and not kept: nobody reads on, and a hostile file must
  /// not fill the memory.
  public static let maximum = 1_000

  /// In the order of discovery.
  public private(set) var all: [Mistake] = []
  /// Mistakes beyond the maximum.
  public private(set) var omitted = 0

  public init() {}

  public var isEmpty: Bool { all.isEmpty }

  /// True when further mistakes are only counted.
  public var isFull: Bool { all.count >= Self.maximum }

  /// Mistakes that were added, kept or not.
  public var count: Int { all.count + omitted }

  /// By file, line and column.
  public var sorted: [Mistake] { all.sorted() }

  public mutating func add(_ mistake: Mistake) {
    if isFull {
      omitted += 1
    } else {
      all.append(mistake)
    }
  }

  public mutating func add(_ text: String, at node: YAMLNode) {
    add(Mistake(file: node.file, line: node.line, column: node.column, text: text))
  }
}
