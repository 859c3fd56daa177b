import Flows
import Foundation
import Observations

/// The threads behind a reader: workers that own the partitions, and one that judges.
///
/// The reader hands frames to the owner of their partition and says where epochs end; the last
/// thread puts what the workers saw into the order of the frames. Every queue is bounded, and each
/// thread waits for the next one only, so that none can wait in a circle.
final class Crew {
  private let workers: [FlowWorker]
  /// Owner of each partition.
  private let owners: [Int]
  private let judging: JudgingThread
  private var batches: [FrameBatch]

  /// Frames and octets of a batch: enough that a lock costs nothing beside it, few enough that the
  /// batch stays in a core's cache.
  private static let batchFrames = 1_024
  private static let batchOctets = 262_144

  /// With room for a frame beyond the last, so that it does not grow while it is filled.
  private static var emptyBatch: FrameBatch {
    FrameBatch(frames: batchFrames, octets: batchOctets + 65_536)
  }

  /// - Parameters:
  ///   - count: of workers, at least one.
  ///   - consume: takes the observations in the order of their frames, on a thread of its own.
  ///   - endOfEpoch: told the newest packet time when an epoch's observations were all given.
  init(
    count: Int, limits: FlowLimits,
    consume: @escaping @Sendable (Observation, Int) -> Void,
    endOfEpoch: @escaping @Sendable (Timestamp) -> Void
  ) {
    let count = min(max(count, 1), Partitions.count)
    workers = (0..<count).map { number in
      FlowWorker(
        owned: (0..<Partitions.count).filter { $0 % count == number }, limits: limits)
    }
    owners = (0..<Partitions.count).map { $0 % count }
    batches = workers.map { _ in Self.emptyBatch }
    judging = JudgingThread(workers, consume: consume, endOfEpoch: endOfEpoch)
    let judging = judging
    for (number, worker) in workers.enumerated() {
      Thread.start("worker \(number)") { worker.run() }
    }
    Thread.start("judge") { judging.run() }
  }

  deinit {
    judging.close()
    for worker in workers { worker.close() }
  }

  /// Copies a frame for the owner of its partition.
  func receive(_ head: PacketHead, _ frame: Span<UInt8>) {
    let owner = owners[head.partition]
    batches[owner].append(head, frame)
    if batches[owner].heads.count >= Self.batchFrames
      || batches[owner].octets.count >= Self.batchOctets
    {
      send(owner)
    }
  }

  private func send(_ owner: Int) {
    guard !batches[owner].isEmpty else { return }
    var batch = Self.emptyBatch
    swap(&batch, &batches[owner])
    workers[owner].put(.frames(batch))
  }

  /// Has something done on the judging thread, before the epoch that has begun is judged.
  func beforeEpoch(_ body: @escaping @Sendable () -> Void) { judging.put(.call(body)) }

  /// Ends an epoch.
  ///
  /// - Parameter own: what the front door itself observed.
  func endEpoch(clock: Timestamp, own: [Observation]) {
    for number in workers.indices {
      send(number)
      workers[number].put(.endEpoch(clock))
    }
    judging.put(.epoch(clock: clock, own: own))
  }

  /// Ends all flows and waits until everything is judged.
  ///
  /// - Returns: what the partitions have counted.
  func finish(clock: Timestamp) -> Coverage {
    for worker in workers { worker.put(.finish) }
    judging.put(.epoch(clock: clock, own: []))
    judging.finish()
    var coverage = Coverage()
    for worker in workers { coverage.add(worker.takeCoverage() ?? Coverage()) }
    return coverage
  }
}
