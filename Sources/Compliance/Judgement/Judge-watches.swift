internal import Observations

/// A clause's watch over one asset.
struct ActiveWatch: Sendable {
  var row: Int
  var watch: any Watch
}

extension Judge {
  /// Tells all watches of an asset, and posts what they say.
  mutating func watch(_ asset: Int, _ tell: (inout any Watch, inout [Occurrence]) -> Void) {
    for place in assets[asset].watches.indices { self.tell(asset, place, tell) }
  }

  /// Tells one watch of an asset, and posts what it says.
  private mutating func tell(
    _ asset: Int, _ place: Int, _ tell: (inout any Watch, inout [Occurrence]) -> Void
  ) {
    var occurrences: [Occurrence] = []
    tell(&assets[asset].watches[place].watch, &occurrences)
    guard !occurrences.isEmpty else { return }
    let clause = assets[asset].plan.clauses.rows[assets[asset].watches[place].row]
    for occurrence in occurrences { post(occurrence, of: clause, asset) }
  }

  /// A connection has come to its end, and nothing will judge it again.
  ///
  /// - Parameter watching: places of the watches that it concerns.
  mutating func watch(_ connection: Connection, _ side: ConnectionSide, _ watching: [Int]) {
    let asset = side.plan.index
    let changes =
      PostureLog.concerns(connection)
      ? assets[asset].notePosture(connection, side.direction, side.naming.settled) : []
    guard !watching.isEmpty || !changes.isEmpty else { return }
    let subject = side.subject(connection)
    if !changes.isEmpty {
      for place in assets[asset].postureWatches {
        tell(asset, place) { watch, occurrences in
          for change in changes { watch.note(change, of: subject, into: &occurrences) }
        }
      }
    }
    for place in watching { tell(asset, place) { $0.note(subject, into: &$1) } }
  }

  /// An asset was asked for something.
  mutating func watch(_ request: AssetRequest, _ asset: Int) {
    for place in assets[asset].requestWatches {
      tell(asset, place) { $0.note(request, into: &$1) }
    }
  }

  /// Tells the watches that the run is over.
  mutating func finishWatches(_ coverage: Coverage) {
    guard let first = span?.first, let last = span?.last else { return }
    let isComplete = coverage.drops == 0 && !assets.contains(where: \.hasOneSided)
    for asset in assets.indices where !assets[asset].watches.isEmpty {
      let declared = assets[asset].plan.asset.addresses.first { $0.isSingle }?.address
      // Of an asset that was never seen nothing can be said.
      guard let address = assets[asset].lastAddress ?? (assets[asset].wasSeen ? declared : nil)
      else { continue }
      let end = WatchEnd(
        first: first, last: last, address: address,
        isComplete: isComplete && assets[asset].wasAnswered)
      watch(asset) { $0.finish(end, into: &$1) }
    }
  }

  /// A host of the segment showed itself.
  mutating func noteNeighbour(_ address: IPAddress, at moment: Moment) {
    guard hasNeighbourWatches, !address.isUnspecified,
      neighbours.count < Self.maximumNeighbours, neighbours.insert(address).inserted
    else { return }
    for asset in assets.indices {
      for place in assets[asset].neighbourWatches {
        assets[asset].watches[place].watch.note(neighbour: address, at: moment)
      }
    }
  }

  /// Far more hosts than a segment of instruments has.
  static let maximumNeighbours = 65_536

  /// A computer without an address asks for one (RFC 2131 4.4.1): it has just started.
  mutating func noteStart(_ connection: Connection) {
    guard connection.transport == .udp, connection.responder.port == 67,
      connection.initiator.address.isUnspecified, let mac = connection.initiatorMAC,
      let asset = assets.firstIndex(where: { $0.plan.asset.mac == mac || $0.lastMAC == mac })
    else { return }
    let known = assets[asset].lastAddress
    watch(asset) { $0.noteStart(connection.first, of: known, into: &$1) }
  }

  // MARK: Posting

  /// Writes an occurrence into the ledger and into its finding; nothing takes it back.
  ///
  /// - Parameter complete: adds evidence and values, where they will be printed.
  mutating func post(
    _ occurrence: Occurrence, of clause: CompiledClause, _ asset: Int,
    complete: (inout Occurrence) -> Void = { _ in }
  ) {
    let plan = assets[asset].plan
    var judgement = Judgement(
      .overTime, occurrence.verdict, occurrence.reason, stage: occurrence.stage,
      deciding: .stage, severity: occurrence.severity)
    let kind = occurrence.peer.map { book.party($0, nil).kind } ?? .other
    if occurrence.isOneSided, judgement.verdict == .pass { judgement.verdict = .undetermined }
    var part = self.part(occurrence, judgement, of: clause, plan, kind)
    assets[asset].cells[clause.row].add(
      judgement.verdict, isSuppressed: part.suppression != nil, from: occurrence.first.time,
      to: occurrence.last.time, peer: occurrence.peer)
    let key = FindingKey(
      asset: asset, row: clause.row, direction: occurrence.direction,
      transport: occurrence.transport, peer: occurrence.peer, port: occurrence.port,
      discriminator: occurrence.discriminator.map { .init($0) })
    let finding = findings.touch(key)
    if findings.needsDetail(part, at: finding) {
      var occurrence = occurrence
      complete(&occurrence)
      part.detail = detail(occurrence, judgement, plan, kind)
    }
    findings.add(part, at: finding, connection: nil)
  }

  private func part(
    _ occurrence: Occurrence, _ judgement: Judgement, of clause: CompiledClause,
    _ plan: AssetPlan, _ kind: Party.Kind
  ) -> FindingPart {
    var part = FindingPart(
      verdict: judgement.verdict,
      severity: severity(of: judgement, clause, plan, at: occurrence.last.time),
      stage: judgement.stage, deciding: occurrence.deciding, first: occurrence.first,
      last: occurrence.last)
    part.isOneSided = occurrence.isOneSided
    part.suppression = suppression(
      of: clause, plan, peer: lists.identifier(of: kind), address: occurrence.peer,
      at: occurrence.last.time)
    return part
  }

  private func detail(
    _ occurrence: Occurrence, _ judgement: Judgement, _ plan: AssetPlan, _ kind: Party.Kind
  ) -> FindingDetail {
    let isOutbound = occurrence.direction == .outbound
    return FindingDetail(
      reason: judgement.reason, evidence: occurrence.evidence,
      peer: occurrence.peer.map { address in
        var peer = PeerReference(
          address: address, port: occurrence.port == 0 ? nil : occurrence.port)
        peer.name = lists.identifier(of: kind)
        peer.nameSource = peer.name == nil ? nil : .site
        peer.role = lists.role(of: kind)
        return peer
      },
      assetAddress: isOutbound ? occurrence.initiator.address : occurrence.responder.address,
      assetMAC: plan.asset.mac, initiator: occurrence.initiator, responder: occurrence.responder,
      name: nil, values: occurrence.values)
  }
}
