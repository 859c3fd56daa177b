internal import Observations

/// Tells whom an address belongs to: by MAC, then by address, then by the narrowest range.
struct AddressBook: Sendable {
  /// The answer for one address, and for one MAC where MACs decide.
  private struct Known {
    var address: IPAddress
    var mac: MACAddress?
    var party: Party
  }

  private struct Range {
    var prefix: IPPrefix
    var kind: Party.Kind
  }

  private let segments: [IPPrefix]
  /// Of the segments; empty where the site does not say.
  private let vlans: Set<UInt16>
  private let internals: [IPPrefix]
  private var singles: [IPAddress: Party.Kind] = [:]
  private var ranges: [Range] = []
  private var macs: [MACAddress: Party.Kind] = [:]
  /// MAC addresses that the site declares, by the single addresses declared with them.
  private(set) var declaredMACs: [IPAddress: MACAddress] = [:]
  /// Hosts by the name that they announce, lower case.
  private var hostNames: [String: Party.Kind] = [:]
  /// Addresses that hosts with a declared name were given or use.
  private var learned: [IPAddress: Party.Kind] = [:]
  /// Answers by a hash of the address; a newer one takes the place.
  private var cache: ContiguousArray<Known?>

  /// A power of two: half a megabyte holds the hosts of a large network, and a scan over more
  /// only costs speed.
  static let cachePlaces = 8_192

  init(_ site: Site?) {
    segments = site?.segments ?? []
    vlans = Set(site?.vlans ?? [])
    internals = site?.internal ?? Site.privateRanges
    cache = ContiguousArray(repeating: nil, count: Self.cachePlaces)
    guard let site else { return }
    // Assets last, so that they win over a peer with the same address.
    for (index, peer) in site.peers.enumerated() {
      add(.peer(index), peer.addresses, peer.mac)
    }
    for (index, asset) in site.assets.enumerated() {
      add(.asset(index), asset.addresses, asset.mac)
      if let name = asset.hostname { hostNames[Self.label(of: name)] = .asset(index) }
    }
    // Narrow ranges first; of equal ones the later, which is the asset's.
    ranges = ranges.enumerated().sorted {
      ($0.element.prefix.length, $0.offset) > ($1.element.prefix.length, $1.offset)
    }.map(\.element)
  }

  private mutating func add(_ kind: Party.Kind, _ addresses: [IPPrefix], _ mac: MACAddress?) {
    for prefix in addresses {
      if prefix.isSingle {
        singles[prefix.address] = kind
      } else {
        ranges.append(Range(prefix: prefix, kind: kind))
      }
    }
    guard let mac else { return }
    macs[mac] = kind
    for prefix in addresses where prefix.isSingle { declaredMACs[prefix.address] = mac }
  }

  mutating func party(_ address: IPAddress, _ mac: MACAddress?) -> Party {
    let mac = macs.isEmpty ? nil : mac
    let place = Self.place(address, mac)
    if let known = cache[place], known.address == address, known.mac == mac { return known.party }
    let party = find(address, mac)
    cache[place] = Known(address: address, mac: mac, party: party)
    return party
  }

  /// Multiplicative hashing: the high bits of the product depend on all of the address.
  private static func place(_ address: IPAddress, _ mac: MACAddress?) -> Int {
    let folded =
      UInt64(truncatingIfNeeded: address.bits) ^ UInt64(truncatingIfNeeded: address.bits >> 64)
      ^ (mac?.bits ?? 0)
    let product = folded &* 0x9e37_79b9_7f4a_7c15
    return Int(truncatingIfNeeded: product >> 40) & (cachePlaces - 1)
  }

  /// Declared assets have few addresses each; a flood of claims in their names starts over.
  static let maximumLearned = 4_096

  /// Whose a MAC address is.
  func owner(of mac: MACAddress) -> Party.Kind? { macs[mac] }

  /// Whose a host name is, with or without its domain.
  func owner(ofHost name: String) -> Party.Kind? {
    hostNames.isEmpty ? nil : hostNames[Self.label(of: name)]
  }

  /// A host with a declared name uses an address: from now on the address is its own.
  mutating func learn(_ address: IPAddress, is kind: Party.Kind) {
    guard !address.isUnspecified, !address.isMulticast, learned[address] != kind else { return }
    if learned.count >= Self.maximumLearned { learned = [:] }
    learned[address] = kind
    cache = ContiguousArray(repeating: nil, count: Self.cachePlaces)
  }

  /// What `learn` was told.
  var learnedAddresses: [IPAddress: Party.Kind] { learned }

  private static func label(of name: String) -> String {
    name.split(separator: ".", maxSplits: 1).first.map { $0.lowercased() } ?? ""
  }

  func segmentIndex(of address: IPAddress) -> Int? {
    segments.firstIndex { $0.contains(address) }
  }

  func isInSegment(_ address: IPAddress) -> Bool { segments.contains { $0.contains(address) } }

  var hasVLANs: Bool { !vlans.isEmpty }

  func isOwn(vlan: UInt16) -> Bool { vlans.contains(vlan) }

  private func find(_ address: IPAddress, _ mac: MACAddress?) -> Party {
    let isInSegment = isInSegment(address)
    var party = Party(
      kind: .other, isInternal: internals.contains { $0.contains(address) },
      isInSegment: isInSegment, isNobody: isNobody(address))
    guard !party.isNobody else { return party }
    // Behind a router every address has the router's MAC, so it counts on the segment only.
    if let mac, isInSegment || segments.isEmpty || address.isLinkLocal, let kind = macs[mac] {
      party.kind = kind
    } else if let kind = learned[address] {
      party.kind = kind
    } else if let kind = singles[address] {
      party.kind = kind
    } else if let range = ranges.first(where: { $0.prefix.contains(address) }) {
      party.kind = range.kind
    }
    return party
  }

  private func isNobody(_ address: IPAddress) -> Bool {
    if address.isMulticast || address.isLimitedBroadcast || address.isUnspecified
      || address.isLoopback
    {
      return true
    }
    guard let v4 = address.v4 else { return false }
    // The last address of an IPv4 segment is its broadcast address (RFC 919).
    return segments.contains { segment in
      guard segment.address.isIPv4, segment.length < 31, segment.contains(address) else {
        return false
      }
      let hosts = UInt32.max >> UInt32(segment.length)
      return v4 & hosts == hosts
    }
  }
}
