/// Whether the first octets of a stream or message look like a protocol.
public enum StartMatch: Hashable, Sendable {
  case yes
  case no
  /// So far they fit; more octets decide.
  case needsMore
}
