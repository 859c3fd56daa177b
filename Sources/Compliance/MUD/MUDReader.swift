internal import Foundation
internal import Observations

extension MUDFile {
  /// The most entries of all lists together: a thing has dozens.
  public static let maximumEntries = 4_096

  /// Reads a description from disk; nil, with every mistake, when there is one.
  public static func load(path: String, into mistakes: inout Mistakes) -> MUDFile? {
    guard let octets = YAMLFile.read(path: path, into: &mistakes) else { return nil }
    return read(octets, file: path, into: &mistakes)
  }

  /// Reads a description; what it says beyond what a sensor can use becomes a remark.
  public static func read(
    _ octets: [UInt8], file: String, into mistakes: inout Mistakes
  ) -> MUDFile? {
    let before = mistakes.count
    guard let root = JSONDocument.parse(octets, file: file, into: &mistakes) else { return nil }
    var reader = MUDReader()
    let description = reader.description(root, into: &mistakes)
    return mistakes.count == before ? description : nil
  }
}

/// Walks a description, container by container, as the modules of RFC 8520, 8519 and 9761 have
/// them.
private struct MUDReader {
  private var remarks: [Mistake] = []
  private var entries = 0

  /// A member by its name, with or without its module (RFC 7951 4).
  private func member(_ node: YAMLNode?, _ name: String) -> YAMLNode? {
    guard case .mapping(let pairs)? = node?.content else { return nil }
    return pairs.first { Self.localName($0.key) == name }?.value
  }

  private static func localName(_ key: YAMLNode) -> String {
    guard case .scalar(let text, _) = key.content else { return "" }
    return text.split(separator: ":").last.map(String.init) ?? text
  }

  private mutating func remark(_ text: String, at node: YAMLNode) {
    guard remarks.count < Mistakes.maximum else { return }
    remarks.append(Mistake(file: node.file, line: node.line, column: node.column, text: text))
  }

  /// Remarks on every member that is not among those that are read.
  private mutating func remarkOthers(_ node: YAMLNode?, _ what: String, read: Set<String>) {
    guard case .mapping(let pairs)? = node?.content else { return }
    for pair in pairs where !read.contains(Self.localName(pair.key)) {
      remark(
        "\(what) `\(Spelling.quoted(Self.localName(pair.key)))` has no counterpart", at: pair.key)
    }
  }

  private func text(
    _ node: YAMLNode?, _ name: String, isRequired: Bool = false, into mistakes: inout Mistakes
  ) -> String? {
    guard let value = member(node, name) else {
      if isRequired, let node { mistakes.add("the description needs `\(name)`", at: node) }
      return nil
    }
    return value.string(maximum: 2_048, into: &mistakes)
  }

  private static let administrative: Set<String> = [
    "mud-version", "mud-url", "last-update", "is-supported", "systeminfo", "mfg-name", "model-name",
    "from-device-policy", "to-device-policy", "cache-validity", "documentation", "extensions",
    "is-tls-dtls-profile-supported",
  ]

  mutating func description(_ root: YAMLNode, into mistakes: inout Mistakes) -> MUDFile? {
    guard let mud = member(root, "mud") else {
      mistakes.add("this is no usage description: there is no `ietf-mud:mud`", at: root)
      return nil
    }
    if let version = member(mud, "mud-version") {
      _ = version.integer(in: 1...1, into: &mistakes)
    } else {
      mistakes.add("the description needs `mud-version`", at: mud)
    }
    let url = text(mud, "mud-url", isRequired: true, into: &mistakes)
    let updated = text(mud, "last-update", isRequired: true, into: &mistakes)
    if let supported = member(mud, "is-supported") {
      if supported.flag(into: &mistakes) == false {
        remark("the manufacturer does not support the thing any more", at: supported)
      }
    } else {
      mistakes.add("the description needs `is-supported`", at: mud)
    }
    remarkOthers(mud, "the description's", read: Self.administrative)
    guard let url, let updated else { return nil }
    var file = MUDFile(url: url, lastUpdate: updated)
    file.manufacturer = text(mud, "mfg-name", into: &mistakes)
    file.model = text(mud, "model-name", into: &mistakes)
    file.systemInfo = text(mud, "systeminfo", into: &mistakes)
    let lists = accessLists(member(root, "acls"), into: &mistakes)
    for (policy, isFromDevice) in [("from-device-policy", true), ("to-device-policy", false)] {
      let node = member(member(mud, policy), "access-lists")
      for element in member(node, "access-list")?.elements ?? [] {
        guard let name = text(element, "name", isRequired: true, into: &mistakes) else { continue }
        guard let list = lists[name] else {
          mistakes.add("there is no access list `\(Spelling.quoted(name))`", at: element)
          continue
        }
        read(list, isFromDevice: isFromDevice, into: &file.rules, &mistakes)
      }
    }
    file.remarks = remarks.sorted()
    return file
  }

