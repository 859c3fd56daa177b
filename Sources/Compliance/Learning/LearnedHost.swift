internal import Observations

/// A host put together from the addresses of one network card.
struct LearnedHost: Sendable {
  var addresses: [IPAddress]
  var station: Station
  /// nil when it is unknown or shared.
  var mac: MACAddress?
  /// On the same link as the sensor's mirror, not behind a router.
  var isOnLink: Bool
  /// It forwards the traffic of others.
  var isRouter: Bool
  var guess = InstrumentGuess()
  var id = ""
  var role: Role?
  var isAsset = false

  /// What it calls itself, without a domain: what a site file tells hosts apart by.
  var labels: Set<String> {
    Set(station.ownNames.compactMap { $0.split(separator: ".").first.map(String.init) })
  }

  /// The name that it is known by: its own first.
  var name: String? { station.ownNames.min() ?? station.names.min() }
}

extension SiteLearner {
  /// Every host inside, by its lowest address.
  func hosts() -> [LearnedHost] {
    let hasLinks = !links.isEmpty
    var hosts: [LearnedHost] = []
    var byCard: [MACAddress: Int] = [:]
    for (address, seen) in stations.sorted(by: { $0.key < $1.key }) {
      guard broadcastSegment(of: address, seen) == nil else { continue }
      var station = seen
      station.names = insideNames[address] ?? []
      let card = station.macs.count == 1 ? station.macs.first : nil
      let own = card.flatMap { links[$0]?.isShared == false ? $0 : nil }
      if let own, let place = byCard[own] {
        hosts[place].addresses.append(address)
        hosts[place].station.merge(station)
        continue
      }
      if let own { byCard[own] = hosts.count }
      let isBehindRouter = own == nil && !station.isClaimed && hasLinks
      hosts.append(
        LearnedHost(
          addresses: [address], station: station, mac: own, isOnLink: !isBehindRouter,
          isRouter: isRouter(address, station)))
    }
    return hosts
  }

  /// A station that claims the address and carries what is outside.
  private func isRouter(_ address: IPAddress, _ station: Station) -> Bool {
    station.isClaimed && station.macs.contains { links[$0]?.carriesOutside == true }
  }

  /// The segment that an address is the broadcast address of, as far as its last octets tell
  /// (RFC 919); nil for one that a network card has.
  private func broadcastSegment(of address: IPAddress, _ station: Station) -> IPPrefix? {
    guard let v4 = address.v4, v4 & 255 == 255, station.macs.isEmpty else { return nil }
    let length = v4 & 0xff_ffff == 0xff_ffff ? 8 : v4 & 0xffff == 0xffff ? 16 : 24
    return IPPrefix(address, length: length)
  }

  /// Segments that somebody sent a broadcast to.
  var broadcastSegments: [IPPrefix] {
    stations.compactMap { broadcastSegment(of: $0.key, $0.value) }
  }
}
