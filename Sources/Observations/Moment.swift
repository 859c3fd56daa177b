/// A frame and its time: the reference that evidence carries.
public struct Moment: Hashable, Codable, Sendable {
  /// Number of the frame over all inputs of a run, from 1.
  public var frame: UInt64
  public var time: Timestamp

  @inlinable
  public init(frame: UInt64, time: Timestamp) {
    self.frame = frame
    self.time = time
  }
}
