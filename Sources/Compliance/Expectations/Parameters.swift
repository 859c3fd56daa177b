internal import Observations

/// The parameters of one expectation, read by key; what is left over at the end is a mistake.
struct Parameters {
  private let node: YAMLNode
  private var fields: [String: YAMLNode] = [:]
  private var found: Mistakes = Mistakes()

  /// The fields of a mapping; nil, with a mistake, when the node is none.
  init?(_ node: YAMLNode, keys: [String], into mistakes: inout Mistakes) {
    guard case .mapping(let pairs) = node.content else {
      mistakes.add(
        "expected the keys \(keys.joined(separator: ", ")) with their values", at: node)
      return nil
    }
    self.node = node
    for (key, value) in pairs {
      guard case .scalar(let name, _) = key.content, keys.contains(name) else {
        found.add(
          "unknown key; known here: \(keys.joined(separator: ", "))", at: key)
        continue
      }
      fields[name] = value
    }
  }

  /// Hands over the mistakes; true when there were none.
  func finish(into mistakes: inout Mistakes) -> Bool {
    for mistake in found.all { mistakes.add(mistake) }
    return found.isEmpty
  }

  /// One word of a closed list, as the whole value of an expectation.
  static func word(
    _ node: YAMLNode, _ allowed: [String], into mistakes: inout Mistakes
  ) -> String? {
    if case .scalar(let text, _) = node.content, allowed.contains(text) { return text }
    mistakes.add("expected \(allowed.joined(separator: " or "))", at: node)
    return nil
  }

  /// A list of names, given directly or alone.
  static func texts(_ node: YAMLNode, into mistakes: inout Mistakes) -> [String]? {
    let items: [YAMLNode]
    switch node.content {
    case .scalar: items = [node]
    case .sequence(let nodes): items = nodes
    case .mapping:
      mistakes.add("expected a list", at: node)
      return nil
    }
    var texts: [String] = []
    for item in items {
      guard case .scalar(let text, _) = item.content, !text.isEmpty else {
        mistakes.add("expected a text", at: item)
        return nil
      }
      texts.append(text)
    }
    guard !texts.isEmpty else {
      mistakes.add("the list is empty", at: node)
      return nil
    }
    return texts
  }

  mutating func flag(_ key: String) -> Bool? {
    guard let value = fields[key] else { return nil }
    switch value.content {
    case .scalar("true", isQuoted: false): return true
    case .scalar("false", isQuoted: false): return false
    default:
      found.add("expected true or false", at: value)
      return nil
    }
  }

  mutating func texts(_ key: String, isRequired: Bool = true) -> [String]? {
    guard let value = fields[key] else {
      if isRequired { found.add("missing key \(key)", at: node) }
      return nil
    }
    return Self.texts(value, into: &found)
  }

  mutating func names(_ key: String, isRequired: Bool = true) -> [NamePattern]? {
    guard let texts = texts(key, isRequired: isRequired) else { return nil }
    var names: [NamePattern] = []
    for text in texts {
      guard let name = NamePattern(text) else {
        found.add("\(text) is no host name and no *.domain", at: fields[key] ?? node)
        return nil
      }
      names.append(name)
    }
    return names
  }

  /// Ports and ranges such as `5000-5010`.
  mutating func ports(_ key: String, isRequired: Bool = true) -> [ClosedRange<UInt16>]? {
    guard let texts = texts(key, isRequired: isRequired) else { return nil }
    var ports: [ClosedRange<UInt16>] = []
    for text in texts {
      let ends = text.split(separator: "-", omittingEmptySubsequences: false).map {
        UInt16($0)
      }
      guard let low = ends.first ?? nil, low > 0, ends.count <= 2, let high = ends.last ?? nil,
        low <= high
      else {
        found.add("\(text) is no port from 1 to 65535 and no range of them", at: fields[key] ?? node)
        return nil
      }
      ports.append(low...high)
    }
    return ports
  }

  mutating func region(_ key: String) -> Site.Region? {
    guard let value = fields[key] else { return nil }
    if case .scalar(let text, _) = value.content, let region = Site.Region(rawValue: text) {
      return region
    }
    found.add("expected \(Site.Region.allCases.map(\.rawValue).joined(separator: " or "))", at: value)
    return nil
  }

  mutating func tlsVersion(_ key: String) -> TLSVersion? {
    switch scalar(key) {
    case "1.0": return .tls10
    case "1.1": return .tls11
    case "1.2": return .tls12
    case "1.3": return .tls13
    case nil: return nil
    default:
      found.add("expected \"1.0\", \"1.1\", \"1.2\" or \"1.3\"", at: fields[key] ?? node)
      return nil
    }
  }

  mutating func smbDialect(_ key: String) -> SMBDialect? {
    guard let text = scalar(key) else { return nil }
    let known: [SMBDialect] = [.smb202, .smb21, .smb30, .smb302, .smb311]
    if let dialect = known.first(where: { $0.description == text }) { return dialect }
    found.add("expected \"2.0.2\", \"2.1\", \"3.0\", \"3.0.2\" or \"3.1.1\"", at: fields[key] ?? node)
    return nil
  }

  /// A text in the three languages.
  mutating func localized(_ key: String) -> LocalizedText? {
    guard let value = fields[key] else {
      found.add("missing key \(key)", at: node)
      return nil
    }
    guard var texts = Parameters(value, keys: ["en", "zh", "ja"], into: &found) else { return nil }
    let parts = (texts.scalar("en"), texts.scalar("zh"), texts.scalar("ja"))
    guard texts.finish(into: &found), let en = parts.0, let zh = parts.1, let ja = parts.2 else {
      return nil
    }
    return LocalizedText(en: en, zh: zh, ja: ja)
  }

  private mutating func scalar(_ key: String) -> String? {
    guard let value = fields[key] else {
      found.add("missing key \(key)", at: node)
      return nil
    }
    if case .scalar(let text, _) = value.content, !text.isEmpty { return text }
    found.add("expected a text", at: value)
    return nil
  }
}
