public import Capture
public import Compliance
public import Observations

/// What `watch` is to read and to judge, and whom it tells.
public struct WatchOptions: Sendable {
  public var interfaces: [String]
  public var settings = LiveSettings()
  /// Threads that read; the kernel divides the flows among them.
  public var workers = 1
  public var policy: Policy
  /// The sensor's name in findings.
  public var sensor: String
  /// Takes findings that are new or have changed; false when not all could be delivered.
  ///
  /// Called by one thread at a time, and never by one that reads packets.
  public var deliver: @Sendable ([Finding]) -> Bool
  /// Takes what the next run can go on with, every few seconds and at the end; must not wait.
  public var remember: (@Sendable (JudgeMemory) -> Void)?
  /// Takes everything that is judged, in its order; must not wait.
  public var observe: (@Sendable ([Observation]) -> Void)?
  /// What happens to the sensor itself; called by any thread.
  public var report: @Sendable (WatchEvent) -> Void

  public init(
    interfaces: [String], policy: Policy, sensor: String,
    deliver: @escaping @Sendable ([Finding]) -> Bool,
    report: @escaping @Sendable (WatchEvent) -> Void
  ) {
    self.interfaces = interfaces
    self.policy = policy
    self.sensor = sensor
    self.deliver = deliver
    self.report = report
  }
}

/// What happens to a running sensor.
public enum WatchEvent: Sendable {
  /// Nothing is lost: the interface is read again when it comes up.
  case interfaceDown(String)
  case interfaceUp(String)
  /// The interface is gone for good; the sensor ends.
  case interfaceFailed(String)
  case framesLost(UInt64)
  /// The machine's clock went back; all flows began anew.
  case clockStep(seconds: Double)
  case policyReplaced
}