  private mutating func accessLists(
    _ node: YAMLNode?, into mistakes: inout Mistakes
  ) -> [String: YAMLNode] {
    var lists: [String: YAMLNode] = [:]
    for list in member(node, "acl")?.elements ?? [] {
      guard let name = text(list, "name", isRequired: true, into: &mistakes) else { continue }
      if lists.updateValue(list, forKey: name) != nil {
        mistakes.add("the access list `\(Spelling.quoted(name))` is given twice", at: list)
      }
    }
    return lists
  }

  // MARK: Entries

  private mutating func read(
    _ list: YAMLNode, isFromDevice: Bool, into rules: inout [MUDFile.Rule],
    _ mistakes: inout Mistakes
  ) {
    for entry in member(member(list, "aces"), "ace")?.elements ?? [] {
      entries += 1
      guard entries <= MUDFile.maximumEntries else {
        if entries == MUDFile.maximumEntries + 1 {
          mistakes.add("more than \(MUDFile.maximumEntries) entries", at: entry)
        }
        return
      }
      guard let matches = member(entry, "matches") else {
        mistakes.add("the entry needs `matches`", at: entry)
        continue
      }
      guard accepts(entry) else { continue }
      if let rule = rule(matches, isFromDevice: isFromDevice, into: &mistakes),
        !rules.contains(rule)
      {
        rules.append(rule)
      }
    }
  }

  /// RFC 8520 3.7: a description permits; whatever else an entry says has no counterpart.
  private mutating func accepts(_ entry: YAMLNode) -> Bool {
    guard let actions = member(entry, "actions"), let forwarding = member(actions, "forwarding"),
      case .scalar(let word, _) = forwarding.content
    else {
      remark("an entry without `forwarding` permits nothing", at: entry)
      return false
    }
    guard word.split(separator: ":").last == "accept" else {
      remark(
        "`\(Spelling.quoted(word))` has no counterpart: what is not listed is reported",
        at: forwarding)
      return false
    }
    return true
  }

  private mutating func rule(
    _ matches: YAMLNode, isFromDevice: Bool, into mistakes: inout Mistakes
  ) -> MUDFile.Rule? {
    remarkOthers(
      matches, "the match", read: ["ipv4", "ipv6", "tcp", "udp", "mud", "client-profiles"])
    let network = member(matches, "ipv4") ?? member(matches, "ipv6")
    let transport = member(matches, "tcp") ?? member(matches, "udp")
    guard let direction = direction(transport, isFromDevice: isFromDevice, into: &mistakes) else {
      return nil
    }
    let isFarEndDestination = isFromDevice
    guard
      let peer = peer(
        network, member(matches, "mud"), isDestination: isFarEndDestination, into: &mistakes)
    else { return nil }
    var rule = MUDFile.Rule(direction: direction, peer: peer)
    if member(matches, "tcp") != nil { rule.transport = .tcp }
    if member(matches, "udp") != nil { rule.transport = .udp }
    rule.transport = rule.transport ?? self.protocolNumber(network, into: &mistakes)
    // The port that is opened: the far end's when the thing opens, its own otherwise.
    let isDestinationPort = (direction == .outbound) == isFromDevice
    let service = isDestinationPort ? "destination-port" : "source-port"
    let other = isDestinationPort ? "source-port" : "destination-port"
    if let node = member(transport, other) {
      remark("a port of the end that opens the connection has no counterpart", at: node)
    }
    if let node = member(transport, service) {
      guard let ports = ports(node, into: &mistakes) else { return nil }
      rule.ports = ports
    }
    remarkOthers(
      transport, "the transport field",
      read: ["direction-initiated", "destination-port", "source-port"])
    if let profiles = member(matches, "client-profiles") {
      rule.minimumTLS = minimumTLS(profiles)
    }
    return rule
  }

