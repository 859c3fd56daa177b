/// Reads one YAML text into a tree of nodes with their places.
///
/// The subset is what a site or signature file needs: one document of mappings, lists and scalars.
/// Anchors, aliases and tags are refused, so that a small file cannot stand for a large tree.
public enum YAMLDocument {
  /// The largest file: a site with ten thousand assets fits many times.
  public static let maximumOctets = 4 << 20
  /// The deepest nesting; the deepest documented key lies six levels down.
  public static let maximumDepth = 32
  /// The most nodes of a file: bounds the memory to some tens of megabytes.
  public static let maximumNodes = 200_000

  /// The root node, or nil when a mistake keeps the text from being read as a whole.
  ///
  /// Mistakes that leave the tree usable (a key given twice, a tag) are added and reading goes on.
  public static func parse(
    _ octets: [UInt8], file: String, into mistakes: inout Mistakes
  ) -> YAMLNode? {
    func refuse(_ text: String, line: Int = 1, column: Int = 1) -> YAMLNode? {
      mistakes.add(Mistake(file: file, line: line, column: column, text: text))
      return nil
    }
    guard octets.count <= maximumOctets else {
      return refuse("the file is larger than \(maximumOctets >> 20) MiB")
    }
    // A byte order mark says nothing in UTF-8 and would shift the first column.
    let text = octets.starts(with: [0xef, 0xbb, 0xbf]) ? Array(octets.dropFirst(3)) : octets
    if let offset = firstInvalidOctet(text) {
      let place = place(of: offset, in: text)
      return refuse("the file is not UTF-8", line: place.line, column: place.column)
    }
    guard var events = YAMLEvents(text) else { return refuse("out of memory") }
    var composer = YAMLComposer(file: file)
    do throws(YAMLSyntaxError) {
      while try composer.take(events.next(), into: &mistakes) {}
    } catch {
      let place = error.place ?? place(of: error.offset, in: text)
      return refuse("not YAML: \(error.text)", line: place.line, column: place.column)
    }
    guard !composer.gaveUp else { return nil }
    guard let root = composer.root, !root.isNull else { return refuse("the file is empty") }
    return root
  }

  /// Where the first octet lies that is not part of UTF-8 text.
  private static func firstInvalidOctet(_ octets: [UInt8]) -> Int? {
    do throws(UTF8.ValidationError) {
      _ = try UTF8Span(validating: octets.span)
      return nil
    } catch {
      return error.byteOffsets.lowerBound
    }
  }

  private static func place(of offset: Int, in octets: [UInt8]) -> (line: Int, column: Int) {
    var line = 1
    var column = 1
    for octet in octets.prefix(offset) {
      if octet == 0x0a {
        line += 1
        column = 1
      } else if octet & 0xc0 != 0x80 {
        // Continuation octets belong to the character before them.
        column += 1
      }
    }
    return (line, column)
  }
}

/// Builds the tree out of events, with a stack of its own in place of recursion.
private struct YAMLComposer {
  private struct Frame {
    var line: Int
    var column: Int
    var isMapping: Bool
    var elements: [YAMLNode] = []
    var pairs: [(key: YAMLNode, value: YAMLNode)] = []
    var key: YAMLNode?
    /// Set when the next value belongs to a key that was refused.
    var skipsValue = false
    var linesOfKeys: [String: Int] = [:]
  }

  let file: String
  private(set) var root: YAMLNode?
  /// True when reading stopped at a mistake that was added.
  private(set) var gaveUp = false
  private var stack: [Frame] = []
  private var nodes = 0
  private var documents = 0

  init(file: String) {
    self.file = file
  }

  /// Takes one event; false when there is nothing more to read.
  mutating func take(_ event: YAMLEvent, into mistakes: inout Mistakes) -> Bool {
    func add(_ text: String) {
      mistakes.add(Mistake(file: file, line: event.line, column: event.column, text: text))
    }
    if event.hasAnchor { add("anchors are not supported") }
    if event.hasTag { add("tags are not supported") }
    switch event.kind {
    case .scalar(let text, let isQuoted):
      place(node(.scalar(text, isQuoted: isQuoted), event.line, event.column), into: &mistakes)
    case .sequenceStart, .mappingStart:
      guard stack.count < YAMLDocument.maximumDepth else {
        add("nested deeper than \(YAMLDocument.maximumDepth) levels")
        gaveUp = true
        return false
      }
      var isMapping = false
      if case .mappingStart = event.kind { isMapping = true }
      stack.append(Frame(line: event.line, column: event.column, isMapping: isMapping))
    case .sequenceEnd, .mappingEnd:
      guard let frame = stack.popLast() else { return true }
      let content: YAMLNode.Content =
        frame.isMapping ? .mapping(frame.pairs) : .sequence(frame.elements)
      place(node(content, frame.line, frame.column), into: &mistakes)
    case .alias:
      add("aliases are not supported")
      place(node(.scalar("", isQuoted: true), event.line, event.column), into: &mistakes)
    case .documentStart:
      documents += 1
      guard documents == 1 else {
        add("a second document begins here; one file holds one document")
        gaveUp = true
        return false
      }
    case .other: break
    case .streamEnd: return false
    }
    nodes += 1
    guard nodes <= YAMLDocument.maximumNodes else {
      add("more than \(YAMLDocument.maximumNodes) values")
      gaveUp = true
      return false
    }
    return true
  }

  private func node(_ content: YAMLNode.Content, _ line: Int, _ column: Int) -> YAMLNode {
    YAMLNode(content: content, file: file, line: line, column: column)
  }

  /// Puts a finished node where it belongs: the root, a list, a key or a value.
  private mutating func place(_ node: YAMLNode, into mistakes: inout Mistakes) {
    guard let top = stack.indices.last else {
      root = node
      return
    }
    guard stack[top].isMapping else {
      stack[top].elements.append(node)
      return
    }
    if stack[top].skipsValue {
      stack[top].skipsValue = false
    } else if let key = stack[top].key {
      stack[top].pairs.append((key, node))
      stack[top].key = nil
    } else if case .scalar(let name, _) = node.content {
      if let line = stack[top].linesOfKeys[name] {
        mistakes.add("`\(Spelling.quoted(name))` is already given in line \(line)", at: node)
        stack[top].skipsValue = true
      } else {
        stack[top].linesOfKeys[name] = node.line
        stack[top].key = node
      }
    } else {
      mistakes.add("a key must be a single word, not \(node.kind)", at: node)
      stack[top].skipsValue = true
    }
  }
}
