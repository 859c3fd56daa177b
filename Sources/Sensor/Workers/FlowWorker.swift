import Flows
import Observations

/// A thread that owns a share of the partitions: frames in, the observations of each epoch out.
///
/// Every worker answers every epoch, an idle one too, so that the clock of all moves.
final class FlowWorker: Sendable {
  enum Task: Sendable {
    case frames(FrameBatch)
    /// An epoch is over; the newest packet time of the whole input.
    case endEpoch(Timestamp)
    /// The input is over.
    case finish
  }

  /// What one partition saw in an epoch, in the order in which it saw it.
  typealias Batch = (partition: Int, observations: [Observation])

  /// Partitions that belong to the worker.
  let owned: [Int]
  private let limits: FlowLimits
  private let tasks = BoundedQueue<Task>(maximum: maximumTasks)
  private let epochs = BoundedQueue<[Batch]>(maximum: maximumEpochs)
  private let ended = BoundedQueue<Coverage>(maximum: 1)

  /// Batches that wait for the worker: four megabytes.
  static let maximumTasks = 16
  /// Epochs that wait for the judge: it is the slowest of all, and what it has not judged lies in
  /// memory.
  static let maximumEpochs = 2

  init(owned: [Int], limits: FlowLimits) {
    self.owned = owned
    self.limits = limits
  }

  // MARK: The reader's side

  func put(_ task: Task) { tasks.put(task) }

  /// Lets all who wait for the worker go, and the worker as well.
  func close() {
    tasks.close()
    epochs.close()
    ended.close()
  }

  // MARK: The judge's side

  /// What the worker saw in the next epoch; nil when it was closed.
  func takeEpoch() -> [Batch]? { epochs.take() }

  /// What the worker counted, once it has finished; nil when it was closed before.
  func takeCoverage() -> Coverage? { ended.take() }

  // MARK: The thread

  func run() {
    let partitions = Partitions(limits: limits, seed: .random(in: .min ... .max))
    while let task = tasks.take() {
      switch task {
      case .frames(let batch):
        let octets = batch.octets.span
        for (head, range) in batch.heads { partitions.receive(head, octets.extracting(range)) }
      case .endEpoch(let clock):
        epochs.put(owned.map { ($0, partitions.endEpoch(of: $0, clock: clock)) })
      case .finish:
        epochs.put(owned.map { ($0, partitions.finish($0)) })
        ended.put(partitions.coverage)
        return
      }
    }
  }
}
