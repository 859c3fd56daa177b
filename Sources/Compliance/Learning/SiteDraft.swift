internal import Observations

/// A first site file in the making: the entries, each with the remarks that stand above it.
struct SiteDraft: Sendable {
  struct Entry<Value: Sendable>: Sendable {
    var value: Value
    var remarks: [String] = []
  }

  var segments: [IPPrefix] = []
  /// 802.1Q identifiers of frames inside.
  var vlans: [UInt16] = []
  /// Public ranges that live on the link; they join the private ones.
  var publicSegments: [IPPrefix] = []
  var search: [String] = []
  var usesUpdates = false
  var assets: [Entry<Asset>] = []
  var peers: [Entry<Peer>] = []
  var allow: [Entry<Allowance>] = []

  private let learner: SiteLearner
  private(set) var hosts: [LearnedHost]
  private var placeOf: [IPAddress: Int] = [:]
  /// Names that connections of a host state, by its place.
  private var stated: [Int: Set<String>] = [:]

  init(_ learner: SiteLearner) {
    self.learner = learner
    hosts = learner.hosts()
    vlans = learner.vlans.sorted()
    for (place, host) in hosts.enumerated() {
      for address in host.addresses { placeOf[address] = place }
    }
    sortHosts()
    nameHosts()
    findSegments()
    draftPeers()
    draftAssets()
    draftDestinations()
  }

  /// Nothing to write: no host inside was seen.
  var isEmpty: Bool { assets.isEmpty && segments.isEmpty }

  private func host(_ address: IPAddress) -> Int? { placeOf[address] }

  /// Talks in an order that does not depend on a run.
  private var talks: [(ends: Talk.Ends, talk: Talk)] {
    learner.talks.map { ($0.key, $0.value) }.sorted {
      ($0.ends.initiator, $0.ends.responder) < ($1.ends.initiator, $1.ends.responder)
    }
  }

  // MARK: Hosts

  /// Instruments first: what they need is known once they are; who serves is a peer; who opens
  /// connections to an instrument is a workstation; any other may be an instrument.
  private mutating func sortHosts() {
    for (ends, talk) in learner.talks {
      guard let place = host(ends.initiator), host(ends.responder) == nil else { continue }
      for use in talk.uses.values { stated[place, default: []].formUnion(use.stated) }
    }
    for place in hosts.indices {
      hosts[place].guess = InstrumentGuess(
        hosts[place].station, stated: stated[place] ?? [], profiles: learner.policy.profiles)
      hosts[place].role = RoleGuess.role(of: hosts[place])
    }
    let used = Set(
      learner.talks.keys.compactMap { ends -> Int? in
        guard let place = host(ends.initiator), !hosts[place].guess.isEmpty else { return nil }
        return host(ends.responder)
      })
    let users = Set(
      learner.talks.keys.compactMap { ends -> Int? in
        guard let place = host(ends.responder), !hosts[place].guess.isEmpty else { return nil }
        return host(ends.initiator)
      })
    for place in hosts.indices {
      // A web server that no instrument uses may be the console of one.
      if hosts[place].role == .server, hosts[place].isOnLink, !used.contains(place) {
        hosts[place].role = nil
      }
      let isServer = hosts[place].role != nil
      let isUser = users.contains(place) || !hosts[place].isOnLink
      hosts[place].isAsset = !hosts[place].guess.isEmpty || !isServer && !isUser
      if !hosts[place].isAsset, !isServer { hosts[place].role = .workstation }
    }
  }

  /// Ids by name, model or role, in the order of addresses.
  private mutating func nameHosts() {
    var used: Set<String> = []
    for place in hosts.indices {
      let host = hosts[place]
      let label = host.name?.split(separator: ".").first.map(String.init)
      let base =
        Self.identifier(label ?? "") ?? (host.isAsset ? host.guess.model : host.role?.rawValue)
        .flatMap(Self.identifier) ?? "host-" + Self.digits(of: host.addresses[0])
      var id = base
      var number = 2
      while !used.insert(id).inserted {
        id = "\(base)-\(number)"
        number += 1
      }
      hosts[place].id = id
    }
  }

