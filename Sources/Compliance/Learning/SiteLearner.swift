public import Observations

/// Collects from observations what a first site file needs: hosts, who talks to whom, and names.
///
/// What it writes allows exactly what was seen, by the judge's own rules of naming, and every
/// entry says that nobody reviewed it. The text depends on the observations alone.
public struct SiteLearner: Sendable {
  let policy: Policy
  var names = NameTable()
  var hostNames = HostNames()
  var questions = QuestionWatch()
  var stations: [IPAddress: Station] = [:]
  /// Order of first sight: the place that the name table knows an address by.
  var places: [IPAddress: Int] = [:]
  var links: [MACAddress: Link] = [:]
  /// Tags of frames of hosts inside.
  var vlans: Set<UInt16> = []
  var talks: [Talk.Ends: Talk] = [:]
  /// Names that DNS gave addresses inside.
  var insideNames: [IPAddress: Set<String>] = [:]
  var sources: [String] = []
  /// Names that were alive when a connection began, as the judge keeps them.
  private var open: [UInt64: AddressNames] = [:]
  /// What the tables had no room for, by table.
  var omitted: [String: UInt64] = [:]

  /// Hosts inside the organisation: far more than a segment of instruments has.
  static let maximumStations = 4_096
  /// Pairs of hosts that talk: a scan of a whole network fits.
  static let maximumTalks = 65_536
  /// Connections whose last snapshot is still to come.
  static let maximumOpen = 65_536

  public init(policy: Policy) {
    self.policy = policy
  }

  /// Names the next capture; names stand in the comment at the top.
  public mutating func addSource(name: String) {
    sources.append(name)
  }

  /// Takes the next observation, in frame order.
  public mutating func learn(_ observation: Observation) {
    if case .connection(let connection) = observation { learn(connection) }
    if case .name(let message) = observation { learn(message) }
    if case .address(let claim) = observation { learn(claim) }
  }

  // MARK: Hosts

  private mutating func learn(_ claim: AddressClaim) {
    guard let address = claim.address, !claim.isTentative else { return }
    let isOnLink = claim.source == .arp || claim.source == .neighbor || claim.source == .router
    guard note(address, claim.mac, isClaimed: isOnLink) else { return }
    if let vlan = claim.vlan { vlans.insert(vlan) }
    if let name = claim.hostName { stations[address]?.note(ownName: name.lowercased()) }
  }

  /// Inside the organisation: a private address, or one that a station claimed on the link.
  func isInside(_ address: IPAddress) -> Bool {
    stations[address] != nil || Site.privateRanges.contains { $0.contains(address) }
  }

  private func isNobody(_ address: IPAddress) -> Bool {
    address.isMulticast || address.isLimitedBroadcast || address.isUnspecified
      || address.isLoopback
  }

  /// Notes an address and the station that it was seen at; true when it is inside.
  @discardableResult
  private mutating func note(
    _ address: IPAddress, _ mac: MACAddress?, isClaimed: Bool = false
  ) -> Bool {
    guard !isNobody(address) else { return false }
    let mac = mac.flatMap { $0.isGroup || $0.bits == 0 ? nil : $0 }
    guard isClaimed || isInside(address) else {
      if let mac { links[mac, default: Link()].carriesOutside = true }
      return false
    }
    if stations[address] == nil {
      guard stations.count < Self.maximumStations else {
        omitted["hosts", default: 0] += 1
        return false
      }
      stations[address] = Station()
      places[address] = places.count
    }
    if let mac {
      stations[address]?.macs.insert(mac)
      links[mac, default: Link()].add(address)
      if isClaimed { stations[address]?.isClaimed = true }
    }
    return true
  }

  // MARK: Names

  private mutating func learn(_ message: NameMessage) {
    if message.application != .dns {
      learnOwnName(message)
      return
    }
    guard message.opcode == 0, let question = message.questions.first,
      note(message.client.address, message.clientMAC)
    else { return }
    let client = message.client.address
    if question.type != 12 { note(question: question.name, of: client) }
    let key = QuestionWatch.Key(client: message.client, server: message.server, id: message.id)
    guard message.isResponse else {
      questions.ask(
        key, QuestionWatch.Pending(question: question, findings: []), at: message.moment.time)
      return
    }
    let isMatched = questions.answer(key).map { $0.question == question } ?? false
    if isMatched { stations[client]?.hasAnswer = true }
    guard message.responseCode == 0 else { return }
    for (address, timeToLive) in message.addresses(of: question) {
      names.add(
        address, name: question.name, asset: isMatched ? places[client] : nil,
        at: message.moment, timeToLive: timeToLive)
      if isInside(address) { note(name: question.name, of: address) }
    }
  }

