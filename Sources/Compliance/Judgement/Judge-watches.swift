internal import Observations

/// A clause's watch over one asset.
struct ActiveWatch: Sendable {
  var row: Int
  var watch: any Watch
}

extension Judge {
  /// Tells all watches of an asset, and posts what they say.
  mutating func watch(_ asset: Int, _ tell: (inout any Watch, inout [Occurrence]) -> Void) {
    guard !assets[asset].watches.isEmpty else { return }
    for place in assets[asset].watches.indices {
      var occurrences: [Occurrence] = []
      tell(&assets[asset].watches[place].watch, &occurrences)
      guard !occurrences.isEmpty else { continue }
      let clause = assets[asset].plan.clauses.rows[assets[asset].watches[place].row]
      for occurrence in occurrences { post(occurrence, of: clause, asset) }
    }
  }

  /// A connection has come to its end, and nothing will judge it again.
  mutating func watch(_ connection: Connection, _ side: ConnectionSide) {
    let subject = side.subject(connection)
    watch(side.plan.index) { $0.note(subject, into: &$1) }
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
    guard hasNeighbourWatches, book.isInSegment(address), !address.isUnspecified,
      neighbours.count < Self.maximumNeighbours, neighbours.insert(address).inserted
    else { return }
    for asset in assets.indices {
      for place in assets[asset].watches.indices {
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
    watch(asset) { $0.noteStart(connection.first, into: &$1) }
  }

  // MARK: Posting

  /// Writes an occurrence into the ledger and into its finding; nothing takes it back.
  mutating func post(_ occurrence: Occurrence, of clause: CompiledClause, _ asset: Int) {
    let plan = assets[asset].plan
    var judgement = Judgement(
      .overTime, occurrence.verdict, occurrence.reason, stage: occurrence.stage,
      deciding: .stage, severity: occurrence.severity)
    let kind = occurrence.peer.map { book.party($0, nil).kind } ?? .other
    if occurrence.isOneSided, judgement.verdict == .pass { judgement.verdict = .undetermined }
    let part = self.part(occurrence, judgement, of: clause, plan, kind)
    assets[asset].cells[clause.row].add(
      judgement.verdict, isSuppressed: part.suppression != nil, from: occurrence.first.time,
      to: occurrence.last.time, peer: occurrence.peer)
    let key = FindingKey(
      asset: asset, row: clause.row, direction: occurrence.direction,
      transport: occurrence.transport, peer: occurrence.peer, port: occurrence.port,
      discriminator: occurrence.discriminator.map { .init($0) })
    let finding = findings.touch(key)
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
    let isOutbound = occurrence.direction == .outbound
    part.detail = FindingDetail(
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
    return part
  }
}
