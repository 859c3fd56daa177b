public import Observations
import Wire

/// One sixty-fourth of all flows, with its own tables, limits and clock.
///
/// A flow belongs to one partition and a partition to one worker, so nothing here is locked. What
/// a partition says depends on its packets and on the clock of the epochs alone, never on how many
/// workers there are.
public final class Partition {
  /// How many there are; fixed, so that limits and results do not depend on the machine.
  public static let count = 64

  private let number: Int
  private let seed: UInt64
  private let limits: FlowLimits
  private let table: FlowTable
  private var timers = TimerWheel()
  private let context: ReadingContext
  private let conversations = Pool { Conversation() }
  private var changed: [Int32] = []
  private var due: [Int32] = []
  private var serial: UInt64 = 0
  /// Slots of the newest flows; during a flood of attempts some of them are attempts.
  private var recent = [Int32](repeating: -1, count: 16)
  /// Slot at which the search for a flow to evict goes on.
  private var hand: Int32 = 0
  /// Newest word on the link of each address, so that it is told once a minute.
  private var claims: [UInt128: (mac: UInt64, time: Timestamp)] = [:]

  /// - Parameters:
  ///   - number: 0 to 63.
  ///   - seed: moves flows to unforeseeable places of the table; it changes no result.
  public init(number: Int, limits: FlowLimits, seed: UInt64) {
    self.number = number
    self.limits = limits
    self.seed = seed
    table = FlowTable(maximum: limits.flowsPerPartition)
    context = ReadingContext(limits: limits)
  }

  public var coverage: Coverage { context.coverage }

  /// Takes a packet whose head named this partition.
  ///
  /// - Parameter frame: the frame that the head was made of.
  public func receive(_ packet: PacketHead, _ frame: Span<UInt8>) {
    switch packet.kind {
    case .tcp, .udp: receiveFlow(packet, frame)
    case .unreachable: receiveUnreachable(packet)
    case .claim: receiveClaim(packet)
    case .admission: receiveAdmission(packet)
    }
  }

  private func receiveFlow(_ packet: PacketHead, _ frame: Span<UInt8>) {
    let hash = UInt32(truncatingIfNeeded: packet.key.hash(seed: seed))
    var found = table.find(packet.key, hash: hash)
    if let index = found, isOver(index, at: packet) {
      end(index)
      found = nil
    }
    let index: Int32
    if let found {
      index = found
    } else {
      // What a reset or a late FIN speaks of is over; it opens nothing.
      if packet.kind == .tcp, packet.payloadCount == 0, !packet.flags.contains(.syn),
        packet.flags.contains(.rst) || packet.flags.contains(.fin)
      {
        return
      }
      index = open(packet, hash: hash)
    }
    noteDoubts(packet, frame, index)
    let hasChanged = count(packet, index)
    if packet.payloadCount > 0 || packet.flags.contains(.syn) {
      read(packet, frame, index)
      if context.startsAnew {
        startAnew(packet, frame, index, hash: hash)
        return
      }
    }
    if hasChanged { markChanged(index) }
  }

  /// Hops by which routes of one flow differ in practice.
  private static let usualHops: UInt8 = 4

  /// Marks packets that the other end may not have read as they are read here.
  private func noteDoubts(_ packet: PacketHead, _ frame: Span<UInt8>, _ index: Int32) {
    let end = packet.source
    let usual = table[index].timeToLive[end]
    if usual == 0 {
      table[index].timeToLive[end] = packet.timeToLive
    } else if packet.timeToLive < usual, usual - packet.timeToLive > Self.usualHops {
      table[index].flags.insert(.oddTimeToLive)
      context.coverage.doubtful["time to live below the flow's", default: 0] += 1
    }
    if !packet.encapsulation.isEmpty, table[index].encapsulation.isEmpty {
      table[index].encapsulation = packet.encapsulation
    }
    // A bare acknowledgement changes nothing, and of a settled flow nothing more is read.
    let isControl = !packet.flags.isDisjoint(with: [.syn, .fin, .rst])
    let isRead =
      packet.payloadCount > 0 && table[index].octets[end] < limits.checkedOctets
      && !table[index].flags.contains(.settled)
    guard limits.checkedOctets > 0, isControl || isRead, packet.isChecksumRight(in: frame) == false
    else { return }
    table[index].flags.insert(.wrongChecksum)
    let name = packet.kind == .tcp ? "TCP checksum is wrong" : "UDP checksum is wrong"
    context.coverage.doubtful[name, default: 0] += 1
  }

