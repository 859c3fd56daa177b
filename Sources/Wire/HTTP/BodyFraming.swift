/// Where the body of a message ends (RFC 9112 section 6.3).
public enum BodyFraming: Hashable, Sendable {
  case none
  /// Octets of the body.
  case length(UInt64)
  case chunked
  /// Until the connection closes.
  case untilClose
}
