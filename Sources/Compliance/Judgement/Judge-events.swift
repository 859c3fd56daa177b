internal import Observations

/// What happens around the assets: stations on the segment, tunnels, scans, other hosts' questions,
/// and the run itself.
extension Judge {
  mutating func note(_ claim: AddressClaim) {
    learn(claim)
    if let address = claim.address, !claim.isTentative, book.isInSegment(address) {
      noteNeighbour(address, at: claim.moment)
    }
    let owner =
      claim.address.map { book.party($0, claim.mac).kind } ?? book.owner(of: claim.mac) ?? .other
    if case .asset(let index) = owner {
      assets[index].noteLife(claim.moment.time)
      assets[index].wasSeen = true
      assets[index].lastMAC = claim.mac
      let known = assets[index].lastAddress
      watch(index) { $0.note(claim, of: known, into: &$1) }
    }
    guard hasSite else { return }
    judgeVLAN(of: claim, by: owner)
    let conflict = segment.note(claim)
    guard let address = claim.address, !claim.isTentative else { return }
    judgeOwner(of: address, claim, conflict)
  }

  /// A declared host's name, or MAC, tells whose an address is.
  private mutating func learn(_ claim: AddressClaim) {
    guard let address = claim.address, !claim.isTentative || claim.source == .dhcp,
      let name = claim.hostName ?? segment.station(claim.mac)?.hostName,
      book.owner(of: claim.mac) == nil, let kind = book.owner(ofHost: name)
    else { return }
    book.learn(address, is: kind)
  }

  private mutating func judgeOwner(
    of address: IPAddress, _ claim: AddressClaim, _ conflict: SegmentWatch.Conflict?
  ) {
    switch claim.source {
    case .arp, .neighbor, .router: break
    case .dhcp, .dhcpv6, .mdns, .llmnr, .nbns, .ssdp: return
    }
    let declared = book.declaredMAC(of: address)
    let kind: AssetEvent.Kind
    if let declared, declared != claim.mac {
      kind = .addressOfDeclared
    } else if case .twice = conflict {
      kind = .addressTwice
    } else if case .moved = conflict {
      kind = .addressMoved
    } else {
      return
    }
    for asset in concerned(addresses: [address], vlan: claim.vlan) {
      post(
        kind, asset: asset, at: claim.moment, mac: claim.mac, address: address,
        discriminator: "address:\(address)")
    }
  }

  /// Judges the stations that have been there for a minute; nil for all, at the end of the run.
  mutating func judgeWaitingStations(until time: Timestamp?) {
    guard hasSite else { return }
    for station in segment.due(at: time) where !isDeclared(station) {
      for asset in concerned(addresses: station.addresses, vlan: station.vlan) {
        post(
          .unknownStation, asset: asset, at: station.first, last: station.last, mac: station.mac,
          address: station.addresses.first { !$0.isLinkLocal } ?? station.addresses.first,
          name: station.hostName, discriminator: "station:\(station.mac)")
      }
    }
  }

  private mutating func isDeclared(_ station: SegmentWatch.Station) -> Bool {
    if book.owner(of: station.mac) != nil { return true }
    if let name = station.hostName, book.owner(ofHost: name) != nil { return true }
    return station.addresses.contains { address in
      let party = book.party(address, nil)
      return party.isNobody || party.kind != .other
    }
  }

  /// The assets that share a segment with an address, or a VLAN with a station.
  func concerned(addresses: [IPAddress], vlan: UInt16?) -> [Int] {
    let places = Set(addresses.compactMap { book.segmentIndex(of: $0) })
    return assets.indices.filter { index in
      let plan = assets[index].plan
      guard !plan.clauses.watching.isEmpty else { return false }
      if !plan.segments.isDisjoint(with: places) { return true }
      if let address = assets[index].lastAddress, let own = book.segmentIndex(of: address),
        places.contains(own)
      {
        return true
      }
      return vlan != nil && assets[index].vlan == vlan
    }
  }

