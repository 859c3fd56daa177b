internal import Observations

/// Tells whom an address belongs to: by MAC, then by address, then by the narrowest range.
struct AddressBook: Sendable {
  private struct Key: Hashable {
    var address: IPAddress
    var mac: MACAddress?
  }

  private struct Range {
    var prefix: IPPrefix
    var kind: Party.Kind
  }

  private let segments: [IPPrefix]
  private let internals: [IPPrefix]
  private var singles: [IPAddress: Party.Kind] = [:]
  private var ranges: [Range] = []
  private var macs: [MACAddress: Party.Kind] = [:]
  private var cache: [Key: Party] = [:]
  private var olderCache: [Key: Party] = [:]

  /// Two generations of this many answers are kept; a scan over a whole range only costs speed.
  static let maximumCached = 32_768

  init(_ site: Site?) {
    segments = site?.segments ?? []
    internals = site?.internal ?? Site.privateRanges
    guard let site else { return }
    // Assets last, so that they win over a peer with the same address.
    for (index, peer) in site.peers.enumerated() {
      add(.peer(index), peer.addresses, peer.mac)
    }
    for (index, asset) in site.assets.enumerated() {
      add(.asset(index), asset.addresses, asset.mac)
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
    if let mac { macs[mac] = kind }
  }

  mutating func party(_ address: IPAddress, _ mac: MACAddress?) -> Party {
    let key = Key(address: address, mac: macs.isEmpty ? nil : mac)
    if let known = cache[key] { return known }
    let party = olderCache[key] ?? find(address, key.mac)
    if cache.count >= Self.maximumCached {
      olderCache = cache
      cache = [:]
    }
    cache[key] = party
    return party
  }

  func isInSegment(_ address: IPAddress) -> Bool { segments.contains { $0.contains(address) } }

  private func find(_ address: IPAddress, _ mac: MACAddress?) -> Party {
    let isInSegment = isInSegment(address)
    var party = Party(
      kind: .other, isInternal: internals.contains { $0.contains(address) },
      isInSegment: isInSegment, isNobody: isNobody(address))
    guard !party.isNobody else { return party }
    // Behind a router every address has the router's MAC, so it counts on the segment only.
    if let mac, isInSegment || segments.isEmpty || address.isLinkLocal, let kind = macs[mac] {
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
