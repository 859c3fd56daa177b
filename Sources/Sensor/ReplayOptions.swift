public import Compliance
public import Observations

/// What `replay` is to read and to judge.
public struct ReplayOptions: Sendable {
  public var captures: [String]
  /// A pcap filter expression.
  public var filter: String?
  public var policy: Policy
  /// The sensor's name in findings.
  public var sensor: String
  /// Worker threads; the result is the same for every number.
  public var workers: Int
  public var progress: (@Sendable (ReplayProgress) -> Void)?
  /// Measures what each stage costs, with one worker.
  public var measuresStages = false
  /// Told what was observed, in the order of judging; the same for every number of workers.
  public var observer: (@Sendable (ReplayEvent) -> Void)?

  public init(
    captures: [String], filter: String?, policy: Policy, sensor: String, workers: Int,
    progress: (@Sendable (ReplayProgress) -> Void)?
  ) {
    self.captures = captures
    self.filter = filter
    self.policy = policy
    self.sensor = sensor
    self.workers = workers
    self.progress = progress
  }
}

/// What an observer of a replay is told.
public enum ReplayEvent: Sendable {
  /// A capture begins with this frame, counted over all captures.
  case source(name: String, firstFrame: UInt64)
  case observation(Observation)
  /// The captures are over.
  case end(Coverage)
}

/// How far a replay got.
public struct ReplayProgress: Sendable {
  public var packets: UInt64
  public var octetsRead: UInt64
  /// nil when an input has no known length.
  public var octetsTotal: UInt64?

  public init(packets: UInt64, octetsRead: UInt64, octetsTotal: UInt64?) {
    self.packets = packets
    self.octetsRead = octetsRead
    self.octetsTotal = octetsTotal
  }
}

/// A capture that could not be read, or not to its end.
public struct CaptureProblem: Codable, Sendable {
  public var capture: String
  /// One line for people.
  public var text: String

  public init(capture: String, text: String) {
    self.capture = capture
    self.text = text
  }
}

/// What a replay concluded, and what kept it from reading on.
public struct ReplayOutcome: Sendable {
  public var report: Report
  public var problems: [CaptureProblem]
  /// What each stage cost, when that was asked for; else empty.
  public var stages: [StageCost] = []

  public init(report: Report, problems: [CaptureProblem]) {
    self.report = report
    self.problems = problems
  }
}

/// A filter expression that does not compile.
public struct FilterError: Error, Sendable, CustomStringConvertible {
  public let description: String

  public init(description: String) {
    self.description = description
  }
}