  private static func identifier(_ text: String) -> String? {
    let octets = text.lowercased().utf8.map { octet -> UInt8 in
      (0x61...0x7a).contains(octet) || (0x30...0x39).contains(octet) ? octet : 0x2d
    }
    let parts = octets.split(separator: 0x2d).map { String(decoding: $0, as: UTF8.self) }
    let id = parts.joined(separator: "-").prefix(63)
    // A number alone would be taken for an address or a port by a reader.
    return id.contains { $0.isLetter } ? String(id) : nil
  }

  private static func digits(of address: IPAddress) -> String {
    identifier("a\(address)").map { String($0.dropFirst()) } ?? "unknown"
  }

  /// The /24 and /64 around the hosts on the link, and what broadcasts were sent to: the usual
  /// sizes, which somebody has to confirm.
  private mutating func findSegments() {
    var found: Set<IPPrefix> = []
    for host in hosts where host.isOnLink {
      for address in host.addresses where !address.isLinkLocal {
        if let prefix = IPPrefix(address, length: address.isIPv4 ? 24 : 64) { found.insert(prefix) }
      }
    }
    found.formUnion(learner.broadcastSegments)
    found = found.filter { segment in
      !found.contains { $0.length < segment.length && $0.contains(segment.address) }
    }
    segments = found.sorted { ($0.address, $0.length) < ($1.address, $1.length) }
    publicSegments = segments.filter { segment in
      !Site.privateRanges.contains { $0.contains(segment.address) }
    }
  }

  private func prefixes(_ host: LearnedHost) -> [IPPrefix] {
    host.addresses.compactMap { IPPrefix($0, length: $0.isIPv4 ? 32 : 128) }
  }

  // MARK: Peers

  private mutating func draftPeers() {
    var ports: [Int: PortSet] = [:]
    for (ends, talk) in learner.talks {
      guard let from = host(ends.initiator), hosts[from].isAsset, let to = host(ends.responder)
      else { continue }
      ports[to, default: PortSet()].add(talk)
    }
    for (place, host) in hosts.enumerated() where !host.isAsset {
      var peer = Peer(id: host.id)
      peer.addresses = prefixes(host)
      peer.mac = host.mac
      peer.names = Self.ownPatterns(host)
      peer.role = host.role?.rawValue
      peer.ports = ports[place]?.ranges ?? []
      peer.isReviewed = false
      peers.append(Entry(value: peer, remarks: remarks(on: host, ports[place])))
    }
  }

  private func remarks(on host: LearnedHost, _ ports: PortSet?) -> [String] {
    var remarks: [String] = []
    let served = host.station.services.sorted().prefix(8).map { "\($0)" }
    switch host.role {
    case .gateway?: remarks.append("forwards the traffic of other networks")
    case .workstation?:
      remarks.append(
        host.isOnLink
          ? "opens connections to an instrument"
          : "in another network; serves nothing that was seen")
    default:
      if !served.isEmpty { remarks.append("serves port \(served.joined(separator: ", "))") }
    }
    if let ports, ports.ranges.isEmpty {
      remarks.append("very many ports were used: any is allowed")
    }
    return remarks
  }

  /// Names of a host that a site file can hold.
  private static func ownPatterns(_ host: LearnedHost) -> [NamePattern] {
    host.station.names.sorted().filter { $0.contains(".") && !$0.hasSuffix(".local") }
      .compactMap { NamePattern($0) }.filter { !$0.isWildcard }
  }

  // MARK: Assets

