public import Compliance
import Observations

/// Judges what the shards of one run observed, as `replay` would have judged the captures.
///
/// The outcome is that of the unsharded run: epochs are the same in every shard, and within one
/// the observations are put into the order of their frames, then of their partitions.
public func judge(
  observations paths: [String], policy: Policy, sensor: String,
  observer: (@Sendable (ReplayEvent) -> Void)? = nil
) throws(ObservationError) -> ReplayOutcome {
  var judge = Judge(policy: policy, sensor: sensor)
  let shards = try openShards(paths)
  var batch: [Placed] = []
  while true {
    batch.removeAll(keepingCapacity: true)
    var mark: ObservationRecord?
    var ends: [ObservationRecord.End] = []
    for file in shards {
      let next = try readEpoch(file, into: &batch)
      if let mark, !mark.agrees(with: next) {
        throw ObservationError("\(file.path):\(file.line): not of the same run", kind: .mismatch)
      }
      if case .end(let end) = next { ends.append(end) }
      mark = mark ?? next
    }
    batch.sort()
    for placed in batch {
      judge.judge(placed.observation)
      observer?(.observation(placed.observation))
    }
    switch mark {
    case .source(let name, let firstFrame):
      judge.addSource(name: name, firstFrame: firstFrame)
      observer?(.source(name: name, firstFrame: firstFrame))
    case .epoch(let clock): judge.advance(to: clock)
    default:
      var coverage = ends.first?.shared ?? Coverage()
      for end in ends { coverage.add(end.own) }
      observer?(.end(coverage))
      return ReplayOutcome(
        report: judge.finish(coverage: coverage), problems: ends.first?.problems ?? [])
    }
  }
}

/// Opens the files; every shard of the run has to be there once.
private func openShards(_ paths: [String]) throws(ObservationError) -> [ObservationFile] {
  var files: [Int: ObservationFile] = [:]
  var run: ObservationRecord.Header?
  for path in paths {
    let file = try ObservationFile(path: path)
    guard case .header(let header) = try file.next(), header.format == ObservationRecord.format
    else {
      throw ObservationError(
        "\(path): not a file of \(ObservationRecord.format)", kind: .unreadable)
    }
    if let run, !run.isOfSameRun(as: header) {
      throw ObservationError(
        "\(path): of other captures, another filter or another number of shards than \(paths[0])",
        kind: .mismatch)
    }
    run = run ?? header
    guard files.updateValue(file, forKey: header.shard.number) == nil else {
      throw ObservationError(
        "\(path): shard \(header.shard.number) is given twice", kind: .mismatch)
    }
  }
  let count = run?.shard.count ?? 0
  let missing = (1...max(count, 1)).filter { files[$0] == nil }
  guard missing.isEmpty else {
    let numbers = missing.map(String.init).joined(separator: ", ")
    throw ObservationError("missing of \(count) shards: \(numbers)", kind: .mismatch)
  }
  return files.sorted { $0.key < $1.key }.map(\.value)
}

/// An observation and where it stands within its epoch.
private struct Placed: Comparable {
  var observation: Observation
  var partition: Int
  /// Place within its file: the order of sight, where frame and partition are the same.
  var index: Int

  static func == (left: Self, right: Self) -> Bool {
    (left.partition, left.index) == (right.partition, right.index)
  }

  static func < (left: Self, right: Self) -> Bool {
    (left.observation.moment.frame, left.partition, left.index)
      < (right.observation.moment.frame, right.partition, right.index)
  }
}

/// Reads up to the record that ends the epoch, which is returned.
private func readEpoch(
  _ file: ObservationFile, into batch: inout [Placed]
) throws(ObservationError) -> ObservationRecord {
  while true {
    let record = try file.next()
    guard case .observation(let observation, let partition) = record else {
      if case .header = record {
        throw ObservationError("\(file.path):\(file.line): a second header", kind: .unreadable)
      }
      return record
    }
    batch.append(Placed(observation: observation, partition: partition, index: file.line))
  }
}

extension ObservationRecord {
  /// Shards read the same frames: their epochs and sources are the same.
  fileprivate func agrees(with other: ObservationRecord) -> Bool {
    switch (self, other) {
    case (.epoch(let left), .epoch(let right)): left == right
    case (.source(let name, let frame), .source(let otherName, let otherFrame)):
      (name, frame) == (otherName, otherFrame)
    case (.end, .end): true
    default: false
    }
  }
}