  /// The host may be seen later than its name, or never.
  private mutating func note(name: String, of address: IPAddress) {
    guard insideNames[address] != nil || insideNames.count < Self.maximumStations else { return }
    var names = insideNames[address] ?? []
    if names.count < Station.maximumNames { names.insert(name) }
    insideNames[address] = names
  }

  private mutating func note(question name: String, of client: IPAddress) {
    if stations[client]?.note(question: name) == false { omitted["names", default: 0] += 1 }
  }

  /// What a host calls itself on the link: answers of mDNS and LLMNR with its own address, and
  /// registrations of NBNS (RFC 1002 4.2.2, opcode 5).
  private mutating func learnOwnName(_ message: NameMessage) {
    if message.application == .nbns, !message.isResponse, message.opcode == 5,
      let question = message.questions.first
    {
      if note(message.client.address, message.clientMAC) {
        stations[message.client.address]?.note(ownName: question.name)
      }
      return
    }
    guard message.isResponse else { return }
    for record in message.answers {
      guard case .address(let address) = record.value, stations[address] != nil else { continue }
      stations[address]?.note(ownName: record.name)
    }
  }

  // MARK: Connections

  private mutating func learn(_ connection: Connection) {
    let initiator = connection.initiator.address
    let responder = connection.responder.address
    let isInfrastructure =
      connection.transport == .icmp || connection.transport == .icmpv6
      || connection.transport.rawValue == 2
    guard !isNobody(initiator), !isNobody(responder), !isInfrastructure else { return }
    let isFromInside = note(initiator, connection.initiatorMAC)
    let isToInside = note(responder, connection.responderMAC)
    guard isFromInside || isToInside else { return }
    if let vlan = connection.vlan { vlans.insert(vlan) }
    let known = knownNames(of: connection, isFromInside: isFromInside)
    guard connection.isFinal else { return }
    open[connection.id] = nil
    let ends = Talk.Ends(initiator: initiator, responder: responder)
    guard talks[ends] != nil || talks.count < Self.maximumTalks else {
      omitted["connections", default: 0] += 1
      return
    }
    var use = Talk.Use(connection)
    if isFromInside, !isToInside { name(&use, of: connection, known) }
    talks[ends, default: Talk()].add(use, port: connection.responder.port)
    if isToInside { stations[responder]?.note(service: connection) }
  }

  /// The names that DNS gave the responder when the connection began; later answers do not count.
  private mutating func knownNames(of connection: Connection, isFromInside: Bool) -> AddressNames {
    if let known = open[connection.id] { return known }
    guard isFromInside, let place = places[connection.initiator.address] else { return .none }
    let known = names.names(of: connection.responder.address, asset: place, at: connection.first)
    if !connection.isFinal, open.count < Self.maximumOpen { open[connection.id] = known }
    return known
  }

  /// What the connection and DNS call a destination, as the judge reads it.
  private mutating func name(
    _ use: inout Talk.Use, of connection: Connection, _ known: AddressNames
  ) {
    var field: String?
    var isHidden = false
    switch connection.application {
    case .tls(let handshake):
      field = handshake.serverName
      isHidden = handshake.hasECH
    case .quic(let quic):
      field = quic.handshake?.serverName
      isHidden = quic.handshake?.hasECH ?? false
    case .smb(let smb): field = smb.serverName
    case .http(let conversation): field = conversation.decisive?.host
    default: break
    }
    let direct = isHidden ? nil : field.flatMap { hostNames.name($0).text }
    if let direct {
      use.stated = [direct]
      use.isUnbacked = !known.own.contains(direct)
    } else {
      use.resolved = Set(known.own)
      use.isNameless = isHidden || known.own.isEmpty
    }
  }
}
