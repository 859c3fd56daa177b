import Flows
import Observations

/// The last thread of a crew: joins what the workers saw, epoch by epoch.
final class JudgingThread: Sendable {
  enum Task: Sendable {
    case call(@Sendable () -> Void)
    /// An epoch is over: its clock, and what the front door observed in it.
    case epoch(clock: Timestamp, own: [Observation])
  }

  private let workers: [FlowWorker]
  private let consume: @Sendable (Observation, Int) -> Void
  private let endOfEpoch: @Sendable (Timestamp) -> Void
  // The reader is ahead by the epochs that the workers may be ahead by, and calls are few.
  private let tasks = BoundedQueue<Task>(maximum: 64)
  private let ended = BoundedQueue<Bool>(maximum: 1)

  init(
    _ workers: [FlowWorker], consume: @escaping @Sendable (Observation, Int) -> Void,
    endOfEpoch: @escaping @Sendable (Timestamp) -> Void
  ) {
    self.workers = workers
    self.consume = consume
    self.endOfEpoch = endOfEpoch
  }

  func put(_ task: Task) { tasks.put(task) }

  /// Waits until every task was done; none may come after it.
  func finish() {
    tasks.close()
    _ = ended.take()
  }

  /// Lets all who wait go.
  func close() {
    tasks.close()
    ended.close()
  }

  func run() {
    var order = EpochOrder()
    tasks: while let task = tasks.take() {
      switch task {
      case .call(let body): body()
      case .epoch(let clock, let own):
        for worker in workers {
          guard let batches = worker.takeEpoch() else { break tasks }
          for batch in batches { order.add(batch.observations, of: batch.partition) }
        }
        order.add(own, of: Partitions.count)
        order.deliver(consume)
        endOfEpoch(clock)
      }
    }
    ended.put(true)
  }
}
