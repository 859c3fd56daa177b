import Observations

/// One end of a flow key: the lower or the higher endpoint.
enum End: UInt8 {
  case low, high

  var other: End { self == .low ? .high : .low }
}

/// A small value for each end of a flow.
struct Ends<Value> {
  var low: Value
  var high: Value

  init(_ low: Value, _ high: Value) {
    self.low = low
    self.high = high
  }

  subscript(end: End) -> Value {
    @inline(__always) get { end == .low ? low : high }
    @inline(__always) set {
      if end == .low { low = newValue } else { high = newValue }
    }
  }
}

/// What is kept of a flow for its whole life: fixed size, no heap storage.
struct FlowRecord: ~Copyable {
  struct Flags: OptionSet {
    let rawValue: UInt64

    static let inUse = Flags(rawValue: 1 << 0)
    static let initiatorIsHigh = Flags(rawValue: 1 << 1)
    static let initiatorKnown = Flags(rawValue: 1 << 2)
    static let synSeen = Flags(rawValue: 1 << 3)
    static let synRepeated = Flags(rawValue: 1 << 4)
    static let synAckSeen = Flags(rawValue: 1 << 5)
    static let midstream = Flags(rawValue: 1 << 6)
    static let finFromLow = Flags(rawValue: 1 << 7)
    static let finFromHigh = Flags(rawValue: 1 << 8)
    static let reset = Flags(rawValue: 1 << 9)
    static let closed = Flags(rawValue: 1 << 10)
    /// An acknowledgement or payload of an end was seen, so that its direction is mirrored.
    static let spokeLow = Flags(rawValue: 1 << 11)
    static let spokeHigh = Flags(rawValue: 1 << 12)
    /// Nothing more is to be learned from the payload.
    static let settled = Flags(rawValue: 1 << 13)
    /// Something changed since the last snapshot.
    static let changed = Flags(rawValue: 1 << 14)
    static let gap = Flags(rawValue: 1 << 15)
    static let conflictingOverlap = Flags(rawValue: 1 << 16)
    static let evicted = Flags(rawValue: 1 << 17)
    /// An end went on after a reset that had come from it.
    static let ignoredReset = Flags(rawValue: 1 << 18)
    static let skipsLow = Flags(rawValue: 1 << 19)
    static let skipsHigh = Flags(rawValue: 1 << 20)
    static let wrongChecksum = Flags(rawValue: 1 << 21)
    static let oddTimeToLive = Flags(rawValue: 1 << 22)
    /// A SYN of the end was seen, and `starts` has its sequence number.
    static let startOfLow = Flags(rawValue: 1 << 23)
    static let startOfHigh = Flags(rawValue: 1 << 24)
    static let resetFromLow = Flags(rawValue: 1 << 25)
    static let resetFromHigh = Flags(rawValue: 1 << 26)
    /// An end sent packets with a wrong checksum, with a right one, or both.
    static let wrongFromLow = Flags(rawValue: 1 << 27)
    static let wrongFromHigh = Flags(rawValue: 1 << 28)
    static let rightFromLow = Flags(rawValue: 1 << 29)
    static let rightFromHigh = Flags(rawValue: 1 << 30)
    /// `reach` and `origin` of the end have numbers.
    static let reachOfLow = Flags(rawValue: 1 << 31)
    static let reachOfHigh = Flags(rawValue: 1 << 32)
    static let mixedFromLow: Flags = [.wrongFromLow, .rightFromLow]
    static let mixedFromHigh: Flags = [.wrongFromHigh, .rightFromHigh]
  }

  var key: FlowKey
  var hash: UInt32
  var flags: Flags = [.inUse]
  var stage: Stage = .attempted
  var refusal: Refusal?
  var vlan: UInt16 = 0
  /// Of the first packet from each end; 0 before there is one.
  var timeToLive = Ends<UInt8>(0, 0)
  var encapsulation = EncapsulationPath()
  /// Index into the partition's conversations; -1 without payload to read.
  var conversation: Int32 = -1
  var synSequence: UInt32 = 0
  /// Sequence number of each end's newest SYN, until there is a conversation: a flood of SYNs needs
  /// none.
  var starts = Ends<UInt32>(0, 0)
  /// Sequence number up to which the octets of each end are of no interest: read, or part of a
  /// body that is skipped; valid while the end's `skips` flag is set.
  var skipped = Ends<UInt32>(0, 0)
  /// How far each end's octets go at least, by its own bare segments and by what its peer
  /// acknowledges: what was not captured by then never comes.
  var reach = Ends<UInt32>(0, 0)
  /// The first number that `reach` had: no octet lies in front of it unless it was captured.
  var origin = Ends<UInt32>(0, 0)
  var datagrams: DatagramKind = .unread

  var packets = Ends<UInt64>(0, 0)
  var octets = Ends<UInt64>(0, 0)
  var volume = FlowVolume()
  var lastSeen = Ends<Int64>(.min, .min)
  var mac = Ends<UInt64>(0, 0)

  var id: UInt64
  var first: Moment
  var last: Moment
  var deciding: Moment
  /// Packet time of the last snapshot.
  var reported = Timestamp(nanoseconds: .min)

  // The timer wheel's list.
  var timerNext: Int32 = -1
  var timerPrevious: Int32 = -1
  var timerBucket: Int32 = -1

  init(key: FlowKey, hash: UInt32, id: UInt64, moment: Moment) {
    self.key = key
    self.hash = hash
    self.id = id
    first = moment
    last = moment
    deciding = moment
  }

  var initiator: End {
    @inline(__always) get { flags.contains(.initiatorIsHigh) ? .high : .low }
    set {
      if newValue == .high {
        flags.insert(.initiatorIsHigh)
      } else {
        flags.remove(.initiatorIsHigh)
      }
    }
  }

  /// Nothing more is expected: the connection was closed, or the question answered.
  @inline(__always)
  var isOver: Bool {
    if flags.contains(.closed) { return true }
    guard key.transport == Transport.udp.rawValue, stage >= .established,
      case .names = datagrams
    else { return false }
    let ends = Ends(
      UInt16(truncatingIfNeeded: key.ports >> 16), UInt16(truncatingIfNeeded: key.ports))
    return ends[initiator.other] == 53
  }

  @inline(__always)
  func hasFinished(_ end: End) -> Bool {
    flags.contains(end == .low ? .finFromLow : .finFromHigh)
  }

  @inline(__always)
  func hasSpoken(_ end: End) -> Bool {
    flags.contains(end == .low ? .spokeLow : .spokeHigh)
  }
}
