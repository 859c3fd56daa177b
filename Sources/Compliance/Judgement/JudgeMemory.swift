internal import Observations

/// What a judge knows besides its findings, so that the next run can go on with it.
///
/// Rows of words, so that a store can keep them without knowing what they mean. A row that a newer
/// version wrote otherwise, or that is damaged, is left out when it is read; nothing else suffers.
public struct JudgeMemory: Hashable, Sendable {
  public typealias Row = [String]

  /// What the rows are about; a part is stored for itself.
  public enum Part: String, Hashable, Sendable, CaseIterable {
    /// Asset's id or nothing, address, name, since, until: what DNS answers told.
    case names
    /// Address, `asset` or `peer`, its id: what hosts with a declared name use.
    case addresses
    /// Id, first answer, address, MAC, VLAN, seen, answered, last attack, uploads.
    case assets
    /// MAC, source, first, last, judged, VLAN, host name, vendor class, addresses.
    case stations
    /// Asset's id, clause, suppressed, first, last, peers, and a verdict and its count each.
    case ledger
    /// Asset's id, property, peer, port, name, outbound, rank, value, since: what was negotiated.
    case postures
    /// Asset's id, clause, and what the clause remembers over time.
    case watches

    /// Means something only under the policy that it was made by.
    public var isOfPolicy: Bool { self == .ledger || self == .watches }
  }

  /// Names the policy; see `Policy.fingerprint`.
  public var policy: String
  public var rows: [Part: [Row]] = [:]

  public init(policy: String) {
    self.policy = policy
  }

  public subscript(part: Part) -> [Row] {
    get { rows[part] ?? [] }
    set { rows[part] = newValue }
  }

  public var isEmpty: Bool { rows.values.allSatisfy(\.isEmpty) }
}

/// Takes the words of a row one after the other.
struct MemoryWords {
  private var rest: ArraySlice<String>

  init(_ row: JudgeMemory.Row) {
    rest = row[...]
  }

  /// The next word; empty when the row has no more, as when it means nothing.
  mutating func next() -> String { rest.popFirst() ?? "" }

  mutating func text() -> String? {
    let word = next()
    return word.isEmpty ? nil : word
  }

  mutating func number<Number: FixedWidthInteger>(_ type: Number.Type = Number.self) -> Number? {
    Number(next())
  }

  mutating func time() -> Timestamp? { number(Int64.self).map { Timestamp(nanoseconds: $0) } }

  mutating func flag() -> Bool { next() == "1" }

  mutating func list() -> [String] { next().split(separator: " ").map(String.init) }

  /// What is left of the row.
  mutating func others() -> [String] {
    defer { rest = [] }
    return Array(rest)
  }
}

extension Timestamp {
  /// Nanoseconds since 1970.
  var word: String { "\(nanoseconds)" }

  /// Before the first frame of a run: what an earlier run saw comes before all that this one sees.
  var beforeRun: Moment { Moment(frame: 0, time: self) }
}

extension Bool {
  var word: String { self ? "1" : "0" }
}
