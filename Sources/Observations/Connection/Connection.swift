/// What is known of one flow so far: a snapshot that replaces every earlier one of the same `id`.
public struct Connection: Hashable, Codable, Sendable {
  /// Identity of the flow within one run; the same for all snapshots of the flow.
  public var id: UInt64
  /// True in the flow's last snapshot.
  public var isFinal = false
  public var transport: Transport
  /// The end that opened the flow; see `initiatorKnown`.
  public var initiator: Endpoint
  public var responder: Endpoint
  /// True when a SYN, a SYN-ACK, a protocol's own request or a registered port told who opened the
  /// flow; otherwise the lower port is taken for the responder's, and of datagrams the sender of
  /// the first for the initiator.
  public var initiatorKnown = false
  public var initiatorMAC: MACAddress?
  public var responderMAC: MACAddress?
  /// The innermost 802.1Q identifier.
  public var vlan: UInt16?
  /// What the frames were wrapped in when the mirror or the network encapsulates them,
  /// outermost first.
  public var encapsulation: [Encapsulation] = []
  /// The innermost wrapper's own number: network, session, tunnel or key.
  public var encapsulationIdentifier: UInt32?
  /// The 802.1Q identifier of the frame around the wrappers.
  public var outerVLAN: UInt16?

  public var stage: Stage = .attempted
  public var refusal: Refusal?
  /// The first frame of the flow.
  public var first: Moment
  /// The newest frame of the flow.
  public var last: Moment
  /// The frame that decided `stage`.
  public var deciding: Moment

  public var fromInitiator = Traffic()
  public var fromResponder = Traffic()

  /// The flow was first seen after its TCP handshake.
  public var isMidstream = false
  /// A TCP flow with payload or acknowledgements of which the mirror shows one direction only.
  public var isOneSided = false
  /// Octets of a stream were missing where the protocol had to be read.
  public var hasGap = false
  /// Overlapping segments carried different octets; the first were taken.
  public var hasConflictingOverlap = false
  /// Packets whose checksum is wrong were read; the other end may have discarded them.
  public var hasWrongChecksum = false
  /// An end sent packets with a right and with a wrong checksum.
  public var hasMixedChecksums = false
  /// Packets with a time to live unlike the flow's were read; they may not have reached the other
  /// end.
  public var hasOddTimeToLive = false
  /// An end that a reset had come from went on with its stream.
  public var hasIgnoredReset = false
  /// The flow was pushed out of a full table before it ended.
  public var wasEvicted = false

  public var application: Application = .unknown
  /// The service that the connection began with before it changed to `application`, as SMTP before
  /// STARTTLS; nil when it began with it.
  public var upgradedFrom: Service?

  public init(
    id: UInt64, transport: Transport, initiator: Endpoint, responder: Endpoint, first: Moment
  ) {
    self.id = id
    self.transport = transport
    self.initiator = initiator
    self.responder = responder
    self.first = first
    last = first
    deciding = first
  }
}

/// What one end of a flow sent.
public struct Traffic: Hashable, Codable, Sendable {
  public var packets: UInt64 = 0
  /// Payload octets above the transport header, retransmissions included.
  public var octets: UInt64 = 0
  /// Packet time of the newest frame from this end.
  public var lastSeen: Timestamp?
  /// Payload octets of the best ten seconds, counted in bins that begin with the flow; at most
  /// 2^32 - 1.
  public var peakOctets: UInt32 = 0
  /// Segments of which all octets had been sent before: losses, or a mirror's copies.
  public var repeatedSegments: UInt32 = 0
  /// Segments by which the end said that it can take nothing more for now (RFC 9293 3.8.6.1).
  public var closedWindows: UInt32 = 0

  public init() {}
}