  mutating func judge(_ admission: PortAdmission) {
    guard hasSite, let station = segment.note(admission) else { return }
    let known = segment.station(station)
    let isSuccess = admission.step == .success
    let owner = book.owner(of: station)
    for asset in assets.indices where !assets[asset].plan.clauses.watching.isEmpty {
      let isOwn = owner == .asset(asset)
      let isNear =
        concerned(addresses: known?.addresses ?? [], vlan: admission.vlan).contains(asset)
      guard isOwn || isNear else { continue }
      post(
        isSuccess ? .admitted : .notAdmitted, asset: asset, at: admission.moment, mac: station,
        address: known?.addresses.first, discriminator: "admission:\(station)")
    }
  }

  mutating func judge(_ sighting: TunnelSighting) {
    let source = book.party(sighting.source, sighting.sourceMAC)
    let destination = book.party(sighting.destination, sighting.destinationMAC)
    func tell(_ asset: Int, _ peer: IPAddress, _ direction: Finding.Direction) {
      post(
        .tunnel(sighting.name), asset: asset, at: sighting.moment, address: peer,
        direction: direction, transport: sighting.transport, service: sighting.name,
        discriminator: nil)
    }
    if case .asset(let asset) = source.kind { tell(asset, sighting.destination, .outbound) }
    if case .asset(let asset) = destination.kind, source.kind != destination.kind {
      tell(asset, sighting.source, .inbound)
    }
  }

  /// Looks for one source that tries many places.
  mutating func watchScans(
    _ connection: Connection, _ ends: (initiator: Party, responder: Party)
  ) {
    guard hasSite, connection.stage < .established, connection.initiatorKnown,
      connection.transport == .tcp || connection.stage == .refused, !ends.responder.isNobody
    else { return }
    var touched: [Int] = []
    if case .asset(let asset) = ends.responder.kind { touched.append(asset) }
    if case .asset(let asset) = ends.initiator.kind { touched.append(asset) }
    let told = scans.note(
      from: connection.initiator.address, to: connection.responder, assets: touched,
      at: connection.first.time)
    guard !told.isEmpty else { return }
    let isDeclared = lists.role(of: ends.initiator.kind) == Role.scanner.rawValue
    for asset in told {
      let isOwn = ends.initiator.kind == .asset(asset)
      post(
        .scan(isDeclared: isDeclared), asset: asset, at: connection.first,
        address: connection.initiator.address, direction: isOwn ? .outbound : .inbound,
        transport: connection.transport, discriminator: "scan")
    }
  }

  /// Tells the assets of a question that somebody else asked.
  mutating func tellOthers(_ question: NameQuestion, _ message: NameMessage) {
    guard !curious.isEmpty else { return }
    let asker = book.party(message.client.address, message.clientMAC)
    for asset in curious where asker.kind != .asset(asset) {
      let plan = plans[asset]
      guard
        plan.clauses.watching.contains(where: {
          ($0.clause.expectation as? OtherHosts)?.covers(question.name, askedBy: asker) ?? false
        })
      else { continue }
      // Controllers of the same product ask for themselves.
      if case .asset(let other) = asker.kind, curious.contains(other) { continue }
      post(
        .question(question.name), asset: asset, at: message.moment,
        address: message.client.address, name: question.name, transport: message.transport,
        discriminator: "other-host:\(question.name)")
    }
  }

  /// What the run says of the sensor: the same for every asset.
  mutating func judgeRun(_ coverage: Coverage) {
    guard let last = coverage.last ?? clock, coverage.packets > 0 || clock != nil else { return }
    var record = RunRecord(
      longestSilence: (silence?.nanoseconds ?? 0) / 1_000_000_000, drops: coverage.drops,
      packets: coverage.packets)
    if let checked = policy.profiles.compactMap(\.checked).max() {
      let age = max(last.since(checked), 0) / 86_400_000_000_000
      record.rulesAge = age
      record.areRulesOld = age > Int64(siteLimits.rulesDays)
    }
    record.delivery = delivery
    let moment = Moment(frame: max(coverage.packets, 1), time: last)
    for asset in assets.indices {
      post(.run(record), asset: asset, at: moment, discriminator: "run")
    }
  }

