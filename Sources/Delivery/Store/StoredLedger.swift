public import Compliance
internal import Foundation
public import Observations

/// The ledger as a run left it, or as a running sensor has it: one record of the store.
///
/// Findings alone do not tell which clauses were in order, not observed or not assessable; a report
/// from the store does with this. It is part of the hash chain, and no collector gets it.
public struct StoredLedger: Sendable {
  static let schema = "labtap.ledger/1"
  /// Assets whose clauses are kept, some 3 KB each, which is more than a report shows.
  ///
  /// The others are counted.
  public static let maximumAssets = 256

  public var sensor: String
  /// When it stood so.
  public var time: Timestamp
  public var assets: [AssetSummary]
  /// All assets, and the clauses of all of them by verdict.
  public var assetCount: Int
  public var totals: [Verdict: Int]
  /// Of the run so far.
  public var coverage: Coverage

  /// - Parameters:
  ///   - assets: all of them, or the first.
  ///   - count: all assets; as many as are given when nil.
  public init(
    sensor: String, time: Timestamp, assets: [AssetSummary], count: Int? = nil, coverage: Coverage
  ) {
    self.sensor = sensor
    self.time = time
    self.assets = Array(assets.prefix(Self.maximumAssets))
    assetCount = count ?? assets.count
    totals = [:]
    for entry in assets.lazy.flatMap(\.clauses) { totals[entry.verdict, default: 0] += 1 }
    self.coverage = coverage
  }

  /// The ledger at the end of a run; nil for one without assets.
  public init?(_ report: Report) {
    guard !report.assets.isEmpty, let last = report.coverage.last else { return nil }
    self.init(
      sensor: report.sensor, time: last, assets: report.assets, coverage: report.coverage)
  }

  /// True when each clause stands as it does in the other; counts and times may differ.
  public func stands(as other: StoredLedger) -> Bool {
    guard assetCount == other.assetCount, assets.count == other.assets.count else { return false }
    return zip(assets, other.assets).allSatisfy { mine, others in
      mine.asset == others.asset && mine.clauses.count == others.clauses.count
        && zip(mine.clauses, others.clauses).allSatisfy {
          $0.clause == $1.clause && $0.verdict == $1.verdict
        }
    }
  }

  // MARK: The record

  /// `{"schema":"labtap.ledger/1","sensor":"…","ledger":{…}}`.
  func payload() throws(StoreError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let content = try? encoder.encode(Content(self)) else {
      throw StoreError(kind: .other, message: "the ledger cannot be written")
    }
    return Self.start(of: sensor) + content + [UInt8(ascii: "}")]
  }

