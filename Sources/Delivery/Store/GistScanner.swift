internal import Compliance
internal import Observations

/// Reads the gist out of a stored finding without building the whole value.
///
/// It follows the structure of JSON and takes what it knows by name; whatever it does not
/// understand gives nil, and the caller reads the record whole.
struct GistScanner {
  /// The gist and what the columns of its record have to say.
  struct Found {
    var gist: FindingGist
    var id: String
    var sensor: String
    var revision: UInt64
    var assetAddress: String?
    /// The finding breaks further clauses.
    var hasMore: Bool
  }

  private let octets: [UInt8]
  private let names = Names.all
  private var place = 0
  /// The string that was passed over last holds an escape.
  private var metEscape = false

  private var clause: String?
  private var asset: String?
  private var assetAddress: String?
  private var verdict: Verdict?
  private var severity: Severity?
  private var id: String?
  private var sensor: String?
  private var revision: UInt64?
  private var count: UInt64?
  private var first: Timestamp?
  private var last: Timestamp?
  private var hasMore = false
  private var isSuppressed = false
  private var peerAddress: String?
  private var peerPort: UInt16?
  private var peerName: String?
  private var tlsVersion: String?
  private var smbDialect: String?
  private var octetsIn: UInt64 = 0
  private var octetsOut: UInt64 = 0

  static func read(_ octets: [UInt8], place: Int64) -> Found? {
    var scanner = GistScanner(octets: octets)
    return scanner.isRead() ? scanner.found(place) : nil
  }

  private init(octets: [UInt8]) {
    self.octets = octets
  }

  private func found(_ place: Int64) -> Found? {
    guard let id, let sensor, let revision, let clause, let asset, let verdict, let severity,
      let count, let first, let last
    else { return nil }
    var gist = FindingGist(
      place: place, clause: clause, asset: asset, verdict: verdict, severity: severity,
      first: first, last: last)
    gist.count = count
    gist.isSuppressed = isSuppressed
    gist.peer = peerAddress.map { FindingGist.peer($0, peerPort) }
    gist.peerName = peerName
    gist.tlsVersion = tlsVersion
    gist.smbDialect = smbDialect
    gist.octetsIn = octetsIn
    gist.octetsOut = octetsOut
    return Found(
      gist: gist, id: id, sensor: sensor, revision: revision, assetAddress: assetAddress,
      hasMore: hasMore)
  }

  // MARK: What is looked for

  /// The last 16 octets of a member's name in one number: a string for each costs more than
  /// the rest of the scan.
  ///
  /// What is looked for is shorter, and no octet of a name is zero, so that equal is equal.
  private struct Name: Equatable {
    private var packed: UInt128 = 0

    init() {}

    init(_ text: String) {
      for octet in text.utf8 { append(octet) }
    }

    mutating func append(_ octet: UInt8) { packed = packed << 8 | UInt128(octet) }
  }

  /// Kept by the scanner, since asking whether a global is made costs more than to compare.
  private struct Names {
    let finding = Name("finding")
    let flow = Name("flow")
    let id = Name("id")
    let clause = Name("clause")
    let sensor = Name("sensor")
    let verdict = Name("verdict")
    let severity = Name("severity")
    let revision = Name("revision")
    let count = Name("count")
    let also = Name("also")
    let suppressed = Name("suppressed")
    let asset = Name("asset")
    let peer = Name("peer")
    let address = Name("address")
    let name = Name("name")
    let port = Name("port")
    let evidence = Name("evidence")
    let tlsVersion = Name("tls.version")
    let smbDialect = Name("smb.dialect")
    let octetsIn = Name("bytes_in")
    let octetsOut = Name("bytes_out")
    let first = Name("first")
    let last = Name("last")

    static let all = Self()
  }

  /// The translated texts at the end are not looked at.
  private mutating func isRead() -> Bool {
    guard take("{"), key() == names.finding, members({ $0.findingMember($1) }), take(","),
      key() == names.flow
    else { return false }
    return members { scanner, name in
      switch name {
      case scanner.names.first: scanner.moment(into: \.first)
      case scanner.names.last: scanner.moment(into: \.last)
      default: scanner.skip()
      }
    }
  }

