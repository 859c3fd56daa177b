internal import Compliance
internal import Digest
internal import Synchronization

/// What following the chain through the store showed.
public struct StoreVerification: Sendable {
  /// How a head that somebody kept compares with the store.
  public enum KeptHead: Hashable, Sendable {
    case matches
    case differs
    /// The store ends before it: records are missing at the end.
    case beyondEnd
    /// Retention took the records at that place.
    case beforeAnchor
  }

  public var records = 0
  /// Records whose content retention dropped, and those among them that broke a clause.
  public var dropped = 0
  public var droppedBreaches = 0
  /// Where the chain begins: 0, or the last record that retention took away.
  public var anchor: Int64 = 0
  public var head: ChainHead
  /// What does not hold together, the first `maximumFaults` of it.
  public var faults: [String] = []
  public var keptHead: KeptHead?

  /// A changed record breaks every link behind it; more lines say no more.
  public static let maximumFaults = 20

  /// The store is what it was when it was written, as far as a chain without a key can show.
  public var isSound: Bool { faults.isEmpty && (keptHead ?? .matches) == .matches }

  mutating func note(_ fault: String) {
    if faults.count < Self.maximumFaults { faults.append(fault) }
  }
}

extension FindingStore {
  /// Follows the chain from its anchor to its head.
  public func verify(keptHead: ChainHead? = nil) throws(StoreError) -> StoreVerification {
    try state.withLock { (state: inout State) throws(StoreError) -> StoreVerification in
      try Self.follow(state.database, keptHead: keptHead) { _, _ in }
    }
  }

  /// Follows the chain and shows each finding's record on the way.
  static func follow(
    _ database: borrowing Database, keptHead: ChainHead?,
    visit: (_ payload: [UInt8], _ found: GistScanner.Found) -> Void
  ) throws(StoreError) -> StoreVerification {
    let anchor = try Self.anchor(of: database)
    var result = StoreVerification(anchor: anchor.sequence, head: anchor)
    if keptHead?.sequence == anchor.sequence {
      result.keptHead = keptHead == anchor ? .matches : .differs
    } else if let keptHead, keptHead.sequence < anchor.sequence {
      result.keptHead = .beforeAnchor
    }
    try database.run(
      """
      SELECT seq, stored, kind, verdict, payload, digest, link, id, sensor, revision FROM record
      ORDER BY seq
      """
    ) { row in
      Self.check(row, &result, visit)
      if let keptHead, result.head.sequence == keptHead.sequence {
        result.keptHead = result.head == keptHead ? .matches : .differs
      }
    }
    if keptHead != nil, result.keptHead == nil { result.keptHead = .beyondEnd }
    let last = try database.number("SELECT seq FROM sqlite_sequence WHERE name = 'record'") ?? 0
    if last > result.head.sequence {
      result.note("record \(last) was the last, and the store ends with \(result.head.sequence)")
    }
    let delivered = try database.number("SELECT max(delivered) FROM cursor") ?? 0
    if delivered > result.head.sequence {
      result.note("a sink took record \(delivered), which is missing")
    }
    return result
  }

  private static func check(
    _ row: borrowing Database.Row, _ result: inout StoreVerification,
    _ visit: (_ payload: [UInt8], _ found: GistScanner.Found) -> Void
  ) {
    let sequence = row.integer(0)
    let verdict = row.integer(3)
    result.records += 1
    if sequence != result.head.sequence + 1 {
      result.note("records \(result.head.sequence + 1) to \(sequence - 1) are missing")
    }
    let digest = row.octets(5)
    if row.isNull(4) {
      result.dropped += 1
      if verdict == Verdict.fail.stored || verdict == Verdict.warn.stored {
        result.droppedBreaches += 1
      }
    } else {
      let payload = row.octets(4)
      if SHA256.hash(payload) != digest {
        result.note("record \(sequence) is not what was stored")
      } else if row.integer(2) == StoredRecord.Kind.finding.rawValue {
        if let found = checkColumns(row, payload, sequence, &result) { visit(payload, found) }
      } else if row.integer(2) == StoredRecord.Kind.ledger.rawValue,
        !payload.starts(with: StoredLedger.start(of: row.text(8)))
      {
        result.note("record \(sequence) is filed under what it does not say")
      }
    }
    let link = Chain.link(
      result.head.link, sequence: sequence, stored: row.integer(1), kind: row.integer(2),
      verdict: verdict, digest: digest)
    let stored = row.octets(6)
    if link != stored { result.note("record \(sequence) does not follow from the one before it") }
    // From here on by the stored link, so that each fault is told where it is.
    result.head = ChainHead(sequence: sequence, link: stored)
  }

  /// The columns that queries use say the same as the payload, which the hash covers.
  private static func checkColumns(
    _ row: borrowing Database.Row, _ payload: [UInt8], _ sequence: Int64,
    _ result: inout StoreVerification
  ) -> GistScanner.Found? {
    guard let found = gist(of: payload, at: sequence) else {
      result.note("record \(sequence) holds no finding")
      return nil
    }
    if found.id != row.text(7) || found.sensor != row.text(8)
      || Int64(clamping: found.revision) != row.integer(9)
      || found.gist.verdict.stored != row.integer(3)
    {
      result.note("record \(sequence) is filed under what it does not say")
    }
    return found
  }

  /// The gist by the quick way, or else by way of the whole finding.
  private static func gist(of payload: [UInt8], at sequence: Int64) -> GistScanner.Found? {
    if let found = GistScanner.read(payload, place: sequence) { return found }
    guard let finding = FindingRecord.decode(payload) else { return nil }
    return GistScanner.Found(
      gist: FindingGist(finding, place: sequence), id: finding.id, sensor: finding.sensor,
      revision: finding.revision, assetAddress: finding.asset.address.map { "\($0)" },
      hasMore: !finding.also.isEmpty)
  }
}
