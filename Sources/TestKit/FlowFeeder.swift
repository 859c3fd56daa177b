public import Flows
public import Observations
public import Wire

/// Runs frames through the front door and all partitions, epoch by epoch, as the sensor does.
public struct FlowFeeder: Sendable {
  public var limits: FlowLimits
  /// Seed of the flow tables; no result may depend on it.
  public var seed: UInt64
  /// Frames of an epoch.
  public var epochFrames: Int
  /// Frames are cut to so many octets; their original length is kept.
  public var snapLength: Int?
  public var linkType: LinkType

  public init(
    limits: FlowLimits = FlowLimits(), seed: UInt64 = 1, epochFrames: Int = 1_024,
    snapLength: Int? = nil, linkType: LinkType = .ethernet
  ) {
    self.limits = limits
    self.seed = seed
    self.epochFrames = epochFrames
    self.snapLength = snapLength
    self.linkType = linkType
  }

  /// What came out of a run.
  public struct Outcome: Sendable {
    public var observations: [Observation] = []
    public var coverage = Coverage()

    /// The last snapshot of each flow, in the order in which flows were first told.
    public var connections: [Connection] {
      var order: [UInt64] = []
      var newest: [UInt64: Connection] = [:]
      for case .connection(let connection) in observations {
        if newest.updateValue(connection, forKey: connection.id) == nil {
          order.append(connection.id)
        }
      }
      return order.compactMap { newest[$0] }
    }

    /// Adds what an epoch told, in the order of its frames.
    mutating func add(_ batch: [Observation]) {
      let order = batch.indices.sorted {
        (batch[$0].moment.frame, $0) < (batch[$1].moment.frame, $1)
      }
      observations += order.map { batch[$0] }
    }

    public var names: [NameMessage] {
      observations.compactMap { if case .name(let message) = $0 { message } else { nil } }
    }

    public var claims: [AddressClaim] {
      observations.compactMap { if case .address(let claim) = $0 { claim } else { nil } }
    }

    public var exchanges: [HTTPExchange] {
      observations.compactMap { if case .http(let exchange) = $0 { exchange } else { nil } }
    }
  }

  /// Feeds all frames and ends all flows.
  ///
  /// An epoch ends after `epochFrames` frames or one second of packet time.
  public func feed(_ frames: [Frame]) -> Outcome {
    var outcome = Outcome()
    var frontDoor = FrontDoor()
    let partitions = Partitions(limits: limits, seed: seed)
    var clock = Timestamp(nanoseconds: .min)
    var epochStart: (index: Int, time: Timestamp)?
    for (index, frame) in frames.enumerated() {
      let moment = Moment(frame: UInt64(index + 1), time: Timestamp(nanoseconds: frame.time))
      clock = max(clock, moment.time)
      let captured = min(frame.octets.count, snapLength ?? .max)
      let octets = frame.octets.span.extracting(0..<captured)
      if let head = frontDoor.admit(
        octets, linkType: linkType, originalLength: frame.octets.count, at: moment)
      {
        partitions.receive(head, octets)
      }
      let start = epochStart ?? (index, clock)
      epochStart = start
      if index + 1 - start.index >= epochFrames || clock.since(start.time) >= 1_000_000_000 {
        for number in 0..<Partitions.count {
          outcome.add(partitions.endEpoch(of: number, clock: clock))
        }
        outcome.add(frontDoor.takeTunnels())
        epochStart = (index + 1, clock)
      }
    }
    for number in 0..<Partitions.count {
      outcome.add(partitions.endEpoch(of: number, clock: clock))
    }
    outcome.add(frontDoor.takeTunnels())
    for number in 0..<Partitions.count { outcome.add(partitions.finish(number)) }
    outcome.coverage = frontDoor.coverage
    outcome.coverage.add(partitions.coverage)
    return outcome
  }
}