  /// Another connection between the same ports begins with this packet: another flow.
  private func startAnew(
    _ packet: PacketHead, _ frame: Span<UInt8>, _ index: Int32, hash: UInt32
  ) {
    context.startsAnew = false
    end(index)
    let next = open(packet, hash: hash)
    noteDoubts(packet, frame, next)
    _ = count(packet, next)
    read(packet, frame, next)
    // A reader without a past has nothing to begin anew.
    context.startsAnew = false
  }

  private func isOver(_ index: Int32, at packet: PacketHead) -> Bool {
    if table[index].isReplaced(by: packet) { return true }
    let idle = packet.moment.time.since(table[index].last.time)
    return idle > timeout(of: index) * 1_000_000_000
  }

  private func open(_ packet: PacketHead, hash: UInt32) -> Int32 {
    if table.isFull { evict() }
    serial += 1
    var record = FlowRecord(
      key: packet.key, hash: hash, id: serial << 6 | UInt64(number), moment: packet.moment)
    record.open(packet)
    let index = table.insert(record)
    context.coverage.flows += 1
    if record.flags.contains(.midstream) { context.coverage.midstreamFlows += 1 }
    let second = packet.moment.time.nanoseconds / 1_000_000_000
    timers.schedule(index, in: table, at: second + timeout(of: index), now: second)
    recent[Int(serial % UInt64(recent.count))] = index
    markChanged(index)
    return index
  }

  /// Adds the packet to the flow's record; true when a snapshot is due.
  private func count(_ packet: PacketHead, _ index: Int32) -> Bool {
    let end = packet.source
    let time = packet.moment.time.nanoseconds
    let wasOver = table[index].isOver
    let hasChanged = Self.update(&table[index], packet, from: end, time: time)
    if !wasOver, table[index].isOver {
      timers.cancel(index, in: table)
      let second = time / 1_000_000_000
      timers.schedule(index, in: table, at: second + timeout(of: index), now: second)
    }
    return hasChanged
  }

  private static func update(
    _ record: inout FlowRecord, _ packet: PacketHead, from end: End, time: Int64
  ) -> Bool {
    record.packets[end] += 1
    record.octets[end] += UInt64(packet.payloadCount + packet.payloadLost)
    record.lastSeen[end] = max(record.lastSeen[end], time)
    record.last = packet.moment
    if packet.sourceMAC != 0 { record.mac[end] = packet.sourceMAC }
    if packet.destinationMAC != 0, record.mac[end.other] == 0 {
      record.mac[end.other] = packet.destinationMAC
    }
    if packet.vlan != 0 { record.vlan = packet.vlan }
    let hasChanged = packet.kind == .tcp ? record.noteTCP(packet) : record.noteUDP(packet)
    // A flow that goes on is told once a minute, so that its ends are known to be alive.
    return hasChanged || packet.moment.time.since(record.reported) > 60_000_000_000
  }

  // MARK: Reading

  private func read(_ packet: PacketHead, _ frame: Span<UInt8>, _ index: Int32) {
    guard !table[index].flags.contains(.settled), !table[index].passesOver(packet) else { return }
    prepareContext(packet, index)
    if packet.kind == .udp {
      let start = packet.payloadStart
      let payload = frame.extracting(start..<start + packet.payloadCount)
      var kind = table[index].datagrams
      kind.read(payload, isCut: packet.payloadLost > 0, from: packet.source, context: context)
      table[index].datagrams = kind
      if case .session(let number) = kind { noteSession(number, index) }
    } else {
      readSegment(packet, frame, index)
    }
    if context.changed { markChanged(index) }
  }

  /// The protocol's own messages tell the client, also when the server is seen first.
  private func noteSession(_ number: Int32, _ index: Int32) {
    guard let reader = context.datagramReaders[number] else { return }
    if let client = reader.client { table[index].initiator = client }
    if reader.hasConflict { table[index].flags.insert(.conflictingOverlap) }
  }

  private func prepareContext(_ packet: PacketHead, _ index: Int32) {
    context.moment = packet.moment
    context.connection = table[index].id
    context.key = packet.key
    context.mac = table[index].mac
    context.vlan = packet.vlan == 0 ? nil : packet.vlan
    context.initiator = table[index].initiator
    context.changed = false
  }

