internal import Observations

/// Once remote access to the Local Run Manager was turned away, it stays so.
public struct PatchHistory: Expectation {
  public static let key = "patch-history"

  public let ports: [ClosedRange<UInt16>]

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard var parameters = Parameters(node, keys: ["ports"], into: &mistakes) else { return nil }
    let ports = parameters.ports("ports")
    guard parameters.finish(into: &mistakes), let ports else { return nil }
    self.ports = ports
  }

  public var summary: LocalizedText {
    LocalizedText(
      en: "Ports \(ports.portList) that turned remote clients away never answer them later.",
      zh: "曾拒绝远程客户端的端口 \(ports.portList) 之后不再应答。",
      ja: "リモートクライアントを拒否したポート \(ports.portList) が、後で応答することはありません。")
  }

  public func applies(to asset: Asset) -> Bool { asset.lrmMode == .blocked }

  public func watch(_ setting: WatchSetting) -> (any Watch)? { PatchHistoryWatch(ports: ports) }
}

/// The state of each port as changes over time; equal neighbours are one.
struct PatchHistoryWatch: Watch {
  struct Change {
    var outcome: LocalRunManagerOutcome
    var moment: Moment
  }

  let ports: [ClosedRange<UInt16>]
  private var histories: [UInt16: [Change]] = [:]
  private var told: Set<UInt16> = []

  /// Changes of one port; a state that flaps is told long before.
  static let maximumChanges = 256

  init(ports: [ClosedRange<UInt16>]) {
    self.ports = ports
  }

  func concerns(_ subject: AssetConnection) -> Bool {
    guard let outcome = subject.attempt?.outcome, ports.contains(port: subject.port) else {
      return false
    }
    return (outcome.isAnswer || outcome.isTurnedAway) && !subject.isInServiceWindow
  }

  mutating func note(_ subject: AssetConnection, into occurrences: inout [Occurrence]) {
    guard let outcome = subject.attempt?.outcome else { return }
    let change = Change(outcome: outcome, moment: subject.connection.deciding)
    guard let (before, after) = insert(change, port: subject.port),
      told.insert(subject.port).inserted
    else {
      noteSteady(subject, outcome, into: &occurrences)
      return
    }
    var occurrence = Occurrence(
      .fail, .patchRolledBack, of: subject, severity: .critical, discriminator: "roll-back")
    occurrence.stage = .succeeded
    occurrence.deciding = after.moment
    occurrence.first = before.moment
    occurrence.last = max(after.moment, subject.connection.last)
    occurrence.evidence[.outcome] = .text(after.outcome.rawValue)
    occurrence.values = [
      "before": before.outcome.rawValue, "since": "\(before.moment.time)",
      "outcome": after.outcome.rawValue, "at": "\(after.moment.time)",
    ]
    occurrences.append(occurrence)
  }

  /// Turned away again, with nothing worse before: the state has held.
  private func noteSteady(
    _ subject: AssetConnection, _ outcome: LocalRunManagerOutcome,
    into occurrences: inout [Occurrence]
  ) {
    guard outcome.isTurnedAway, let first = histories[subject.port]?.first,
      first.outcome.isTurnedAway,
      first.moment.frame < subject.connection.deciding.frame, !told.contains(subject.port)
    else { return }
    var occurrence = Occurrence(.pass, .patchHeld, of: subject)
    occurrence.evidence[.outcome] = .text(outcome.rawValue)
    occurrence.values = ["since": "\(first.moment.time)"]
    occurrences.append(occurrence)
  }

  var memory: [[String]] {
    histories.sorted { $0.key < $1.key }.flatMap { port, history in
      history.map { ["\(port)", $0.outcome.rawValue, $0.moment.time.word] }
    } + told.sorted().map { ["\($0)", "told"] }
  }

  mutating func remember(_ row: [String]) {
    var words = MemoryWords(row)
    guard let port: UInt16 = words.number(), ports.contains(port: port) else { return }
    let word = words.next()
    if word == "told" { told.insert(port) }
    guard let outcome = LocalRunManagerOutcome(rawValue: word), let time = words.time() else {
      return
    }
    // Rows come in the order of time.
    guard histories[port, default: []].count < Self.maximumChanges else { return }
    histories[port, default: []].append(Change(outcome: outcome, moment: time.beforeRun))
  }

  /// Puts a change in its place; returns the block and the answer that follows it, if there are.
  private mutating func insert(
    _ change: Change, port: UInt16
  ) -> (before: Change, after: Change)? {
    var history = histories[port] ?? []
    let place =
      history.firstIndex { change.moment.frame < $0.moment.frame } ?? history.count
    let isKnown = place > 0 && history[place - 1].outcome == change.outcome
    if !isKnown, history.count < Self.maximumChanges { history.insert(change, at: place) }
    histories[port] = history
    guard let after = history.lastIndex(where: \.outcome.isAnswer),
      let before = history[..<after].lastIndex(where: \.outcome.isTurnedAway)
    else { return nil }
    // The first answer behind the block, since others may follow it.
    let first = history[before...].firstIndex(where: \.outcome.isAnswer) ?? after
    return (history[before], history[first])
  }
}

private func max(_ left: Moment, _ right: Moment) -> Moment {
  left.frame < right.frame ? right : left
}
