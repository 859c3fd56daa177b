import Observations
import Wire

extension PartitionState {
  mutating func read(_ packet: PacketHead, _ frame: Span<UInt8>, _ index: Int32) {
    guard !table[index].flags.contains(.settled), !table[index].passesOver(packet) else { return }
    prepareContext(packet, index)
    if packet.kind == .udp {
      let start = packet.payloadStart
      let payload = frame.extracting(start..<start + packet.payloadCount)
      var kind = table[index].datagrams
      let isFirst = kind.isUnread
      kind.read(payload, isCut: packet.payloadLost > 0, from: packet.source, context: &context)
      table[index].datagrams = kind
      if isFirst, !kind.isOpened(by: payload) { table[index].doubtInitiator() }
      if case .session(let number) = kind { noteSession(number, index) }
    } else {
      readSegment(packet, frame, index)
    }
    if context.changed { markChanged(index) }
  }

  /// The protocol's own messages tell the client, also when the server is seen first.
  mutating func noteSession(_ number: Int32, _ index: Int32) {
    guard let reader = context.datagramReaders[number] else { return }
    if let client = reader.client {
      table[index].initiator = client
      table[index].flags.insert(.initiatorKnown)
    }
    if reader.hasConflict { table[index].flags.insert(.conflictingOverlap) }
  }

  mutating func prepareContext(_ packet: PacketHead, _ index: Int32) {
    context.moment = packet.moment
    context.connection = table[index].id
    context.key = packet.key
    context.mac = table[index].mac
    context.vlan = packet.vlan == 0 ? nil : packet.vlan
    context.initiator = table[index].initiator
    context.changed = false
  }

  mutating func readSegment(_ packet: PacketHead, _ frame: Span<UInt8>, _ index: Int32) {
    let isSYN = packet.flags.contains(.syn)
    let hasPayload = packet.payloadCount + packet.payloadLost > 0
    if table[index].conversation < 0 {
      if isSYN { table[index].noteStart(packet) }
      guard hasPayload else { return }
      takeConversation(index)
    } else if isSYN {
      conversations[table[index].conversation].begin(packet.source, after: packet.sequenceNumber)
    }
    guard hasPayload else { return }
    let conversation = table[index].conversation
    let conversations = self.conversations
    let start = packet.payloadStart
    conversations[conversation].receive(
      frame.extracting(start..<start + packet.payloadCount), lost: packet.payloadLost,
      sequence: isSYN ? packet.sequenceNumber &+ 1 : packet.sequenceNumber, from: packet.source,
      reach: table[index].reach(of: packet.source.other), context: &context)
    if conversations[conversation].hasGap { table[index].flags.insert(.gap) }
    if conversations[conversation].hasConflictingOverlap {
      table[index].flags.insert(.conflictingOverlap)
    }
    if conversations[conversation].isSettled { table[index].flags.insert(.settled) }
    noteSkipped(packet.source, index)
  }

  /// The first payload: from now on the flow's octets are put in order.
  private mutating func takeConversation(_ index: Int32) {
    let conversation = conversations.take()
    table[index].conversation = conversation
    for end in [End.low, .high] {
      if let start = table[index].start(of: end) {
        conversations[conversation].begin(end, after: start)
      }
    }
  }

  /// Remembers beside the flow how far its octets can be passed over without a look.
  mutating func noteSkipped(_ end: End, _ index: Int32) {
    let flag: FlowRecord.Flags = end == .low ? .skipsLow : .skipsHigh
    if let skipped = conversations[table[index].conversation].skipped(of: end) {
      table[index].skipped[end] = skipped
      table[index].flags.insert(flag)
    } else {
      table[index].flags.remove(flag)
    }
  }

  mutating func receiveUnreachable(_ packet: PacketHead) {
    let hash = UInt32(truncatingIfNeeded: packet.key.hash(seed: seed))
    guard let index = table.find(packet.key, hash: hash) else { return }
    if table[index].noteUnreachable(packet) { markChanged(index) }
  }

  mutating func receiveClaim(_ packet: PacketHead) {
    let address = packet.key.lowAddress
    let forgotten = claims.evictions
    guard claims.note(address, of: packet.sourceMAC, at: packet.moment.time) else { return }
    if claims.evictions > forgotten {
      context.coverage.evictions["address claims", default: 0] += claims.evictions - forgotten
    }
    let word = LinkWord(packed: packet.sequenceNumber)
    var claim = AddressClaim(
      source: word.source, mac: MACAddress(packet.sourceMAC), address: IPAddress(v6: address),
      vlan: packet.vlan == 0 ? nil : packet.vlan, moment: packet.moment)
    claim.isTentative = word.isTentative
    claim.prefixLength = word.prefixLength == 0 ? nil : word.prefixLength
    context.observations.append(.address(claim))
  }

  mutating func receiveAdmission(_ packet: PacketHead) {
    context.observations.append(
      .admission(
        PortAdmission(
          step: LinkWord.step(packed: packet.sequenceNumber),
          station: MACAddress.known(UInt64(truncatingIfNeeded: packet.key.lowAddress)),
          vlan: packet.vlan == 0 ? nil : packet.vlan, moment: packet.moment)))
  }
}
