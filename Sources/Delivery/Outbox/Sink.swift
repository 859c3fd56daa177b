/// Where records go: a collector, a broker.
///
/// A sink is used by one thread, which may wait as long as the sink's own time-outs allow.
public protocol Sink: AnyObject, Sendable {
  /// Names the cursor in the store; stays the same from run to run and holds no secret.
  var name: String { get }

  /// How it is known that a record arrived.
  var assurance: SinkAssurance { get }

  /// Whether the sink gets the record at all.
  func wants(_ record: StoredRecord) -> Bool

  /// Hands records over, in their order; connects first when it has to.
  ///
  /// - Throws: when not all could be handed over; the connection is given up then.
  func send(_ records: [StoredRecord]) throws(DeliveryError)

  /// Looks whether the other end is still there, while nothing is to be sent.
  func idle() throws(DeliveryError)

  /// Ends the connection and learns, as far as the protocol can tell, that all of it was read.
  func finish() throws(DeliveryError)
}

/// How much a sink can know.
public enum SinkAssurance: Hashable, Sendable {
  /// Nothing (UDP): what was sent counts as delivered.
  case none
  /// A stream: what the system took may still be lost with the connection, so that the last of it is
  /// sent again when a connection broke.
  case stream
  /// The receiver confirms each record.
  case confirmed
}
