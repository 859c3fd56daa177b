/// Reads signature files one after the other and checks what they say of each other.
public struct ProfileLoader {
  private let kinds: [any Expectation.Type]
  private var profiles: [Profile] = []
  private var references = ProfileReferences()

  public init(kinds: [any Expectation.Type]) {
    self.kinds = kinds
  }

  /// Reads the text of one file; `name` is its path below the directory, without ending.
  public mutating func read(
    _ octets: [UInt8], file: String, name: String, into mistakes: inout Mistakes
  ) {
    guard let root = YAMLDocument.parse(octets, file: file, into: &mistakes) else { return }
    read(root, name: name, into: &mistakes)
  }

  /// Every profile that was read, by name, the baseline last.
  ///
  /// Unknown ids, parents and groups of controls are mistakes. `groups` nil leaves the groups unchecked.
  public func finish(
    groups: [String]?, into mistakes: inout Mistakes
  ) -> [Profile] {
    references.check(groups: groups, into: &mistakes)
    return profiles.sorted { ($0.isBaseline ? 1 : 0, $0.name) < ($1.isBaseline ? 1 : 0, $1.name) }
  }

  func finish(controls: Controls, into mistakes: inout Mistakes) -> [Profile] {
    finish(groups: controls.groups.map { Array($0.keys).sorted() }, into: &mistakes)
  }

  private static let keys = [
    "profile", "title", "document", "binding", "checked", "models", "roles", "baseline",
    "unjudged", "clauses",
  ]

  mutating func read(_ root: YAMLNode, name: String, into mistakes: inout Mistakes) {
    guard
      let mapping = YAMLMapping(
        root, as: "a profile", keys: Self.keys,
        required: ["profile", "title", "document", "binding", "clauses"], into: &mistakes)
    else { return }
    if let node = mapping["profile"], let given = node.string(into: &mistakes), given != name {
      mistakes.add("the file is `\(name)`, so the profile must be named so", at: node)
    }
    let title = mapping["title"]?.localizedText(into: &mistakes)
    let document = mapping["document"].flatMap {
      YAMLMapping(
        $0, as: "a document", keys: ["issuer", "number"], required: ["issuer", "number"],
        into: &mistakes)
    }
    var profile = Profile(
      name: name, title: title ?? LocalizedText(en: name),
      issuer: document?["issuer"]?.string(into: &mistakes) ?? "",
      documentNumber: document?["number"]?.string(into: &mistakes) ?? "",
      binding: mapping["binding"]?.choice(of: Profile.Binding.self, into: &mistakes) ?? .required)
    profile.checked = mapping["checked"]?.moment(.from, into: &mistakes)
    profile.models = mapping["models"]?.list(into: &mistakes) { $0.string(into: &$1) } ?? []
    profile.roles =
      mapping["roles"]?.list(into: &mistakes) { $0.choice(of: Role.self, into: &$1)?.rawValue }
      ?? []
    profile.isBaseline = mapping["baseline"]?.flag(into: &mistakes) ?? false
    if let node = mapping["clauses"] {
      if node.elements.isEmpty { mistakes.add("the profile has no clause", at: node) }
      for element in node.elements {
        var reader = ClauseReader(kinds: kinds)
        if let clause = reader.clause(element, into: &mistakes) { profile.clauses.append(clause) }
        references.add(reader, into: &mistakes)
      }
    }
    for element in mapping["unjudged"]?.elements ?? [] {
      guard let id = ClauseReader.identifier(element, into: &mistakes) else { continue }
      references.add(id, at: element, isJudged: false, into: &mistakes)
      profile.unjudged.append(id)
    }
    profiles.append(profile)
  }
}

/// What clauses say of other clauses and of controls, with the places.
struct ProfileReferences {
  private var places: [String: YAMLNode] = [:]
  private var order: [String] = []
  private var clauses: [(id: String, node: YAMLNode)] = []
  private var groups: [(name: String, node: YAMLNode)] = []

  mutating func add(_ reader: ClauseReader, into mistakes: inout Mistakes) {
    clauses += reader.references
    if let group = reader.controls { groups.append(group) }
    guard let (id, node) = reader.identifier else { return }
    add(id, at: node, isJudged: true, into: &mistakes)
  }

  mutating func add(
    _ id: String, at node: YAMLNode, isJudged: Bool, into mistakes: inout Mistakes
  ) {
    // Ids differ in more than case, since `explain` does not ask for the case.
    if let first = places[id.lowercased()] {
      mistakes.add(
        "the clause `\(Spelling.quoted(id))` is already given in \(first.file):\(first.line)",
        at: node)
    } else {
      places[id.lowercased()] = node
      if isJudged { order.append(id) }
    }
  }

  func check(groups known: [String]?, into mistakes: inout Mistakes) {
    let ids = Set(order)
    for (id, node) in clauses where !ids.contains(id) {
      let hint = mistakes.hint(for: id, among: order)
      mistakes.add("no clause has the id `\(Spelling.quoted(id))`\(hint)", at: node)
    }
    guard let known else { return }
    for (name, node) in groups where !known.contains(name) {
      let hint = mistakes.hint(for: name, among: known)
      mistakes.add("there is no group of controls `\(Spelling.quoted(name))`\(hint)", at: node)
    }
  }
}
