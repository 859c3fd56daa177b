/// A mapping whose keys were checked against those that are known.
public struct YAMLMapping: Sendable {
  public let node: YAMLNode
  private let values: [String: YAMLNode]

  /// Reads a mapping; every unknown and every missing key is a mistake.
  ///
  /// - Parameter what: what the mapping stands for, such as `an asset`.
  public init?(
    _ node: YAMLNode, as what: String, keys: [String], required: [String] = [],
    into mistakes: inout Mistakes
  ) {
    guard case .mapping(let pairs) = node.content else {
      mistakes.add("\(what) is a mapping of keys to values; found \(node.kind)", at: node)
      return nil
    }
    self.node = node
    var values: [String: YAMLNode] = [:]
    for (key, value) in pairs {
      guard case .scalar(let name, _) = key.content else { continue }
      if keys.contains(name) {
        values[name] = value
      } else {
        let hint = mistakes.hint(for: name, among: keys)
        mistakes.add("\(what) has no key `\(Spelling.quoted(name))`\(hint)", at: key)
      }
    }
    for name in required where values[name] == nil {
      mistakes.add("\(what) needs the key `\(name)`", at: node)
    }
    self.values = values
  }

  /// The value under a known key; nil when the key is not given.
  public subscript(key: String) -> YAMLNode? { values[key] }
}
