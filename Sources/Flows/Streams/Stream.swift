/// One direction of a TCP connection: where reading stands, and what waits to be read.
///
/// Octets in front of `cursor` were read or skipped; what arrives for them is dropped, so of
/// overlapping segments the first wins. Skipping a body moves the cursor ahead of the data, and
/// losses inside a skipped body cost nothing.
struct Stream: ~Copyable {
  /// Sequence number of the next octet that is needed.
  var cursor: UInt32 = 0
  /// False until the first octet's sequence number is known.
  var isPlaced = false
  /// Where a SYN put the cursor.
  var start: UInt32?
  /// The stream was joined in the middle.
  var isMidstream = false
  /// Octets to be skipped beyond the cursor, for bodies that exceed sequence arithmetic.
  var distance: UInt64 = 0
  /// The start of a message that is not complete; its octets end at the cursor.
  var held: [UInt8] = []
  /// Octets that the held message needs.
  var needed = 0
  /// The message's length is not known: `needed` is one more than is held, and all is taken.
  var needsAny = false
  /// Segments that the held message is spread over so far.
  var heldSegments: UInt16 = 0
  /// Segments behind a missing one, by sequence number.
  var waiting: [WaitingSegment] = []
  var waitingOctets = 0
  /// Nothing more is to be read from this direction.
  var isDone = false

  /// The stream begins behind this SYN.
  mutating func begin(after sequence: UInt32) {
    // An end that was not answered in time may begin anew with another number (a middlebox, or a
    // server behind one); as long as nothing was read, the newest counts.
    guard !isPlaced || start == cursor else { return }
    cursor = sequence &+ 1
    start = cursor
    isPlaced = true
  }

  /// See `Conversation.skipped`.
  @inline(__always) var skipped: UInt32? {
    isPlaced && held.isEmpty && waiting.isEmpty && distance == 0 ? cursor : nil
  }

  /// Octets up to `reach` were sent and not captured.
  func isMissing(upTo reach: UInt32) -> Bool {
    // Of a stream without any octet the flow's record tells.
    guard isPlaced, cursor != start, !isDone, distance <= UInt64(UInt32.max) else { return false }
    return Self.isMissing(upTo: reach, behind: cursor &+ UInt32(distance))
  }

  /// Whether octets lie between two sequence numbers: more than one, since a FIN is counted as an
  /// octet (RFC 9293 3.4), and less than the largest window (RFC 7323 2.3), above which a number is
  /// wrong.
  static func isMissing(upTo reach: UInt32, behind cursor: UInt32) -> Bool {
    (2...1 << 30).contains(Int32(bitPattern: reach &- cursor))
  }

  /// Octets in front of something that has passed already have not come: they are late, or lost.
  ///
  /// - Parameter reach: up to where octets are known to have been sent.
  func isBehind(_ reach: UInt32?) -> Bool {
    guard !isDone else { return false }
    if !waiting.isEmpty { return true }
    guard let reach, isPlaced, distance == 0 else { return false }
    return Self.isMissing(upTo: reach, behind: cursor)
  }

  struct WaitingSegment {
    var sequence: UInt32
    var octets: [UInt8]
    /// Octets that the wire carried beyond those captured.
    var lost: Int
  }
}
