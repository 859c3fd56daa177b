/// The groups of `controls.yaml`; no groups when the file has a mistake that hides them.
struct Controls {
  var groups: [String: [ControlReference]]?
}

/// Reads `controls.yaml`: which control of which framework a group of clauses serves.
enum ControlsLoader {
  static func read(_ root: YAMLNode, into mistakes: inout Mistakes) -> Controls {
    guard
      let mapping = YAMLMapping(
        root, as: "the controls file", keys: ["sources", "groups"],
        required: ["sources", "groups"], into: &mistakes),
      let sources = mapping["sources"], let groups = mapping["groups"]
    else { return Controls(groups: nil) }
    let frameworks = pairs(of: sources, as: "`sources`", into: &mistakes).map { name, node in
      if node.elements.isEmpty {
        mistakes.add("`\(Spelling.quoted(name))` names no source", at: node)
      }
      _ = node.list(into: &mistakes) { $0.string(maximum: 1_000, into: &$1) }
      return name
    }
    var result: [String: [ControlReference]] = [:]
    for (name, node) in pairs(of: groups, as: "`groups`", into: &mistakes) {
      guard
        let group = YAMLMapping(node, as: "a control group", keys: frameworks, into: &mistakes)
      else { continue }
      // In the order of the sources, so that findings list frameworks alike.
      result[name] = frameworks.compactMap { framework in
        guard let node = group[framework] else { return nil }
        let identifiers = node.list(into: &mistakes) { $0.string(into: &$1) }
        return ControlReference(framework: framework, identifiers: identifiers)
      }
    }
    return Controls(groups: result)
  }

  private static func pairs(
    of node: YAMLNode, as what: String, into mistakes: inout Mistakes
  ) -> [(name: String, node: YAMLNode)] {
    guard case .mapping(let pairs) = node.content else {
      mistakes.add("\(what) is a mapping of keys to values; found \(node.kind)", at: node)
      return []
    }
    return pairs.compactMap { pair in
      pair.key.string(into: &mistakes).map { ($0, pair.value) }
    }
  }
}
