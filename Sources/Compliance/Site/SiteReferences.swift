internal import Observations

/// What one key of a site file says of another, with the places, until all keys are read.
struct SiteReferences {
  typealias Reference = (id: String, node: YAMLNode)

  /// Ids that must be assets.
  var assets: [Reference] = []
  /// Ids of assets or peers, or addresses.
  var sources: [Reference] = []
  var clauses: [Reference] = []
  var profiles: [Reference] = []

  private var hosts: [String: Int] = [:]
  private var assetIDs: Set<String> = []
  private var claims: [String: String] = [:]

  /// Notes an asset or a peer; both share one space of ids, since rules name either.
  mutating func host(
    _ id: String, at node: YAMLNode, isAsset: Bool, into mistakes: inout Mistakes
  ) {
    if let line = hosts[id] {
      mistakes.add("the id `\(Spelling.quoted(id))` is already given in line \(line)", at: node)
      return
    }
    hosts[id] = node.line
    if isAsset { assetIDs.insert(id) }
  }

  func isHost(_ id: String) -> Bool { hosts[id] != nil }

  /// Notes what tells an asset from others; the same sign on two assets is a mistake.
  mutating func claim(
    _ sign: String, of id: String, at node: YAMLNode, into mistakes: inout Mistakes
  ) {
    if let owner = claims[sign], owner != id {
      mistakes.add("the \(sign) already belongs to `\(Spelling.quoted(owner))`", at: node)
    } else {
      claims[sign] = id
    }
  }

  func check(
    against site: Site, known: SiteLoader.Known?, into mistakes: inout Mistakes
  ) {
    for (id, node) in assets where !assetIDs.contains(id) {
      add("no asset has the id", id, among: site.assets.map(\.id), at: node, into: &mistakes)
    }
    let ids = site.assets.map(\.id) + site.peers.map(\.id)
    for (id, node) in sources where !isHost(id) {
      // Anything with the look of an address is judged as one.
      if IPPrefix(id) != nil {
        _ = node.prefix(into: &mistakes)
      } else {
        add("no peer or asset has the id", id, among: ids, at: node, into: &mistakes)
      }
    }
    guard let known else { return }
    for (id, node) in clauses where !known.clauses.contains(id) {
      add("no clause has the id", id, among: known.clauses, at: node, into: &mistakes)
    }
    for (name, node) in profiles where !known.profiles.contains(name) {
      add("there is no profile", name, among: known.profiles, at: node, into: &mistakes)
    }
  }

  private func add(
    _ text: String, _ id: String, among known: [String], at node: YAMLNode,
    into mistakes: inout Mistakes
  ) {
    let hint = mistakes.hint(for: id, among: known)
    mistakes.add("\(text) `\(Spelling.quoted(id))`\(hint)", at: node)
  }
}
