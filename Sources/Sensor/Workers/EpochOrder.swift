import Flows
import Observations

/// Puts what the partitions saw in an epoch into the order of the frames.
struct EpochOrder: ~Copyable {
  /// Where an observation lies, ordered as it is to be judged.
  private struct Place: Comparable {
    let frame: UInt64
    let partition: Int
    let index: Int

    static func < (left: Self, right: Self) -> Bool {
      (left.frame, left.partition, left.index) < (right.frame, right.partition, right.index)
    }
  }

  /// By partition; the last are the front door's own.
  private var batches = [[Observation]](repeating: [], count: Partitions.count + 1)
  private var places: [Place] = []

  /// An empty array with the storage of the partition's last epoch.
  mutating func takeStorage(of partition: Int) -> [Observation] {
    var storage: [Observation] = []
    swap(&storage, &batches[partition])
    storage.removeAll(keepingCapacity: true)
    return storage
  }

  /// Takes what a partition saw; what it saw in the last epoch is forgotten.
  mutating func add(_ observations: consuming [Observation], of partition: Int) {
    batches[partition] = observations
  }

  /// Gives everything away; ties keep the order of partitions and of sight.
  mutating func deliver(_ consume: (Observation, Int) -> Void) {
    places.removeAll(keepingCapacity: true)
    for (number, batch) in batches.enumerated() {
      for index in batch.indices {
        places.append(
          Place(frame: batch[index].moment.frame, partition: number, index: index))
      }
    }
    places.sort()
    for place in places { consume(batches[place.partition][place.index], place.partition) }
  }
}
