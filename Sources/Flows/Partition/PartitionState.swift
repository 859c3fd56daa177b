import Observations
import Wire

/// The flows of a partition: found, counted, read, told and ended.
///
/// A struct that is not copied, so that no access to it is checked at run time.
struct PartitionState: ~Copyable {
  let number: Int
  let seed: UInt64
  let limits: FlowLimits
  var table: FlowTable
  var timers = TimerWheel()
  var context: ReadingContext
  let conversations = Pool { Conversation() }
  var changed: [Int32] = []
  var due: [Int32] = []
  var serial: UInt64 = 0
  /// Slots of the newest flows; during a flood of attempts some of them are attempts.
  var recent = [Int32](repeating: -1, count: 16)
  /// Slot at which the search for a flow to evict goes on.
  var hand: Int32 = 0
  /// Newest word on the link of each address, so that it is told twice a minute.
  var claims = ClaimLog()

  /// - Parameters:
  ///   - number: 0 to 63.
  ///   - seed: moves flows to unforeseeable places of the table; it changes no result.
  init(number: Int, limits: FlowLimits, seed: UInt64) {
    self.number = number
    self.limits = limits
    self.seed = seed
    table = FlowTable(maximum: limits.flowsPerPartition)
    context = ReadingContext(limits: limits)
  }

  /// Takes a packet whose head named this partition.
  ///
  /// - Parameter frame: the frame that the head was made of.
  mutating func receive(_ packet: PacketHead, _ frame: Span<UInt8>) {
    switch packet.kind {
    case .tcp, .udp: receiveFlow(packet, frame)
    case .unreachable: receiveUnreachable(packet)
    case .claim: receiveClaim(packet)
    case .admission: receiveAdmission(packet)
    }
  }

  mutating func receiveFlow(_ packet: PacketHead, _ frame: Span<UInt8>) {
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
  mutating func noteDoubts(_ packet: PacketHead, _ frame: Span<UInt8>, _ index: Int32) {
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
    guard limits.checkedOctets > 0, isControl || isRead,
      let isRight = packet.isChecksumRight(in: frame)
    else { return }
    guard !isRight else {
      // Resets and late acknowledgements are filled in by hosts that leave the rest to the card.
      if isRead { table[index].flags.insert(end == .low ? .rightFromLow : .rightFromHigh) }
      return
    }
    if isRead { table[index].flags.insert(end == .low ? .wrongFromLow : .wrongFromHigh) }
    table[index].flags.insert(.wrongChecksum)
    let name = packet.kind == .tcp ? "TCP checksum is wrong" : "UDP checksum is wrong"
    context.coverage.doubtful[name, default: 0] += 1
  }

  /// Another connection between the same ports begins with this packet: another flow.
  mutating func startAnew(
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

  @inline(__always)
  func isOver(_ index: Int32, at packet: PacketHead) -> Bool {
    if table[index].isReplaced(by: packet) { return true }
    let idle = packet.moment.time.since(table[index].last.time)
    return idle > timeout(of: index) * 1_000_000_000
  }

  mutating func open(_ packet: PacketHead, hash: UInt32) -> Int32 {
    if table.isFull { evict() }
    serial += 1
    var record = FlowRecord(
      key: packet.key, hash: hash, id: serial << 6 | UInt64(number), moment: packet.moment)
    record.open(packet)
    let index = table.insert(record)
    context.coverage.flows += 1
    if table[index].flags.contains(.midstream) { context.coverage.midstreamFlows += 1 }
    let second = packet.moment.time.nanoseconds / 1_000_000_000
    timers.schedule(index, in: &table, at: second + timeout(of: index), now: second)
    recent[Int(serial % UInt64(recent.count))] = index
    markChanged(index)
    return index
  }

  /// Adds the packet to the flow's record; true when a snapshot is due.
  mutating func count(_ packet: PacketHead, _ index: Int32) -> Bool {
    let end = packet.source
    let time = packet.moment.time.nanoseconds
    let wasOver = table[index].isOver
    let hasChanged = Self.update(&table[index], packet, from: end, time: time)
    if !wasOver, table[index].isOver {
      timers.cancel(index, in: &table)
      let second = time / 1_000_000_000
      timers.schedule(index, in: &table, at: second + timeout(of: index), now: second)
    }
    return hasChanged
  }

  static func update(
    _ record: inout FlowRecord, _ packet: PacketHead, from end: End, time: Int64
  ) -> Bool {
    record.packets[end] += 1
    let count = packet.payloadCount + packet.payloadLost
    if count > 0 {
      record.volume.note(packet, count: count, isFirst: record.octets[end] == 0, at: time)
    }
    if packet.closesWindow { record.volume.noteClosedWindow(end) }
    record.octets[end] += UInt64(count)
    record.lastSeen[end] = max(record.lastSeen[end], time)
    record.last = packet.moment
    if packet.sourceMAC != 0 { record.mac[end] = packet.sourceMAC }
    if packet.destinationMAC != 0, record.mac[end.other] == 0 {
      record.mac[end.other] = packet.destinationMAC
    }
    if packet.vlan != 0 { record.vlan = packet.vlan }
    let hasChanged: Bool
    if packet.kind == .tcp {
      if !record.flags.contains(.settled) { record.noteReach(packet) }
      hasChanged = record.noteTCP(packet)
    } else {
      hasChanged = record.noteUDP(packet)
    }
    // A flow that goes on is told once a minute, so that its ends are known to be alive.
    return hasChanged || packet.moment.time.since(record.reported) > 60_000_000_000
  }
}
