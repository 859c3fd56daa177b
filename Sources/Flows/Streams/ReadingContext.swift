import Observations
import Wire

/// What readers may look at and write to while they read: the packet, and the partition's results.
///
/// A partition lends it to every reader for the length of a packet. A struct that is not copied, so
/// that who may write to it is known when it is compiled: the fields of an object would be checked
/// at run time, and there are many for each packet.
struct ReadingContext: ~Copyable {
  let limits: FlowLimits
  let readers = ReaderPools()
  var moment = Moment(frame: 0, time: Timestamp(nanoseconds: 0))
  // The flow that is being read.
  var connection: UInt64 = 0
  var key = FlowKey(lowAddress: 0, highAddress: 0, ports: 0, transport: 0)
  var mac = Ends<UInt64>(0, 0)
  var vlan: UInt16?
  /// The end that opened the flow, as far as is known.
  var initiator = End.low
  /// Segments that the message at hand is spread over.
  var segments: UInt16 = 1
  /// The flow is over because an end closed or reset it, with both ends in view; false when it is
  /// over for the sensor alone.
  var endedByPeers = false
  /// Set by a reader when the connection's next snapshot says something new.
  var changed = false
  /// Set by a reader whose packet belongs to another connection between the same ports.
  var startsAnew = false
  /// The readers of datagram flows, by number.
  let datagramReaders = DatagramReaders()
  /// Opens QUIC's Initial packets; made when the first one comes.
  lazy var opener = QUICInitialOpener()

  // Results.
  var observations: [Observation] = []
  var coverage = Coverage()
  /// Buffers of messages that were split, for use again.
  var pool: [[UInt8]] = []
  /// Octets kept for split messages and missing segments over all flows.
  var kept = 0
  /// Octets of requests that wait for their response over all flows.
  var pendingRequests = 0

  init(limits: FlowLimits) {
    self.limits = limits
  }

  func endpoint(_ end: End) -> Endpoint {
    end == .low ? key.low : key.high
  }

  /// Counts a message that could not be decoded, truncated and malformed apart.
  mutating func count(_ error: DecodeError) {
    let layer = "\(error.layer)"
    switch error.kind {
    case .truncated: coverage.truncated[layer, default: 0] += 1
    case .malformed:
      coverage.malformed[
        Coverage.Fault(layer: layer, rule: error.rule.description), default: 0] += 1
    case .limit: coverage.limits[error.rule.description, default: 0] += 1
    }
  }

  mutating func countLimit(_ name: String) {
    coverage.limits[name, default: 0] += 1
  }

  /// Whether so many octets more may be kept; that they may not is counted.
  mutating func mayKeep(_ octets: Int) -> Bool {
    if kept + octets <= limits.keptOctetsPerPartition { return true }
    countLimit("kept octets")
    return false
  }

  /// A buffer from the pool.
  mutating func takeBuffer() -> [UInt8] {
    pool.popLast() ?? []
  }

  /// Octets of the largest buffer that the pool keeps: hellos and most session set-ups fit.
  private static let pooledCapacity = 16 * 1_024

  /// Gives a buffer back; the pool keeps a few small ones, so that one burst does not hold memory
  /// for ever.
  mutating func giveBack(_ buffer: consuming [UInt8]) {
    guard buffer.capacity > 0, buffer.capacity <= Self.pooledCapacity, pool.count < 64 else {
      return
    }
    buffer.removeAll(keepingCapacity: true)
    pool.append(buffer)
  }
}
