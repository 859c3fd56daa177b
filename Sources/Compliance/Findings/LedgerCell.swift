internal import Observations

/// One clause for one asset, counted by verdict.
struct LedgerCell: Sendable {
  private var counts: (UInt64, UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0, 0)
  private(set) var suppressed: UInt64 = 0
  private(set) var first: Timestamp?
  private(set) var last: Timestamp?
  /// The first peer; most rows of most assets have no other.
  private var peer: IPAddress?
  private var otherPeers: Set<IPAddress> = []

  /// Distinct peers, up to `LedgerEntry.maximumPeers`.
  var peers: Int { peer == nil ? 0 : 1 + otherPeers.count }

  mutating func add(
    _ verdict: Verdict, isSuppressed: Bool, from first: Timestamp, to last: Timestamp,
    peer: IPAddress?
  ) {
    change(verdict, isSuppressed, by: 1)
    if self.first.map({ first < $0 }) ?? true { self.first = first }
    if self.last.map({ $0 < last }) ?? true { self.last = last }
    if let peer { add(peer) }
  }

  private mutating func add(_ other: IPAddress) {
    guard let peer else {
      peer = other
      return
    }
    if other != peer, peers < LedgerEntry.maximumPeers { otherPeers.insert(other) }
  }

  /// Takes back what a connection counted before it is judged anew.
  mutating func remove(_ verdict: Verdict, isSuppressed: Bool) {
    change(verdict, isSuppressed, by: -1)
  }

  private mutating func change(_ verdict: Verdict, _ isSuppressed: Bool, by step: Int64) {
    func moved(_ count: UInt64) -> UInt64 { step > 0 ? count &+ 1 : count == 0 ? 0 : count - 1 }
    guard !isSuppressed else {
      suppressed = moved(suppressed)
      return
    }
    switch verdict {
    case .fail: counts.0 = moved(counts.0)
    case .warn: counts.1 = moved(counts.1)
    case .undetermined: counts.2 = moved(counts.2)
    case .pass: counts.3 = moved(counts.3)
    case .info: counts.4 = moved(counts.4)
    case .notObserved, .notAssessable: break
    }
  }

  /// As `JudgeMemory.Part.ledger` says, behind the clause.
  var words: [String] {
    let peers = ([peer].compactMap(\.self) + otherPeers.sorted()).map { "\($0)" }
    return [
      "\(suppressed)", first?.word ?? "", last?.word ?? "", peers.joined(separator: " "),
    ] + byVerdict.flatMap { [$0.verdict.rawValue, "\($0.count)"] }
  }

  init() {}

  /// The cell that `words` told of; nil when they tell of none.
  init?(_ words: inout MemoryWords) {
    guard let suppressed = words.number(UInt64.self) else { return nil }
    self.suppressed = suppressed
    first = words.time()
    last = words.time()
    for address in words.list().prefix(LedgerEntry.maximumPeers) {
      if let address = IPAddress(address) { add(address) }
    }
    while let verdict = Verdict(rawValue: words.next()) {
      let count = words.number(UInt64.self) ?? 0
      switch verdict {
      case .fail: counts.0 = count
      case .warn: counts.1 = count
      case .undetermined: counts.2 = count
      case .pass: counts.3 = count
      case .info: counts.4 = count
      case .notObserved, .notAssessable: break
      }
    }
  }

  /// The verdicts that occurred, with their counts.
  var byVerdict: [(verdict: Verdict, count: UInt64)] {
    [
      (.fail, counts.0), (.warn, counts.1), (.undetermined, counts.2), (.pass, counts.3),
      (.info, counts.4),
    ].filter { $0.count > 0 }
  }

  /// The worst verdict that occurred; nil when none did.
  var verdict: Verdict? { byVerdict.first?.verdict }
}

/// The ledger of one asset: a cell for each row that something was seen of.
struct Ledger: Sendable {
  /// The cell of each row, -1 for none.
  private var places: [Int16]
  private var cells: [LedgerCell] = []

  init(rows: Int) {
    places = Array(repeating: -1, count: rows)
  }

  /// The cell of a row; an untouched one is empty.
  subscript(row: Int) -> LedgerCell {
    get { places[row] < 0 ? LedgerCell() : cells[Int(places[row])] }
    _modify {
      if places[row] < 0 {
        places[row] = Int16(clamping: cells.count)
        cells.append(LedgerCell())
      }
      yield &cells[Int(places[row])]
    }
  }

  func isEmpty(row: Int) -> Bool { places[row] < 0 }
}