  private mutating func findingMember(_ name: Name) -> Bool {
    switch name {
    case names.id: return string(into: \.id)
    case names.clause: return string(into: \.clause)
    case names.sensor: return string(into: \.sensor)
    case names.verdict:
      verdict = string().flatMap(Verdict.init(rawValue:))
      return verdict != nil
    case names.severity:
      severity = string().flatMap(Severity.init(rawValue:))
      return severity != nil
    case names.revision: return number(into: \.revision)
    case names.count: return number(into: \.count)
    case names.also:
      hasMore = place + 1 < octets.count && octets[place + 1] != UInt8(ascii: "]")
      return skip()
    case names.suppressed:
      isSuppressed = true
      return skip()
    case names.asset:
      return members { scanner, name in
        switch name {
        case scanner.names.id: scanner.string(into: \.asset)
        case scanner.names.address: scanner.string(into: \.assetAddress)
        default: scanner.skip()
        }
      }
    case names.peer:
      return members { scanner, name in
        switch name {
        case scanner.names.address: scanner.string(into: \.peerAddress)
        case scanner.names.name: scanner.string(into: \.peerName)
        case scanner.names.port:
          scanner.unsigned().map { scanner.peerPort = UInt16(exactly: $0) } != nil
        default: scanner.skip()
        }
      }
    case names.evidence:
      return members { scanner, name in
        switch name {
        case scanner.names.tlsVersion: scanner.string(into: \.tlsVersion)
        case scanner.names.smbDialect: scanner.string(into: \.smbDialect)
        case scanner.names.octetsIn: scanner.unsigned().map { scanner.octetsIn = $0 } != nil
        case scanner.names.octetsOut: scanner.unsigned().map { scanner.octetsOut = $0 } != nil
        default: scanner.skip()
        }
      }
    default: return skip()
    }
  }

  // MARK: JSON

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard place < octets.count, octets[place] == UInt8(ascii: scalar) else { return false }
    place += 1
    return true
  }

  /// The name of a member, and over its colon; names with escapes are not among those written.
  private mutating func key() -> Name? {
    guard take("\"") else { return nil }
    var name = Name()
    while place < octets.count {
      let octet = octets[place]
      place += 1
      if octet == UInt8(ascii: "\"") { return take(":") ? name : nil }
      if octet == UInt8(ascii: "\\") { return nil }
      name.append(octet)
    }
    return nil
  }

  /// Each member of an object; false when it is none.
  private mutating func members(_ visit: (inout GistScanner, Name) -> Bool) -> Bool {
    guard take("{") else { return false }
    if take("}") { return true }
    repeat {
      guard let name = key(), visit(&self, name) else { return false }
    } while take(",")
    return take("}")
  }

  private mutating func string(into path: WritableKeyPath<GistScanner, String?>) -> Bool {
    guard let text = string() else { return false }
    self[keyPath: path] = text
    return true
  }

  private mutating func number(into path: WritableKeyPath<GistScanner, UInt64?>) -> Bool {
    guard let number = unsigned() else { return false }
    self[keyPath: path] = number
    return true
  }

  private mutating func string() -> String? {
    let start = place
    metEscape = false
    guard skipString() else { return nil }
    guard !metEscape else { return JSONReader.read(Array(octets[start..<place]))?.text }
    // Of the span, since validating a generic collection is several times slower.
    let content = octets.span.extracting((start + 1)..<(place - 1))
    guard let text = try? UTF8Span(validating: content) else { return nil }
    return String(copying: text)
  }

  private mutating func unsigned() -> UInt64? {
    let start = place
    var number: UInt64 = 0
    while place < octets.count, (0x30...0x39).contains(octets[place]) {
      let (product, overflow) = number.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(UInt64(octets[place] - 0x30))
      guard !overflow, !carry else { return nil }
      number = sum
      place += 1
    }
    return place > start ? number : nil
  }

  /// `[frame,nanoseconds]`.
  private mutating func moment(into path: WritableKeyPath<GistScanner, Timestamp?>) -> Bool {
    guard take("["), unsigned() != nil, take(",") else { return false }
    let isNegative = take("-")
    guard let magnitude = unsigned(), let nanoseconds = Int64(exactly: magnitude), take("]") else {
      return false
    }
    self[keyPath: path] = Timestamp(nanoseconds: isNegative ? -nanoseconds : nanoseconds)
    return true
  }

  private mutating func skipString() -> Bool {
    guard take("\""), let end = Self.endOfString(octets.span, from: place) else { return false }
    place = end.place
    metEscape = metEscape || end.metEscape
    return true
  }

  /// Any value.
  private mutating func skip() -> Bool {
    guard let end = Self.endOfValue(octets.span, from: place) else { return false }
    place = end
    return true
  }

  // Over local variables, since each access to the scanner's own is checked.

  /// Behind the quotation mark that ends a string.
  private static func endOfString(
    _ octets: Span<UInt8>, from start: Int
  ) -> (place: Int, metEscape: Bool)? {
    var next = start
    var metEscape = false
    while next < octets.count {
      switch octets[next] {
      case UInt8(ascii: "\""): return (next + 1, metEscape)
      case UInt8(ascii: "\\"):
        metEscape = true
        next += 2
      default: next += 1
      }
    }
    return nil
  }

  /// Behind a value; a number or a word ends in front of the comma or bracket that follows.
  private static func endOfValue(_ octets: Span<UInt8>, from start: Int) -> Int? {
    var next = start
    var depth = 0
    while next < octets.count {
      switch octets[next] {
      case UInt8(ascii: "\""):
        guard let end = endOfString(octets, from: next + 1) else { return nil }
        next = end.place
        if depth == 0 { return next }
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        next += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if depth == 0 { return next }
        depth -= 1
        next += 1
        if depth == 0 { return next }
      case UInt8(ascii: ","):
        if depth == 0 { return next }
        next += 1
      default: next += 1
      }
    }
    return nil
  }
}
