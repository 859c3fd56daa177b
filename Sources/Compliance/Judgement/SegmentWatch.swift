internal import Observations

/// The stations that say on the link who they are, by MAC address.
struct SegmentWatch: Sendable {
  struct Station: Sendable {
    let mac: MACAddress
    /// Most recent last; at most `maximumAddresses`.
    var addresses: [IPAddress] = []
    var hostName: String?
    var vendorClass: String?
    var vlan: UInt16?
    let first: Moment
    var last: Moment
    var source: AddressClaim.Source
    var isJudged = false
  }

  /// Who said last that an address is its own.
  private struct Holder {
    var mac: MACAddress
    var time: Timestamp
  }

  private var stations: [MACAddress: Station] = [:]
  /// Stations that are judged when a minute has passed, in the order in which they appeared.
  private var waiting: [(mac: MACAddress, since: Timestamp)] = []
  private var nextWaiting = 0
  private var holders: [IPAddress: Holder] = [:]
  /// The station that last answered a switch, by VLAN: what the switch decides goes to a group.
  private var supplicants: [UInt16: (station: MACAddress, time: Timestamp)] = [:]
  private(set) var evictions: UInt64 = 0

  static let maximumStations = 4_096
  static let maximumHolders = 8_192
  static let maximumAddresses = 8
  /// Nanoseconds in which a station may show a declared address before it counts as unknown.
  static let patience: Int64 = 60_000_000_000
  /// Nanoseconds in which two stations with one address are in each other's way: an address that a
  /// server gives to somebody else later is not.
  static let conflictTime: Int64 = 300_000_000_000

  enum Conflict: Sendable {
    case twice(MACAddress)
    case moved
  }

  /// Notes a claim; returns whether its address was another station's until now.
  mutating func note(_ claim: AddressClaim) -> Conflict? {
    noteStation(claim)
    guard let address = claim.address, !claim.isTentative, Self.isOwned(claim) else { return nil }
    if holders[address] == nil, holders.count >= Self.maximumHolders {
      evictions += UInt64(holders.count)
      holders.removeAll(keepingCapacity: true)
    }
    let previous = holders.updateValue(
      Holder(mac: claim.mac, time: claim.moment.time), forKey: address)
    guard let previous, previous.mac != claim.mac else { return nil }
    return claim.moment.time.since(previous.time) <= Self.conflictTime
      ? .twice(previous.mac) : .moved
  }

  /// Addresses that a station answers for; a server's word of what it gave is none.
  private static func isOwned(_ claim: AddressClaim) -> Bool {
    switch claim.source {
    case .arp, .neighbor, .router: true
    case .dhcp, .dhcpv6, .mdns, .llmnr, .nbns, .ssdp: false
    }
  }

  private mutating func noteStation(_ claim: AddressClaim) {
    if stations[claim.mac] == nil {
      guard stations.count < Self.maximumStations else {
        evictions += 1
        return
      }
      stations[claim.mac] = Station(
        mac: claim.mac, vlan: claim.vlan, first: claim.moment, last: claim.moment,
        source: claim.source)
      waiting.append((claim.mac, claim.moment.time))
    }
    guard var station = stations[claim.mac] else { return }
    station.last = claim.moment
    station.hostName = claim.hostName ?? station.hostName
    station.vendorClass = claim.vendorClass ?? station.vendorClass
    station.vlan = claim.vlan ?? station.vlan
    if let address = claim.address, !claim.isTentative || claim.source == .neighbor,
      !address.isUnspecified, !station.addresses.contains(address),
      station.addresses.count < Self.maximumAddresses
    {
      station.addresses.append(address)
    }
    stations[claim.mac] = station
  }

  func station(_ mac: MACAddress) -> Station? { stations[mac] }

  /// Stations that have been known for long enough, or all when `time` is nil.
  mutating func due(at time: Timestamp?) -> [Station] {
    var found: [Station] = []
    while nextWaiting < waiting.count {
      let next = waiting[nextWaiting]
      if let time, time.since(next.since) < Self.patience { break }
      nextWaiting += 1
      if let station = stations[next.mac] { found.append(station) }
    }
    if nextWaiting > 1_024 {
      waiting.removeFirst(nextWaiting)
      nextWaiting = 0
    }
    return found
  }

  /// As `JudgeMemory.Part.stations` says, by MAC address.
  ///
  /// - Parameter isEnd: those that wait to be judged are judged by this run.
  func rows(isEnd: Bool) -> [JudgeMemory.Row] {
    let unjudged = isEnd ? [] : Set(waiting[nextWaiting...].map(\.mac))
    return stations.values.sorted { $0.mac.bits < $1.mac.bits }.map { station in
      [
        "\(station.mac)", station.source.rawValue, station.first.time.word,
        station.last.time.word, (!unjudged.contains(station.mac)).word,
        station.vlan.map { "\($0)" } ?? "", station.hostName ?? "", station.vendorClass ?? "",
        station.addresses.map { "\($0)" }.joined(separator: " "),
      ]
    }
  }

  /// Takes a station that an earlier run knew; one that was judged is not judged again.
  mutating func remember(_ row: JudgeMemory.Row) {
    var words = MemoryWords(row)
    guard stations.count < Self.maximumStations, let mac = MACAddress(words.next()),
      let source = AddressClaim.Source(rawValue: words.next()), let first = words.time(),
      let last = words.time()
    else { return }
    let isJudged = words.flag()
    var station = Station(
      mac: mac, vlan: words.number(), first: first.beforeRun, last: last.beforeRun,
      source: source)
    station.hostName = words.text()
    station.vendorClass = words.text()
    station.addresses = words.list().prefix(Self.maximumAddresses).compactMap { IPAddress($0) }
    stations[mac] = station
    if !isJudged { waiting.append((mac, first)) }
  }

  /// Notes a step of IEEE 802.1X; returns the station that a decision is about.
  mutating func note(_ admission: PortAdmission) -> MACAddress? {
    let vlan = admission.vlan ?? 0
    switch admission.step {
    case .start, .exchange, .logoff:
      if let station = admission.station {
        if supplicants.count > 4_096 { supplicants = [:] }  // there are no more VLANs
        supplicants[vlan] = (station, admission.moment.time)
      }
      return nil
    case .success, .failure:
      if let station = admission.station { return station }
      guard let known = supplicants[vlan],
        admission.moment.time.since(known.time) <= Self.patience
      else { return nil }
      return known.station
    }
  }
}
