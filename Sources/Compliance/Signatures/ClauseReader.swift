/// Reads one clause of a signature file.
struct ClauseReader {
  let kinds: [any Expectation.Type]
  /// The clause's own id and where it stands.
  private(set) var identifier: (id: String, node: YAMLNode)?
  /// Other clauses that this one names.
  private(set) var references: [(id: String, node: YAMLNode)] = []
  private(set) var controls: (name: String, node: YAMLNode)?

  init(kinds: [any Expectation.Type]) {
    self.kinds = kinds
  }

  private static let keys = [
    "id", "clause", "document", "parent", "title", "remediation", "blind_spot", "note",
    "severity", "controls", "applies", "expect",
  ]

  mutating func clause(_ node: YAMLNode, into mistakes: inout Mistakes) -> Clause? {
    guard
      let mapping = YAMLMapping(
        node, as: "a clause", keys: Self.keys,
        required: ["id", "clause", "title", "severity", "expect"], into: &mistakes)
    else { return nil }
    let before = mistakes.count
    if let node = mapping["id"], let id = Self.identifier(node, into: &mistakes) {
      identifier = (id, node)
    }
    let number = mapping["clause"]?.string(into: &mistakes)
    let title = mapping["title"]?.localizedText(into: &mistakes)
    let given = mapping["remediation"]?.localizedText(into: &mistakes)
    let severity = mapping["severity"]?.choice(of: Severity.self, into: &mistakes)
    let scope = mapping["applies"].map { self.scope($0, into: &mistakes) } ?? Scope()
    let expectation = mapping["expect"].flatMap { self.expectation($0, into: &mistakes) }
    let parent = mapping["parent"]?.string(into: &mistakes)
    if let parent, let node = mapping["parent"] { references.append((parent, node)) }
    if let node = mapping["controls"], let name = node.string(into: &mistakes) {
      controls = (name, node)
    }
    let documentNumber = mapping["document"]?.string(into: &mistakes)
    let blindSpot = mapping["blind_spot"]?.localizedText(into: &mistakes)
    let note = mapping["note"]?.localizedText(into: &mistakes)
    let remediation = given ?? expectation.flatMap(Self.standingRemediation)
    if let expectation, remediation == nil, mapping["remediation"] == nil {
      let key = type(of: expectation).key
      mistakes.add("a clause with `\(key)` needs the key `remediation`", at: node)
    }
    guard mistakes.count == before, let identifier, let number, let title, let severity,
      let expectation, let remediation
    else { return nil }
    var clause = Clause(
      id: identifier.id, number: number, title: title, remediation: remediation,
      severity: severity, scope: scope, expectation: expectation)
    clause.documentNumber = documentNumber
    clause.parent = parent
    clause.blindSpot = blindSpot
    clause.controls = controls?.name
    clause.note = note
    return clause
  }

  /// An id such as `ILMN-3-SIGN`: it stands in lists of the command line and in SIEM rules.
  static func identifier(_ node: YAMLNode, into mistakes: inout Mistakes) -> String? {
    guard let id = node.string(maximum: 64, into: &mistakes) else { return nil }
    guard id.utf8.allSatisfy({ isIdentifierOctet($0) }) else {
      mistakes.add("a clause id holds letters, digits and hyphens only", at: node)
      return nil
    }
    return id
  }

  private static func isIdentifierOctet(_ octet: UInt8) -> Bool {
    (0x41...0x5a).contains(octet) || (0x61...0x7a).contains(octet)
      || (0x30...0x39).contains(octet) || octet == 0x2d
  }

  private func scope(_ node: YAMLNode, into mistakes: inout Mistakes) -> Scope {
    var scope = Scope()
    scope.isScoped = true
    guard
      let mapping = YAMLMapping(
        node, as: "`applies`",
        keys: ["direction", "roles", "ports", "names", "region", "lrm_mode"], into: &mistakes)
    else { return scope }
    let direction = mapping["direction"]?.choice(of: Scope.Direction.self, into: &mistakes)
    scope.direction = direction ?? .either
    scope.roles =
      mapping["roles"]?.list(into: &mistakes) { $0.choice(of: Role.self, into: &$1)?.rawValue }
      ?? []
    scope.ports = mapping["ports"]?.ports(into: &mistakes) ?? []
    scope.names = mapping["names"]?.list(into: &mistakes) { $0.namePattern(into: &$1) } ?? []
    scope.region = mapping["region"]?.choice(of: Site.Region.self, into: &mistakes)
    scope.lrmModes =
      mapping["lrm_mode"]?.list(into: &mistakes) { $0.choice(of: Asset.LRMMode.self, into: &$1) }
      ?? []
    return scope
  }

  /// Exactly one kind of the vocabulary with its parameters.
  private mutating func expectation(
    _ node: YAMLNode, into mistakes: inout Mistakes
  ) -> (any Expectation)? {
    guard
      let mapping = YAMLMapping(
        node, as: "`expect`", keys: kinds.map { $0.key }, into: &mistakes),
      case .mapping(let pairs) = node.content
    else { return nil }
    guard pairs.count == 1 else {
      mistakes.add("`expect` holds exactly one kind; found \(pairs.count)", at: node)
      return nil
    }
    for kind in kinds {
      guard let parameters = mapping[kind.key] else { continue }
      let before = mistakes.count
      guard let expectation = kind.init(reading: parameters, into: &mistakes) else {
        if mistakes.count == before {
          mistakes.add("`\(kind.key)` cannot be read", at: parameters)
        }
        return nil
      }
      // The place of the id itself when it is an element of the parameters.
      for id in expectation.references {
        references.append((id, Self.scalar(id, in: parameters) ?? parameters))
      }
      return expectation
    }
    return nil
  }

  /// The scalar with a text below a node; nesting is bounded by the document's depth.
  private static func scalar(_ text: String, in node: YAMLNode) -> YAMLNode? {
    switch node.content {
    case .scalar(let other, _): return other == text ? node : nil
    case .sequence(let elements):
      for element in elements {
        if let found = scalar(text, in: element) { return found }
      }
    case .mapping(let pairs):
      for pair in pairs {
        if let found = scalar(text, in: pair.value) { return found }
      }
    }
    return nil
  }

  /// What to say where a clause has no remedy of its own: a parent's is that of its parts, and
  /// what no packet shows is checked elsewhere.
  private static func standingRemediation(_ expectation: any Expectation) -> LocalizedText? {
    switch type(of: expectation).key {
    case "worst-of":
      LocalizedText(
        en: "Mend the parts of this clause that are not met.", zh: "请整改本条款中未满足的各分项。",
        ja: "この条項のうち、満たされていない項目を是正してください。")
    case "not-assessable":
      LocalizedText(
        en: "Check this at the instrument or in its records; network traffic cannot show it.",
        zh: "请在仪器现场或其记录中核实；网络流量无法反映此项。",
        ja: "装置本体または記録で確認してください。ネットワークトラフィックからは判断できません。")
    default: nil
    }
  }
}
