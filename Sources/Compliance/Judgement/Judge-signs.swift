internal import Observations

extension Judge {
  /// What clauses ask of a connection beside its application.
  mutating func signs(
    of connection: Connection, _ direction: Finding.Direction, peer: Party,
    _ naming: PeerNaming, _ listing: PeerListing, asset: Int
  ) -> Signs {
    var signs = Signs(connection)
    assets[asset].noteVLAN(connection, direction)
    let address = connection.address(of: direction, isAsset: false)
    if peer.kind == .other, !peer.isInternal, !peer.isNobody,
      Site.privateRanges.contains(where: { $0.contains(address) })
    {
      signs.insert(.foreignPrivate)
    }
    if !downloads.isEmpty, downloads.contains(connection.id) { signs.insert(.program) }
    if let indicators = assets[asset].plan.indicators,
      indicators.contains(address) || naming.direct.text.map(indicators.contains) ?? false
        || naming.known.own.contains(where: indicators.contains)
    {
      signs.insert(.indicated)
    }
    if hasSite, direction == .outbound, listing == .unlisted || listing == .hidden,
      connection.stage >= .established, connection.isWeb,
      let name = naming.direct.text ?? naming.known.own.first
    {
      signs.insert(.web)
      if browsing.visit(name, by: asset, at: connection.first.time, siteLimits) {
        signs.insert(.manyDomains)
      }
    }
    return signs
  }

  mutating func noteDownload(_ connection: UInt64) {
    if downloads.count >= limits.openConnections {
      count("judge.downloads", UInt64(downloads.count))
      downloads = []
    }
    downloads.insert(connection)
  }
}

extension Connection {
  /// What browsers speak.
  fileprivate var isWeb: Bool {
    switch application {
    case .tls, .quic, .http: true
    case .other(let service): service == .http2
    case .unknown, .smb, .dns, .clinical, .directory: false
    }
  }
}

extension Transport {
  /// Nothing above the link: stations, and the sensor itself.
  ///
  /// The number is that of an option of IPv6, which carries no flow.
  static let link = Transport(rawValue: 0)
}

extension AssetState {
  /// The VLAN in which the asset was seen.
  mutating func noteVLAN(_ connection: Connection, _ direction: Finding.Direction) {
    if let seen = connection.vlan { vlan = seen }
  }
}

extension AddressBook {
  /// The MAC address that the site declares for the owner of an address.
  func declaredMAC(of address: IPAddress) -> MACAddress? { declaredMACs[address] }
}
