import Observations

extension FlowRecord {
  /// The flow as a snapshot, without what it carries.
  var connection: Connection {
    let initiator = self.initiator
    let ends = Ends(key.low, key.high)
    var connection = Connection(
      id: id, transport: Transport(rawValue: key.transport), initiator: ends[initiator],
      responder: ends[initiator.other], first: first)
    connection.last = last
    connection.deciding = deciding
    connection.initiatorKnown = flags.contains(.initiatorKnown)
    connection.initiatorMAC = MACAddress.known(mac[initiator])
    connection.responderMAC = MACAddress.known(mac[initiator.other])
    connection.vlan = vlan == 0 ? nil : vlan
    if !encapsulation.isEmpty {
      connection.encapsulation = encapsulation.wrappers
      connection.encapsulationIdentifier = encapsulation.identifier
      connection.outerVLAN = encapsulation.outerVLAN
    }
    connection.stage = stage
    connection.refusal = refusal
    connection.fromInitiator = traffic(initiator)
    connection.fromResponder = traffic(initiator.other)
    connection.isMidstream = flags.contains(.midstream)
    connection.isOneSided = isOneSided
    connection.hasGap = flags.contains(.gap)
    connection.hasConflictingOverlap = flags.contains(.conflictingOverlap)
    connection.hasWrongChecksum = flags.contains(.wrongChecksum)
    connection.hasMixedChecksums =
      flags.contains(.mixedFromLow) || flags.contains(.mixedFromHigh)
    connection.hasOddTimeToLive = flags.contains(.oddTimeToLive)
    connection.hasIgnoredReset = flags.contains(.ignoredReset)
    connection.wasEvicted = flags.contains(.evicted)
    connection.application = datagrams.application
    return connection
  }

  private func traffic(_ end: End) -> Traffic {
    var traffic = Traffic()
    traffic.packets = packets[end]
    traffic.octets = octets[end]
    traffic.peakOctets = volume.peak[end]
    traffic.repeatedSegments = volume.repeats[end]
    traffic.closedWindows = volume.closedWindows[end]
    traffic.lastSeen = lastSeen[end] == .min ? nil : Timestamp(nanoseconds: lastSeen[end])
    return traffic
  }

  /// An end that acknowledges or sends speaks with somebody; when the mirror shows nothing of the
  /// other end, half of the flow is missing.
  private var isOneSided: Bool {
    guard key.transport == Transport.tcp.rawValue else { return false }
    return (packets.low == 0 && hasSpoken(.high)) || (packets.high == 0 && hasSpoken(.low))
      || (packets.low == 0 && flags.contains(.synAckSeen) && initiator == .low)
      || (packets.high == 0 && flags.contains(.synAckSeen) && initiator == .high)
  }
}

extension Connection {
  /// The protocol's own request tells who opened a flow that was joined in the middle.
  mutating func noteClient(_ client: End?, of record: borrowing FlowRecord) {
    guard let client, !initiatorKnown else { return }
    initiatorKnown = true
    guard client != record.initiator else { return }
    swap(&initiator, &responder)
    swap(&initiatorMAC, &responderMAC)
    swap(&fromInitiator, &fromResponder)
  }
}