  private func readSegment(_ packet: PacketHead, _ frame: Span<UInt8>, _ index: Int32) {
    if table[index].conversation < 0 { table[index].conversation = conversations.take() }
    let conversation = table[index].conversation
    let isSYN = packet.flags.contains(.syn)
    if isSYN { conversations[conversation].begin(packet.source, after: packet.sequenceNumber) }
    guard packet.payloadCount + packet.payloadLost > 0 else { return }
    let start = packet.payloadStart
    conversations[conversation].receive(
      frame.extracting(start..<start + packet.payloadCount), lost: packet.payloadLost,
      sequence: isSYN ? packet.sequenceNumber &+ 1 : packet.sequenceNumber, from: packet.source,
      context: context)
    if conversations[conversation].hasGap { table[index].flags.insert(.gap) }
    if conversations[conversation].hasConflictingOverlap {
      table[index].flags.insert(.conflictingOverlap)
    }
    if conversations[conversation].isSettled { table[index].flags.insert(.settled) }
    noteSkipped(packet.source, index)
  }

  /// Remembers beside the flow how far its octets can be passed over without a look.
  private func noteSkipped(_ end: End, _ index: Int32) {
    let flag: FlowRecord.Flags = end == .low ? .skipsLow : .skipsHigh
    if let skipped = conversations[table[index].conversation].skipped(of: end) {
      table[index].skipped[end] = skipped
      table[index].flags.insert(flag)
    } else {
      table[index].flags.remove(flag)
    }
  }

  private func receiveUnreachable(_ packet: PacketHead) {
    let hash = UInt32(truncatingIfNeeded: packet.key.hash(seed: seed))
    guard let index = table.find(packet.key, hash: hash) else { return }
    if table[index].noteUnreachable(packet) { markChanged(index) }
  }

  /// Addresses whose newest claim is remembered; a flood of claims starts over.
  private static let maximumClaims = 4_096

  private func receiveClaim(_ packet: PacketHead) {
    let address = packet.key.lowAddress
    let time = packet.moment.time
    if let last = claims[address], last.mac == packet.sourceMAC,
      time.since(last.time) < 30_000_000_000
    {
      return
    }
    if claims.count >= Self.maximumClaims {
      context.coverage.evictions["address claims", default: 0] += UInt64(claims.count)
      claims.removeAll(keepingCapacity: true)
    }
    claims[address] = (packet.sourceMAC, time)
    let word = LinkWord(packed: packet.sequenceNumber)
    var claim = AddressClaim(
      source: word.source, mac: MACAddress(packet.sourceMAC), address: IPAddress(v6: address),
      vlan: packet.vlan == 0 ? nil : packet.vlan, moment: packet.moment)
    claim.isTentative = word.isTentative
    claim.prefixLength = word.prefixLength == 0 ? nil : word.prefixLength
    context.observations.append(.address(claim))
  }

  private func receiveAdmission(_ packet: PacketHead) {
    context.observations.append(
      .admission(
        PortAdmission(
          step: LinkWord.step(packed: packet.sequenceNumber),
          station: MACAddress.known(UInt64(truncatingIfNeeded: packet.key.lowAddress)),
          vlan: packet.vlan == 0 ? nil : packet.vlan, moment: packet.moment)))
  }

  // MARK: Snapshots

  private func markChanged(_ index: Int32) {
    guard !table[index].flags.contains(.changed) else { return }
    table[index].flags.insert(.changed)
    changed.append(index)
  }

  /// Ends an epoch: flows that are due end, and every flow that changed is told.
  ///
  /// - Parameters:
  ///   - clock: the newest packet time of the whole input.
  ///   - spare: an empty array whose storage is used for the next epoch.
  /// - Returns: what was seen, in the order in which it was seen.
  public func endEpoch(clock: Timestamp, spare: consuming [Observation] = []) -> [Observation] {
    due.removeAll(keepingCapacity: true)
    let second = clock.nanoseconds / 1_000_000_000
    timers.advance(to: second, in: table, due: &due)
    for index in due {
      let deadline = table[index].last.time.nanoseconds / 1_000_000_000 + timeout(of: index)
      if deadline <= second {
        end(index)
      } else {
        timers.schedule(index, in: table, at: deadline, now: second)
      }
    }
    for index in changed where table[index].flags.contains(.changed) {
      report(index, isFinal: table[index].flags.contains(.closed))
    }
    changed.removeAll(keepingCapacity: true)
    return takeObservations(spare: spare)
  }

  private func takeObservations(spare: consuming [Observation]) -> [Observation] {
    var observations = spare
    swap(&observations, &context.observations)
    return observations
  }

  /// Ends every flow: the input is over.
  ///
  /// - Returns: the last snapshots.
  public func finish() -> [Observation] {
    for index in 0..<Int32(table.slots) where table[index].flags.contains(.inUse) { end(index) }
    changed.removeAll()
    return takeObservations(spare: [])
  }

