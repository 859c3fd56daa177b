internal import Observations

/// Destinations outside, and names that are asked for, put together to as few entries as say
/// exactly what was seen.
struct LearnedDestinations {
  /// Why an entry is there; the reason stands in the site file.
  private enum Ground: Int, Comparable {
    case named, nameless, askedOnly

    static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    var why: String {
      switch self {
      case .named: "learned: connections were seen"
      case .nameless: "learned: connections without a name that DNS gave the address"
      case .askedOnly: "learned: asked for and never connected to; port 53 lets the question pass"
      }
    }
  }

  private struct Target: Hashable {
    var ground: Ground
    /// A name, or else an address.
    var name: NamePattern?
    var address: IPPrefix?

    var text: String { name?.description ?? address?.description ?? "" }
  }

  private let policy: Policy
  private let peers: [Peer]
  /// Names of hosts inside.
  private let inside: Set<String>
  private var targets: [Target: [String: PortSet]] = [:]
  /// Names that each asset may use, with what the profiles document.
  private var documented: [String: [NameRule]] = [:]
  private var listed: [String: [NamePattern]] = [:]
  private(set) var search: Set<String> = []
  private(set) var usesUpdates = false

  init(policy: Policy, peers: [Peer], inside: Set<String>) {
    self.policy = policy
    self.peers = peers
    self.inside = inside
  }

  mutating func add(_ talk: Talk, to address: IPAddress, of asset: Asset, isDNSVisible: Bool) {
    for (port, use) in talk.uses.sorted(by: { $0.key < $1.key }) {
      var ports = PortSet()
      if talk.isAnyPort { ports.add(talk) } else { ports.add(port) }
      var needsAddress = use.isNameless || use.isUnbacked && isDNSVisible
      for name in use.stated.union(use.resolved).sorted() {
        if isBackground(name) { continue }
        if documents(name, port: talk.isAnyPort ? nil : port, asset) { continue }
        guard let pattern = Self.pattern(name), !pattern.isWildcard else {
          needsAddress = true
          continue
        }
        add(Target(ground: .named, name: pattern), asset.id, ports)
        listed[asset.id, default: []].append(pattern)
      }
      if needsAddress, let prefix = IPPrefix(address, length: address.isIPv4 ? 32 : 128) {
        add(Target(ground: .nameless, address: prefix), asset.id, ports)
      }
    }
  }

  /// Names that no connection explains.
  mutating func add(questions: Set<String>, of asset: Asset) {
    var left: [String: [NamePattern]] = [:]
    for name in questions.sorted() where !isOrdinary(name) && !isListed(name, asset) {
      if inside.contains(name), let parent = Self.parent(of: name) {
        search.insert(parent)
        continue
      }
      guard let pattern = Self.pattern(name) else { continue }
      left[RegisteredDomain.of(pattern.domain) ?? pattern.domain, default: []].append(pattern)
    }
    var ports = PortSet()
    ports.add(53)
    for (domain, patterns) in left {
      // So many names below one domain are machine-made, and may carry data.
      let whole = patterns.count > Site.Limits().tunnelNames ? NamePattern("*." + domain) : nil
      for pattern in whole.map({ [$0] }) ?? patterns {
        add(Target(ground: .askedOnly, name: pattern), asset.id, ports)
      }
    }
  }

  private mutating func add(_ target: Target, _ asset: String, _ ports: PortSet) {
    targets[target, default: [:]][asset, default: PortSet()].formUnion(ports)
  }

  // MARK: What is covered already

  /// Names of hosts in any network, as the judge has them.
  private func isOrdinary(_ name: String) -> Bool {
    name.hasSuffix(".arpa") || !name.contains(".") || name.hasSuffix(".local")
      || search.contains { name == $0 || name.hasSuffix("." + $0) }
  }

  private mutating func isBackground(_ name: String) -> Bool {
    if BackgroundNames.isOrdinary(name, .connectivity) { return true }
    guard BackgroundNames.isUpdate(name) else { return false }
    usesUpdates = true
    return true
  }

  private mutating func isListed(_ name: String, _ asset: Asset) -> Bool {
    isBackground(name) || documents(name, port: nil, asset)
      || peers.contains { $0.names.contains { $0.covers(name) } }
      || listed[asset.id]?.contains { $0.covers(name) } == true
  }

  private mutating func documents(_ name: String, port: UInt16?, _ asset: Asset) -> Bool {
    if documented[asset.id] == nil {
      documented[asset.id] =
        ClauseSet(policy, for: asset, region: .outsideChina).destinations
    }
    return documented[asset.id]?.contains { $0.covers(name, port: port) } == true
  }

  /// The name, or the nearest domain above it that a site file can hold.
  private static func pattern(_ name: String) -> NamePattern? {
    if let pattern = NamePattern(name), !name.hasPrefix("*.") { return pattern }
    var rest = name[...]
    while let dot = rest.firstIndex(of: ".") {
      rest = rest[rest.index(after: dot)...]
      if let pattern = NamePattern("*." + rest) { return pattern }
    }
    return nil
  }

  private static func parent(of name: String) -> String? {
    guard let dot = name.firstIndex(of: ".") else { return nil }
    let parent = String(name[name.index(after: dot)...])
    return parent.contains(".") ? NamePattern(parent)?.domain : nil
  }

  // MARK: Entries

  private struct Group: Hashable {
    var ground: Ground
    var ports: [ClosedRange<UInt16>]
    var assets: [String]
  }

  /// Targets with the same ports and assets share an entry.
  var entries: [SiteDraft.Entry<Allowance>] {
    var groups: [Group: [Target]] = [:]
    for (target, uses) in targets {
      let byPorts = Dictionary(grouping: uses, by: { $0.value.ranges })
      for (ports, uses) in byPorts {
        let group = Group(ground: target.ground, ports: ports, assets: uses.map(\.key).sorted())
        groups[group, default: []].append(target)
      }
    }
    return groups.map { group, targets in
      var allowance = Allowance(why: group.ground.why)
      let sorted = targets.sorted { $0.text < $1.text }
      allowance.names = sorted.compactMap(\.name)
      allowance.addresses = sorted.compactMap(\.address)
      allowance.ports = group.ports
      allowance.assets = group.assets
      allowance.isReviewed = false
      var remarks: [String] = []
      for name in allowance.names where name.isWildcard {
        remarks.append("many names below \(name.domain) were asked for: is that a tunnel?")
      }
      return (group, SiteDraft.Entry(value: allowance, remarks: remarks))
    }
    .sorted { left, right in
      (left.0.ground.rawValue, left.0.assets.joined(separator: " "), Self.text(left.0.ports))
        < (right.0.ground.rawValue, right.0.assets.joined(separator: " "), Self.text(right.0.ports))
    }
    .map(\.1)
  }

  private static func text(_ ports: [ClosedRange<UInt16>]) -> String {
    ports.map { "\($0.lowerBound)-\($0.upperBound)" }.joined(separator: ",")
  }
}