  private mutating func draftAssets() {
    var nameCounts: [String: Int] = [:]
    for host in hosts {
      for label in host.labels { nameCounts[label, default: 0] += 1 }
    }
    let inbound = inboundTalks()
    for (place, host) in hosts.enumerated() where host.isAsset {
      var asset = Asset(id: host.id)
      asset.addresses = prefixes(host)
      asset.mac = host.mac
      if let label = host.labels.min(), nameCounts[label] == 1,
        let pattern = NamePattern(label), !pattern.isWildcard
      {
        asset.hostname = pattern.domain
      }
      asset.model = host.guess.model
      if asset.model == nil { asset.profiles = host.guess.profiles }
      asset.region = region(of: asset, names: host.station.questions.union(stated[place] ?? []))
      asset.isReviewed = false
      var remarks = host.guess.hints.map { "guessed from \($0)" }
      if host.guess.isEmpty {
        remarks.append("nothing tells its model: set `model`, or move it to `peers`")
      } else if asset.model == nil {
        remarks.append("set `model`, so that every profile of the vendor applies")
      }
      if asset.region != nil { remarks.append("uses its product's endpoints of that region only") }
      let sources = inbound[place] ?? [:]
      for (source, ports) in sources.sorted(by: { $0.key < $1.key }) {
        if let rule = rule(source, ports) { asset.inbound.append(rule) }
        if case .outside(let address) = source {
          remarks.append("\(address), which is outside, opened a connection to it: is that wanted?")
        }
      }
      assets.append(Entry(value: asset, remarks: remarks))
    }
  }

  /// China, when the product's endpoints that the asset uses are all of China.
  private func region(of asset: Asset, names: Set<String>) -> Site.Region? {
    let clauses = learner.policy.profiles(for: asset).flatMap(\.clauses)
    let lists = clauses.compactMap { $0.expectation as? RegionMatch }
    func uses(_ patterns: [NamePattern]) -> Bool {
      names.contains { name in patterns.contains { $0.covers(name) } }
    }
    let isChinese = lists.contains { uses($0.china) } && !lists.contains { uses($0.outsideChina) }
    return isChinese ? .china : nil
  }

  /// Who opened connections to an asset.
  private enum Source: Hashable, Comparable {
    case host(String)
    case outside(IPAddress)
  }

  private func inboundTalks() -> [Int: [Source: PortSet]] {
    var inbound: [Int: [Source: PortSet]] = [:]
    for (ends, talk) in learner.talks {
      guard let to = host(ends.responder), hosts[to].isAsset else { continue }
      let source =
        host(ends.initiator).map { Source.host(hosts[$0].id) } ?? .outside(ends.initiator)
      inbound[to, default: [:]][source, default: PortSet()].add(talk)
    }
    return inbound
  }

  private func rule(_ source: Source, _ ports: PortSet) -> InboundRule? {
    switch source {
    case .host(let id): InboundRule(from: [.id(id)], ports: ports.ranges)
    case .outside(let address):
      IPPrefix(address, length: address.isIPv4 ? 32 : 128).map {
        InboundRule(from: [.prefix($0)], ports: ports.ranges)
      }
    }
  }

  // MARK: Destinations

  private mutating func draftDestinations() {
    var destinations = LearnedDestinations(
      policy: learner.policy, peers: peers.map(\.value),
      inside: Set(learner.insideNames.values.flatMap(\.self)))
    let byID = Dictionary(uniqueKeysWithValues: assets.map { ($0.value.id, $0.value) })
    for (ends, talk) in talks {
      guard let from = host(ends.initiator), let asset = byID[hosts[from].id],
        host(ends.responder) == nil
      else { continue }
      destinations.add(
        talk, to: ends.responder, of: asset, isDNSVisible: hosts[from].station.hasAnswer)
    }
    for host in hosts where host.isAsset {
      guard let asset = byID[host.id] else { continue }
      destinations.add(questions: host.station.questions, of: asset)
    }
    allow = destinations.entries
    search = destinations.search.sorted()
    usesUpdates = destinations.usesUpdates
  }
}
