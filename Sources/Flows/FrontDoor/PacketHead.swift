public import Observations
import Wire

/// What the front door learned of a frame: which flow it belongs to and where its payload lies.
///
/// A trivial value, so that it can be queued for another worker beside the block that holds the
/// frame.
public struct PacketHead: Sendable {
  enum Kind: UInt8 {
    case tcp, udp
    /// An ICMP error; the key is that of the packet that it quotes.
    case unreachable
    /// A station's word on the link about its own address.
    case claim
    /// A step of port-based access control; the key holds the station's MAC address.
    case admission
  }

  // In an order without gaps: up to 128 octets are copied in registers, and every packet's head is.
  var key: FlowKey
  var kind: Kind
  /// Whether the sender, or for an ICMP error that of the quoted packet, is the key's low end.
  var sourceIsLow: Bool
  /// Octets of the transport header, which lies right before the payload.
  var headerLength: UInt8 = 0
  /// Of the innermost packet.
  var timeToLive: UInt8 = 0
  /// `payloadStart` counts from the start of the datagram that the front door put together, not
  /// from the start of the frame.
  public internal(set) var isReassembled = false
  /// The sender can take nothing more for now.
  var closesWindow = false
  var flags: TCPFlags = []
  var sequenceNumber: UInt32 = 0
  var acknowledgmentNumber: UInt32 = 0
  // Frames are far below 2^31 octets.
  private var start: Int32 = 0
  private var count: Int32 = 0
  private var lost: Int32 = 0
  /// The innermost VLAN identifier; 0 without one.
  var vlan: UInt16 = 0
  var sourceMAC: UInt64 = 0
  var destinationMAC: UInt64 = 0
  var encapsulation = EncapsulationPath()
  public internal(set) var moment: Moment

  init(kind: Kind, key: FlowKey, sourceIsLow: Bool, moment: Moment) {
    self.kind = kind
    self.key = key
    self.sourceIsLow = sourceIsLow
    self.moment = moment
  }

  var payloadStart: Int {
    get { Int(start) }
    set { start = Int32(truncatingIfNeeded: newValue) }
  }

  mutating func forgetPayload() {
    start = 0
    count = 0
    lost = 0
    headerLength = 0
  }

  /// Octets of the payload that are there.
  var payloadCount: Int {
    get { Int(count) }
    set { count = Int32(truncatingIfNeeded: newValue) }
  }

  /// Octets of the payload that the capture cut off.
  var payloadLost: Int {
    get { Int(lost) }
    set { lost = Int32(truncatingIfNeeded: newValue) }
  }

  /// The partition that owns the flow, the same for both directions and in every run.
  public var partition: Int {
    Int(truncatingIfNeeded: key.hash(seed: 0) >> 58)
  }

  /// Whether checksum and octets of the packet agree; nil when some are missing, or the sender
  /// computed none.
  ///
  /// - Parameter octets: those that `payloadStart` counts in.
  func isChecksumRight(in octets: Span<UInt8>) -> Bool? {
    let start = payloadStart - Int(headerLength)
    let count = Int(headerLength) + payloadCount
    guard headerLength > 0, payloadLost == 0, start >= 0, start + count <= octets.count else {
      return nil
    }
    // RFC 768: 0 means that there is none; IPv6 forbids it, some tunnels do it all the same.
    if kind == .udp, octets[start + 6] == 0, octets[start + 7] == 0 { return nil }
    var checksum = InternetChecksum()
    checksum.add(octets.extracting(start..<start + count))
    let low = IPAddress(v6: key.lowAddress)
    let high = IPAddress(v6: key.highAddress)
    if let low = low.v4, let high = high.v4 {
      checksum.add(low)
      checksum.add(high)
    } else {
      checksum.add(low.bits)
      checksum.add(high.bits)
    }
    checksum.add(UInt32(key.transport))
    checksum.add(UInt32(truncatingIfNeeded: count))
    return checksum.isRight
  }

  var source: End { sourceIsLow ? .low : .high }
}