  // MARK: Posting

  /// Asks the clauses of an asset about an event and writes what they say.
  mutating func post(
    _ kind: AssetEvent.Kind, asset: Int, at moment: Moment, last: Moment? = nil,
    mac: MACAddress? = nil, address: IPAddress? = nil, name: String? = nil,
    direction: Finding.Direction = .inbound, transport: Transport = .link,
    service: String? = nil, discriminator: String?
  ) {
    let plan = assets[asset].plan
    let event = AssetEvent(kind: kind, plan: plan, moment: moment)
    var claimed = FactSet()
    for clause in plan.clauses.watching {
      guard let judgement = clause.clause.expectation.judge(event) else { continue }
      var suppressed: Int?
      if hasSuppressions {
        let kind = address.map { book.party($0, mac).kind } ?? .other
        suppressed = suppression(
          of: clause, plan, peer: lists.identifier(of: kind), address: address, at: moment.time)
      }
      assets[asset].cells[clause.row].add(
        judgement.verdict, isSuppressed: suppressed != nil, from: moment.time,
        to: (last ?? moment).time, peer: address)
      guard !claimed.contains(judgement.fact) else { continue }
      claimed.insert(judgement.fact)
      let also = plan.clauses.watching.compactMap { other -> String? in
        guard other.row != clause.row,
          let said = other.clause.expectation.judge(event), said.fact == judgement.fact,
          said.verdict <= .warn
        else { return nil }
        return other.clause.id
      }
      let key = FindingKey(
        asset: asset, row: clause.row, direction: direction, transport: transport,
        peer: address, port: 0, discriminator: discriminator.map { .init($0) })
      var part = FindingPart(
        verdict: judgement.verdict,
        severity: severity(of: judgement, clause, plan, at: moment.time), stage: judgement.stage,
        deciding: moment, first: moment, last: last ?? moment)
      part.suppression = suppressed
      part.also = also
      let finding = findings.touch(key)
      if findings.needsDetail(part, at: finding) {
        part.detail = detail(
          judgement, asset, mac: mac, vlan: event.vlan, address: address, name: name,
          service: service, direction)
      }
      findings.add(part, at: finding, connection: nil)
    }
  }

  private mutating func detail(
    _ judgement: Judgement, _ asset: Int, mac: MACAddress?, vlan: UInt16?, address: IPAddress?,
    name: String?, service: String?, _ direction: Finding.Direction
  ) -> FindingDetail {
    var evidence = Evidence()
    if let service = service ?? judgement.service { evidence[.service] = .text(service) }
    if let mac { evidence[.mac] = .text("\(mac)") }
    if let vlan { evidence[.vlan] = .number(UInt64(vlan)) }
    var peer: PeerReference?
    if let address {
      var reference = PeerReference(address: address, port: nil)
      let kind = book.party(address, mac).kind
      if let id = lists.identifier(of: kind) {
        reference.name = id
        reference.nameSource = .site
      } else if let name {
        reference.name = name
        reference.nameSource = .hint
      }
      reference.role = lists.role(of: kind)
      peer = reference
    }
    let plan = assets[asset].plan
    let own =
      plan.asset.addresses.first?.address ?? assets[asset].lastAddress ?? IPAddress(v4: 0)
    let other = Endpoint(address ?? own, 0)
    let isOutbound = direction == .outbound
    return FindingDetail(
      reason: judgement.reason, evidence: evidence, peer: peer, assetAddress: own,
      assetMAC: plan.asset.mac, initiator: isOutbound ? Endpoint(own, 0) : other,
      responder: isOutbound ? other : Endpoint(own, 0), name: name)
  }
}