  /// Who opens: as it says; else the side whose service port is named.
  private mutating func direction(
    _ transport: YAMLNode?, isFromDevice: Bool, into mistakes: inout Mistakes
  ) -> MUDFile.Rule.Direction? {
    if let node = member(transport, "direction-initiated") {
      switch node.word(among: ["from-device", "to-device"], into: &mistakes) {
      case "from-device"?: return .outbound
      case "to-device"?: return .inbound
      default: return nil
      }
    }
    let hasSource = member(transport, "source-port") != nil
    let hasDestination = member(transport, "destination-port") != nil
    if hasSource, !hasDestination { return isFromDevice ? .inbound : .outbound }
    return isFromDevice ? .outbound : .inbound
  }

  private mutating func peer(
    _ network: YAMLNode?, _ mud: YAMLNode?, isDestination: Bool, into mistakes: inout Mistakes
  ) -> MUDFile.Rule.Peer? {
    let (name, prefixes) =
      isDestination
      ? ("dst-dnsname", ["destination-ipv4-network", "destination-ipv6-network"])
      : ("src-dnsname", ["source-ipv4-network", "source-ipv6-network"])
    remarkOthers(network, "the network field", read: Set([name, "protocol"] + prefixes))
    if let node = member(network, name) {
      return node.namePattern(into: &mistakes).map { .name($0) }
    }
    for key in prefixes {
      if let node = member(network, key) {
        return node.prefix(into: &mistakes).map { .network($0) }
      }
    }
    guard let mud else { return .any }
    if member(mud, "local-networks") != nil { return .local }
    remark(
      "the class of hosts that `mud` names has no counterpart; list them in a site file", at: mud)
    return nil
  }

  private mutating func protocolNumber(
    _ network: YAMLNode?, into mistakes: inout Mistakes
  ) -> Transport? {
    guard let node = member(network, "protocol"),
      let number = node.integer(in: 0...255, into: &mistakes)
    else { return nil }
    let transport = Transport(rawValue: UInt8(clamping: number))
    if transport != .tcp, transport != .udp {
      remark("profiles do not tell IP protocol \(number) from others", at: node)
    }
    return transport
  }

  /// `eq`, or a range (RFC 8519, port-range-or-operator).
  private mutating func ports(
    _ node: YAMLNode, into mistakes: inout Mistakes
  ) -> ClosedRange<UInt16>? {
    func port(_ node: YAMLNode?) -> UInt16? {
      node?.integer(in: 1...65_535, into: &mistakes).map { UInt16(clamping: $0) }
    }
    if let lower = member(node, "lower-port") {
      guard let first = port(lower) else { return nil }
      let last = member(node, "upper-port").map { port($0) } ?? .max
      guard let last else { return nil }
      guard first <= last else {
        mistakes.add("the range of ports ends before it begins", at: node)
        return nil
      }
      return first...last
    }
    guard let number = member(node, "port"), let port = port(number) else {
      if member(node, "port") == nil { mistakes.add("a port is missing", at: node) }
      return nil
    }
    if let comparison = member(node, "operator"), case .scalar(let word, _) = comparison.content {
      switch word {
      case "eq": break
      case "gte": return port...UInt16.max
      case "lte": return 1...port
      default:
        remark("the comparison `\(Spelling.quoted(word))` has no counterpart", at: comparison)
        return nil
      }
    }
    return port...port
  }

  /// The oldest of the versions that the profiles list.
  private mutating func minimumTLS(_ node: YAMLNode) -> TLSVersion? {
    var versions: [TLSVersion] = []
    for profile in member(node, "tls-dtls-profile")?.elements ?? [] {
      remarkOthers(profile, "the TLS profile's", read: ["name", "supported-tls-version"])
      for version in member(profile, "supported-tls-version")?.elements ?? [] {
        guard case .scalar(let word, _) = version.content else { continue }
        switch word {
        case "tls12": versions.append(.tls12)
        case "tls13": versions.append(.tls13)
        default:
          remark("the TLS version `\(Spelling.quoted(word))` has no counterpart", at: version)
        }
      }
    }
    return versions.min { $0.rawValue < $1.rawValue }
  }
}
