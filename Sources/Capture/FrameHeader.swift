public import Wire

/// What a capture says about one frame, beside its octets.
public struct FrameHeader: Hashable, Sendable {
  /// Nanoseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
  public var time: Int64
  /// Octets that the capture holds.
  public var capturedLength: Int
  /// Octets that were on the wire; more than `capturedLength` when a snap length cut the frame.
  public var originalLength: Int
  public var linkType: LinkType
  /// Number of the interface inside its section of the capture; 0 where captures know only one.
  public var interface: Int

  @inlinable
  public init(
    time: Int64, capturedLength: Int, originalLength: Int, linkType: LinkType, interface: Int = 0
  ) {
    self.time = time
    self.capturedLength = capturedLength
    self.originalLength = originalLength
    self.linkType = linkType
    self.interface = interface
  }
}
