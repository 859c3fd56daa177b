/// Whether a running sensor sees what it should.
public struct Health: Sendable {
  /// What is wrong, each in a few words; empty when nothing is.
  public var problems: [String] = []

  /// Seconds after which a worker that gave no sign of life hangs.
  public static let turnLimit = 5.0

  public init(_ statistics: WatchStatistics, store: StoreCounts? = nil) {
    if statistics.secondsSinceTurn > Self.turnLimit { problems.append("a worker hangs") }
    if statistics.queuedEpochs >= WatchStatistics.maximumQueuedEpochs {
      problems.append("judging is behind")
    }
    for (interface, isUp) in zip(statistics.interfaces, statistics.isUp) where !isUp {
      problems.append("\(interface.name) is down")
    }
    if store?.isFailing == true { problems.append("the findings store takes nothing") }
  }

  public var isGood: Bool { problems.isEmpty }

  /// One line.
  public var text: String { isGood ? "ok\n" : problems.joined(separator: "; ") + "\n" }
}