  /// What a payload of this sensor begins with.
  static func start(of sensor: String) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.member("schema", schema)
      writer.member("sensor", sensor)
    }
    return writer.octets.dropLast() + Array(",\"ledger\":".utf8)
  }

  /// The ledger again; nil when the octets are not what was stored, or of a later form.
  static func decode(_ payload: [UInt8]) -> StoredLedger? {
    guard let read = try? JSONDecoder().decode(Envelope.self, from: Data(payload)),
      read.schema == schema
    else { return nil }
    return StoredLedger(read.sensor, read.ledger)
  }

  private init(_ sensor: String, _ content: Content) {
    self.sensor = sensor
    time = content.time
    assetCount = content.count
    coverage = content.coverage
    totals = [:]
    for (word, count) in content.totals {
      if let verdict = Verdict(rawValue: word) { totals[verdict] = count }
    }
    assets = content.assets.prefix(Self.maximumAssets).map { asset in
      AssetSummary(
        asset: AssetReference(
          id: asset.id, address: asset.address.flatMap { IPAddress($0) },
          mac: asset.mac.flatMap { MACAddress($0) }, model: asset.model),
        clauses: asset.rows.compactMap { content.entry($0) })
    }
  }

  fileprivate struct Envelope: Decodable {
    var schema: String
    var sensor: String
    var ledger: Content
  }

  /// Clauses and sentences stand once, and rows name them by their place: most assets have the same.
  fileprivate struct Content: Codable {
    struct Words: Codable, Hashable {
      var en: String
      var zh: String?
      var ja: String?

      init(_ text: LocalizedText) { (en, zh, ja) = (text.en, text.zh, text.ja) }

      var text: LocalizedText { LocalizedText(en: en, zh: zh, ja: ja) }
    }

    struct Clause: Codable, Hashable {
      var id: String
      var title: Words
      var document: String
      var section: String
      var derived: Bool
      var open: Words?
    }

    struct Row: Codable {
      var clause: Int
      var verdict: String
      var reason: Int
      var stage: String?
      var counts: [String: UInt64]?
      var peers: Int?
      var first: Timestamp?
      var last: Timestamp?
    }

    struct Asset: Codable {
      var id: String
      var address: String?
      var mac: String?
      var model: String?
      var rows: [Row]
    }

    var time: Timestamp
    var count: Int
    var totals: [String: Int]
    var coverage: Coverage
    var clauses: [Clause] = []
    var reasons: [Words] = []
    var assets: [Asset] = []

    init(_ ledger: StoredLedger) {
      time = ledger.time
      count = ledger.assetCount
      totals = Dictionary(uniqueKeysWithValues: ledger.totals.map { ($0.key.rawValue, $0.value) })
      coverage = ledger.coverage
      var clausePlaces: [Clause: Int] = [:]
      var reasonPlaces: [Words: Int] = [:]
      for summary in ledger.assets {
        var asset = Asset(
          id: summary.asset.id, address: summary.asset.address.map { "\($0)" },
          mac: summary.asset.mac.map { "\($0)" }, model: summary.asset.model, rows: [])
        for entry in summary.clauses {
          let clause = Clause(
            id: entry.clause, title: Words(entry.title), document: entry.document.number,
            section: entry.document.clause, derived: entry.document.isDerived,
            open: entry.blindSpot.map { Words($0) })
          let clausePlace = Self.place(of: clause, in: &clauses, &clausePlaces)
          let reason = Self.place(of: Words(entry.reason), in: &reasons, &reasonPlaces)
          asset.rows.append(Row(entry, clause: clausePlace, reason: reason))
        }
        assets.append(asset)
      }
    }

    private static func place<Element: Hashable>(
      of element: Element, in list: inout [Element], _ places: inout [Element: Int]
    ) -> Int {
      if let place = places[element] { return place }
      places[element] = list.count
      list.append(element)
      return list.count - 1
    }

    func entry(_ row: Row) -> LedgerEntry? {
      guard clauses.indices.contains(row.clause), reasons.indices.contains(row.reason),
        let verdict = Verdict(rawValue: row.verdict)
      else { return nil }
      let clause = clauses[row.clause]
      var entry = LedgerEntry(
        clause: clause.id, title: clause.title.text,
        document: DocumentReference(
          number: clause.document, clause: clause.section, isDerived: clause.derived),
        verdict: verdict, reason: reasons[row.reason].text, blindSpot: clause.open?.text)
      entry.stage = row.stage.flatMap { word in Stage.allCases.first { $0.description == word } }
      guard row.counts != nil || row.peers != nil || row.first != nil else { return entry }
      var counts: [Verdict: UInt64] = [:]
      for (word, count) in row.counts ?? [:] {
        if let verdict = Verdict(rawValue: word) { counts[verdict] = count }
      }
      entry.counts = counts
      entry.peers = row.peers ?? 0
      entry.first = row.first
      entry.last = row.last
      return entry
    }
  }
}

extension StoredLedger.Content.Row {
  fileprivate init(_ entry: LedgerEntry, clause: Int, reason: Int) {
    self.init(
      clause: clause, verdict: entry.verdict.rawValue, reason: reason,
      stage: entry.stage?.description, first: entry.first, last: entry.last)
    let counts = entry.counts.map { ($0.key.rawValue, $0.value) }
    if !counts.isEmpty { self.counts = Dictionary(uniqueKeysWithValues: counts) }
    if entry.peers > 0 { peers = entry.peers }
  }
}
