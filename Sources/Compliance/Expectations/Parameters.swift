internal import Observations

/// The parameters of one expectation, read by key.
struct Parameters {
  private let mapping: YAMLMapping
  private var found = Mistakes()
  private let before: Int

  /// The fields of a mapping; nil, with a mistake, when the node is none.
  init?(_ node: YAMLNode, keys: [String], into mistakes: inout Mistakes) {
    before = mistakes.count
    guard let mapping = YAMLMapping(node, as: "the expectation", keys: keys, into: &mistakes)
    else { return nil }
    self.mapping = mapping
    isClean = mistakes.count == before
  }

  /// The mapping itself held no mistake.
  private let isClean: Bool

  /// Hands over the mistakes; true when there were none.
  func finish(into mistakes: inout Mistakes) -> Bool {
    for mistake in found.all { mistakes.add(mistake) }
    return isClean && found.isEmpty
  }

  /// One word of a closed list, as the whole value of an expectation.
  static func word(
    _ node: YAMLNode, _ allowed: [String], into mistakes: inout Mistakes
  ) -> String? {
    node.word(among: allowed, into: &mistakes)
  }

  mutating func flag(_ key: String) -> Bool? { mapping[key]?.flag(into: &found) }

  /// Words of a closed list.
  mutating func words(_ key: String, among known: [String]) -> [String]? {
    required(key)?.list(into: &found) { $0.word(among: known, into: &$1) }
  }

  mutating func optionalWords(_ key: String, among known: [String]) -> [String] {
    mapping[key]?.list(into: &found) { $0.word(among: known, into: &$1) } ?? []
  }

  mutating func optionalNames(_ key: String) -> [NamePattern] {
    mapping[key]?.list(into: &found) { $0.namePattern(into: &$1) } ?? []
  }

  mutating func texts(_ key: String) -> [String]? {
    required(key)?.list(into: &found) { $0.string(into: &$1) }
  }

  mutating func names(_ key: String) -> [NamePattern]? {
    required(key)?.list(into: &found) { $0.namePattern(into: &$1) }
  }

  /// Ports and ranges such as `5000-5010`.
  mutating func ports(_ key: String) -> [ClosedRange<UInt16>]? {
    required(key)?.ports(into: &found)
  }

  mutating func optionalPorts(_ key: String) -> [ClosedRange<UInt16>] {
    mapping[key]?.ports(into: &found) ?? []
  }

  mutating func region(_ key: String) -> Site.Region? {
    mapping[key]?.choice(of: Site.Region.self, into: &found)
  }

  mutating func tlsVersion(_ key: String) -> TLSVersion? {
    let known: [TLSVersion] = [.tls10, .tls11, .tls12, .tls13]
    let word = required(key)?.word(among: known.map(\.description), into: &found)
    return known.first { $0.description == word }
  }

  mutating func smbDialect(_ key: String) -> SMBDialect? {
    let known: [SMBDialect] = [.smb202, .smb21, .smb30, .smb302, .smb311]
    let word = required(key)?.word(among: known.map(\.description), into: &found)
    return known.first { $0.description == word }
  }

  /// A text in the three languages.
  mutating func localized(_ key: String) -> LocalizedText? {
    required(key)?.localizedText(into: &found)
  }

  private mutating func required(_ key: String) -> YAMLNode? {
    if let value = mapping[key] { return value }
    found.add("the expectation needs the key `\(key)`", at: mapping.node)
    return nil
  }
}
