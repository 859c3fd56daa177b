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
  }

  var kind: Kind
  var key: FlowKey
  /// The sender, for an ICMP error that of the quoted packet, is the key's low end.
  var sourceIsLow: Bool
  var flags: TCPFlags = []
  var sequenceNumber: UInt32 = 0
  var payloadStart = 0
  /// Octets of the payload in the frame.
  var payloadCount = 0
  /// Octets of the payload that the capture cut off.
  var payloadLost = 0
  var sourceMAC: UInt64 = 0
  var destinationMAC: UInt64 = 0
  /// The innermost VLAN identifier; 0 without one.
  var vlan: UInt16 = 0
  public internal(set) var moment: Moment

  /// The partition that owns the flow, the same for both directions and in every run.
  public var partition: Int {
    Int(truncatingIfNeeded: key.hash(seed: 0) >> 58)
  }

  var source: End { sourceIsLow ? .low : .high }
}