  private func timeout(of index: Int32) -> Int64 {
    let flags = table[index].flags
    if flags.contains(.closed) { return limits.closedTimeout }
    if table[index].key.transport == Transport.udp.rawValue {
      return table[index].isOver ? limits.answeredTimeout : limits.datagramTimeout
    }
    return table[index].stage < .established && !flags.contains(.midstream)
      ? limits.attemptTimeout : limits.tcpTimeout
  }

  /// A flow is over: its last snapshot, then its slot is free.
  private func end(_ index: Int32) {
    table[index].noteSilence()
    if !table[index].flags.contains(.told) || table[index].flags.contains(.changed) {
      report(index, isFinal: true)
    }
    timers.cancel(index, in: table)
    releaseConversation(of: index)
    table.remove(index)
  }

  private func report(_ index: Int32, isFinal: Bool) {
    if isFinal { finishReading(index) }
    table[index].flags.remove(.changed)
    table[index].reported = table[index].last.time
    var connection = table[index].connection
    let known = table[index].conversation
    if known >= 0 {
      connection.application = conversations[known].application(in: context.readers)
      connection.upgradedFrom = conversations[known].upgradedFrom(in: context.readers)
      connection.noteClient(
        conversations[known].client(in: context.readers), of: table[index])
    } else if case .session(let number) = table[index].datagrams {
      context.datagramReaders[number]?
        .complete(&connection, initiator: table[index].initiator)
    }
    connection.isFinal = isFinal
    if isFinal {
      let wasTold = table[index].flags.contains(.told)
      table[index].flags.insert(.told)
      if connection.isOneSided, !wasTold { context.coverage.oneSidedFlows += 1 }
    }
    context.observations.append(.connection(connection))
  }

  /// Lets the readers draw their conclusions from the end of the streams.
  private func finishReading(_ index: Int32) {
    let known = table[index].conversation
    context.moment = table[index].last
    context.connection = table[index].id
    context.key = table[index].key
    context.mac = table[index].mac
    context.initiator = table[index].initiator
    context.endedByPeers = table[index].endedByPeers
    if case .session(let number) = table[index].datagrams {
      context.datagramReaders[number]?.finish(context: context)
    }
    guard known >= 0 else { return }
    conversations[known].finish(context: context)
    if conversations[known].hasGap { table[index].flags.insert(.gap) }
  }

  private func releaseConversation(of index: Int32) {
    if case .session(let number) = table[index].datagrams {
      context.datagramReaders.remove(number, context: context)
      table[index].datagrams = .unread
    }
    let known = table[index].conversation
    guard known >= 0 else { return }
    conversations[known].release(context: context)
    conversations.giveBack(known)
    table[index].conversation = -1
  }

  // MARK: Eviction

  /// Slots that are compared to find the flow that is missed least.
  private static let evictionSample: Int32 = 16

  /// Makes room in a full table.
  ///
  /// Among the next slots, closed flows go first, then attempts without an answer, then those that
  /// are silent longest. Without one of the first two the newest flows are looked at as well, so
  /// that a flood of attempts pushes itself out.
  private func evict() {
    var victim: (index: Int32, rank: Int, time: Int64)?
    for _ in 0..<Self.evictionSample {
      hand = (hand + 1) % Int32(table.slots)
      guard table[hand].flags.contains(.inUse) else { continue }
      let candidate = (hand, evictionRank(hand), table[hand].last.time.nanoseconds)
      if victim.map({ (candidate.1, candidate.2) < ($0.rank, $0.time) }) ?? true {
        victim = candidate
      }
    }
    if victim.map({ $0.rank > 1 }) ?? true {
      for index in recent where index >= 0 && table[index].flags.contains(.inUse) {
        let candidate = (index, evictionRank(index), table[index].last.time.nanoseconds)
        if victim.map({ (candidate.1, candidate.2) < ($0.rank, $0.time) }) ?? true {
          victim = candidate
        }
      }
    }
    guard let victim else { return }
    context.coverage.evictions["flows", default: 0] += 1
    if victim.rank > 0 { table[victim.index].flags.insert(.evicted) }
    end(victim.index)
  }

  private func evictionRank(_ index: Int32) -> Int {
    let flags = table[index].flags
    if flags.contains(.told) || flags.contains(.closed) { return 0 }
    if table[index].stage < .established, !flags.contains(.midstream) { return 1 }
    return flags.contains(.settled) ? 2 : 3
  }
}
