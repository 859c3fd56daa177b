public import Observations

/// A Manufacturer Usage Description (RFC 8520) as far as a sensor can use it: what a thing opens,
/// and what is opened to it.
public struct MUDFile: Sendable {
  /// One permission of the description.
  public struct Rule: Hashable, Sendable {
    /// Who opens the connection, as seen from the thing.
    public enum Direction: String, Hashable, Sendable {
      case outbound, inbound
    }

    public enum Peer: Hashable, Sendable {
      case name(NamePattern)
      case network(IPPrefix)
      /// Any host of the local networks.
      case local
      /// Anybody.
      case any
    }

    public var direction: Direction
    public var peer: Peer
    /// TCP or UDP; nil for both.
    public var transport: Transport?
    /// Of the end that is opened; nil for any.
    public var ports: ClosedRange<UInt16>?
    /// The oldest TLS version that the thing offers there (RFC 9761); nil without a TLS profile.
    public var minimumTLS: TLSVersion?

    public init(direction: Direction, peer: Peer) {
      self.direction = direction
      self.peer = peer
    }
  }

  public var url: String
  public var lastUpdate: String
  public var manufacturer: String?
  public var model: String?
  public var systemInfo: String?
  public var rules: [Rule] = []
  /// What the description says and no counterpart was found for, with its place.
  public var remarks: [Mistake] = []

  public init(url: String, lastUpdate: String) {
    self.url = url
    self.lastUpdate = lastUpdate
  }
}
