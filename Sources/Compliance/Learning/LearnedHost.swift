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
      guard !isDirectedBroadcast(address) else { continue }
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

  /// The last address of a /24, which is what segments are learned as.
  private func isDirectedBroadcast(_ address: IPAddress) -> Bool {
    address.v4.map { $0 & 255 == 255 } ?? false
  }
}
