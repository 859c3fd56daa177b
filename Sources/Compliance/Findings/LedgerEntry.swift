public import Observations

/// The verdict of one clause for one asset, and what it rests on.
///
/// Without a site file there are hundreds of thousands of them, most about nothing that was seen:
/// what clauses share and what was counted lie behind references.
public struct LedgerEntry: Sendable {
  private var row: Row
  private var seen: Seen?
  /// Why there is no data, or what was seen.
  public var reason: LocalizedText
  public var verdict: Verdict
  public var stage: Stage?

  /// What an entry says of its clause, for every asset the same.
  final class Row: Sendable {
    let clause: String
    let title: LocalizedText
    let document: DocumentReference
    let blindSpot: LocalizedText?

    init(
      clause: String, title: LocalizedText, document: DocumentReference,
      blindSpot: LocalizedText?
    ) {
      self.clause = clause
      self.title = title
      self.document = document
      self.blindSpot = blindSpot
    }
  }

  /// What was counted.
  private final class Seen: Sendable {
    let counts: [Verdict: UInt64]
    let peers: Int
    let first: Timestamp?
    let last: Timestamp?

    init(counts: [Verdict: UInt64], peers: Int, first: Timestamp?, last: Timestamp?) {
      self.counts = counts
      self.peers = peers
      self.first = first
      self.last = last
    }
  }

  /// More peers than this are counted as this many: a scan must not fill the memory.
  public static let maximumPeers = 256

  public init(
    clause: String, title: LocalizedText, document: DocumentReference, verdict: Verdict,
    reason: LocalizedText, blindSpot: LocalizedText? = nil
  ) {
    self.init(
      Row(clause: clause, title: title, document: document, blindSpot: blindSpot), verdict, reason)
  }

  init(_ row: Row, _ verdict: Verdict, _ reason: LocalizedText) {
    self.row = row
    self.verdict = verdict
    self.reason = reason
  }

  public var clause: String { row.clause }
  public var title: LocalizedText { row.title }
  public var document: DocumentReference { row.document }

  /// What the sensor cannot see of the clause.
  public var blindSpot: LocalizedText? { row.blindSpot }

  /// Connections, questions or requests judged, by their verdict.
  public var counts: [Verdict: UInt64] {
    get { seen?.counts ?? [:] }
    set { setSeen(newValue, peers, first, last) }
  }

  /// Distinct peers; bounded, see `LedgerEntry.maximumPeers`.
  public var peers: Int {
    get { seen?.peers ?? 0 }
    set { setSeen(counts, newValue, first, last) }
  }

  public var first: Timestamp? {
    get { seen?.first }
    set { setSeen(counts, peers, newValue, last) }
  }

  public var last: Timestamp? {
    get { seen?.last }
    set { setSeen(counts, peers, first, newValue) }
  }

  /// Sets all that was counted at once.
  mutating func setSeen(
    _ counts: [Verdict: UInt64], _ peers: Int, _ first: Timestamp?, _ last: Timestamp?
  ) {
    seen = Seen(counts: counts, peers: peers, first: first, last: last)
  }
}
