public import Compliance
public import Observations

/// What the assets of a run sent and received: destinations, protocols and versions, bounded.
///
/// Only a run that reads packets has it; findings alone say nothing of what was in order.
public struct TrafficRecord: Sendable {
  /// Hosts that are told apart.
  static let maximumHosts = 1_024
  /// Ends of a host's connections that are told apart.
  static let maximumDestinations = 512
  /// Names that DNS answers gave to addresses.
  static let maximumNames = 16_384

  /// One host's traffic.
  struct Host: Sendable {
    var addresses: [IPAddress] = []
    var macs: [MACAddress] = []
    var connections: UInt64 = 0
    var octetsOut: UInt64 = 0
    var octetsIn: UInt64 = 0
    var destinations: [Destination: Amount] = [:]
    /// Connections with ends beyond those that are told apart.
    var more: UInt64 = 0
    var protocols: [String: Amount] = [:]
    var versions = Timeline()
    var dialects = Timeline()
  }

  struct Destination: Hashable, Sendable {
    var address: IPAddress
    var port: UInt16
    var transport: Transport
    var isInbound: Bool
  }

  struct Amount: Sendable {
    var name: String?
    var label = ""
    var connections: UInt64 = 0
    var octetsOut: UInt64 = 0
    var octetsIn: UInt64 = 0
    var first: Timestamp
    var last: Timestamp

    var octets: UInt64 { octetsOut &+ octetsIn }
  }

  private(set) var hosts: [String: Host] = [:]
  /// Connections of hosts beyond those that are told apart.
  private(set) var elsewhere: UInt64 = 0
  private var names: [IPAddress: String] = [:]
  private var owners: [IPAddress: String?] = [:]
  private let site: Site?

  /// - Parameter site: says whose an address is; without one every private address is a host.
  public init(site: Site?) {
    self.site = site
  }

  public mutating func add(_ observation: Observation) {
    switch observation {
    case .connection(let connection) where connection.isFinal: add(connection)
    case .name(let message) where message.isResponse: add(message)
    case .connection, .name, .http, .address, .admission, .tunnel: return
    }
  }

  private mutating func add(_ message: NameMessage) {
    guard names.count < Self.maximumNames, let question = message.questions.first else { return }
    for answer in message.answers {
      if case .address(let address) = answer.value { names[address] = question.name }
    }
  }

  private mutating func add(_ connection: Connection) {
    add(
      connection, own: connection.initiator, mac: connection.initiatorMAC,
      other: connection.responder.address, isInbound: false)
    add(
      connection, own: connection.responder, mac: connection.responderMAC,
      other: connection.initiator.address, isInbound: true)
  }

  private mutating func add(
    _ connection: Connection, own: Endpoint, mac: MACAddress?, other: IPAddress, isInbound: Bool
  ) {
    guard let id = owner(of: own.address, mac) else { return }
    guard hosts[id] != nil || hosts.count < Self.maximumHosts else {
      elsewhere &+= 1
      return
    }
    let sent = isInbound ? connection.fromResponder.octets : connection.fromInitiator.octets
    let received = isInbound ? connection.fromInitiator.octets : connection.fromResponder.octets
    let destination = Destination(
      address: other, port: connection.responder.port, transport: connection.transport,
      isInbound: isInbound)
    let label = connection.application.label ?? "\(connection.transport)"
    let name = isInbound ? names[other] : connection.application.serverName ?? names[other]
    func note(_ amount: inout Amount) {
      amount.connections &+= 1
      amount.octetsOut &+= sent
      amount.octetsIn &+= received
      amount.first = min(amount.first, connection.first.time)
      amount.last = max(amount.last, connection.last.time)
      amount.name = name ?? amount.name
      amount.label = label
    }
    let fresh = Amount(first: connection.first.time, last: connection.last.time)
    hosts[id, default: Host()].note(own.address, mac)
    hosts[id]?.connections &+= 1
    hosts[id]?.octetsOut &+= sent
    hosts[id]?.octetsIn &+= received
    note(&hosts[id, default: Host()].protocols[label, default: fresh])
    if hosts[id]?.destinations[destination] != nil
      || hosts[id]?.destinations.count ?? 0 < Self.maximumDestinations
    {
      note(&hosts[id, default: Host()].destinations[destination, default: fresh])
    } else {
      hosts[id]?.more &+= 1
    }
    if let version = connection.application.version {
      hosts[id]?.versions.add("\(version)", at: connection.first.time)
    }
    if case .smb(let smb) = connection.application, let dialect = smb.dialect {
      hosts[id]?.dialects.add("\(dialect)", at: connection.first.time)
    }
  }

  /// The id of the asset that an address belongs to; without a site file the address itself.
  private mutating func owner(of address: IPAddress, _ mac: MACAddress?) -> String? {
    if let known = owners[address] { return known }
    let owner = findOwner(of: address, mac)
    if owners.count < Self.maximumNames { owners[address] = .some(owner) }
    return owner
  }

  private func findOwner(of address: IPAddress, _ mac: MACAddress?) -> String? {
    guard let site else {
      return Site.privateRanges.contains { $0.contains(address) } ? "\(address)" : nil
    }
    // Behind a router every address has the router's MAC, so it counts on the segment only.
    let isNear = site.segments.isEmpty || site.segments.contains { $0.contains(address) }
    let owner =
      site.assets.first { isNear && mac != nil && $0.mac == mac }
      ?? site.assets.first { $0.addresses.contains { $0.isSingle && $0.contains(address) } }
      ?? site.assets.first { $0.addresses.contains { $0.contains(address) } }
    if let owner { return owner.id }
    // Assets that are known by their host name are found by their address in the end.
    return isNear && !address.isMulticast && !address.isLimitedBroadcast ? "\(address)" : nil
  }

  /// The traffic of an asset, by its id or by the address that it had.
  func host(_ asset: AssetReference) -> Host? {
    hosts[asset.id] ?? asset.address.flatMap { hosts["\($0)"] }
  }
}

extension TrafficRecord.Host {
  /// Addresses and MACs that a report lists of one host.
  private static let maximumAddresses = 8

  fileprivate mutating func note(_ address: IPAddress, _ mac: MACAddress?) {
    if !addresses.contains(address), addresses.count < Self.maximumAddresses {
      addresses.append(address)
    }
    if let mac, !macs.contains(mac), macs.count < Self.maximumAddresses { macs.append(mac) }
  }
}

extension Application {
  /// What a table of protocols calls it; nil when nothing was recognised.
  fileprivate var label: String? {
    switch self {
    case .unknown: nil
    case .tls: "tls"
    case .smb: "smb"
    case .http: "http"
    case .quic: "quic"
    case .dns: "dns"
    case .clinical, .directory, .other: service?.rawValue
    }
  }

  /// The name that the client asked for.
  fileprivate var serverName: String? {
    switch self {
    case .tls(let handshake): handshake.serverName
    case .quic(let connection): connection.handshake?.serverName
    case .smb(let connection): connection.serverName
    case .http(let conversation): conversation.decisive?.host
    case .unknown, .dns, .clinical, .directory, .other: nil
    }
  }

  /// The TLS version that was agreed on.
  fileprivate var version: TLSVersion? {
    switch self {
    case .tls(let handshake): handshake.version
    case .quic(let connection): connection.handshake?.version
    case .smb, .http, .unknown, .dns, .clinical, .directory, .other: nil
    }
  }
}
