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

  /// The translated texts at the end are not looked at.
  private mutating func isRead() -> Bool {
    guard take("{"), key() == "finding", members({ $0.findingMember($1) }), take(","),
      key() == "flow"
    else { return false }
    return members { scanner, name in
      switch name {
      case "first": scanner.moment(into: \.first)
      case "last": scanner.moment(into: \.last)
      default: scanner.skip()
      }
    }
  }

  private mutating func findingMember(_ name: String) -> Bool {
    switch name {
    case "id": return string(into: \.id)
    case "clause": return string(into: \.clause)
    case "sensor": return string(into: \.sensor)
    case "verdict":
      verdict = string().flatMap(Verdict.init(rawValue:))
      return verdict != nil
    case "severity":
      severity = string().flatMap(Severity.init(rawValue:))
      return severity != nil
    case "revision": return number(into: \.revision)
    case "count": return number(into: \.count)
    case "also":
      hasMore = place + 1 < octets.count && octets[place + 1] != UInt8(ascii: "]")
      return skip()
    case "suppressed":
      isSuppressed = true
      return skip()
    case "asset":
      return members { scanner, name in
        switch name {
        case "id": scanner.string(into: \.asset)
        case "address": scanner.string(into: \.assetAddress)
        default: scanner.skip()
        }
      }
    case "peer":
      return members { scanner, name in
        switch name {
        case "address": scanner.string(into: \.peerAddress)
        case "name": scanner.string(into: \.peerName)
        case "port":
          scanner.unsigned().map { scanner.peerPort = UInt16(exactly: $0) } != nil
        default: scanner.skip()
        }
      }
    case "evidence":
      return members { scanner, name in
        switch name {
        case "tls.version": scanner.string(into: \.tlsVersion)
        case "smb.dialect": scanner.string(into: \.smbDialect)
        case "bytes_in": scanner.unsigned().map { scanner.octetsIn = $0 } != nil
        case "bytes_out": scanner.unsigned().map { scanner.octetsOut = $0 } != nil
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

  /// The name of a member, behind its colon.
  private mutating func key() -> String? {
    guard let name = string(), take(":") else { return nil }
    return name
  }

  /// Each member of an object; false when it is none.
  private mutating func members(_ visit: (inout GistScanner, String) -> Bool) -> Bool {
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
    guard take("\"") else { return false }
    while place < octets.count {
      switch octets[place] {
      case UInt8(ascii: "\""):
        place += 1
        return true
      case UInt8(ascii: "\\"):
        metEscape = true
        place += 2
      default: place += 1
      }
    }
    return false
  }

  /// Any value.
  private mutating func skip() -> Bool {
    var depth = 0
    while place < octets.count {
      switch octets[place] {
      case UInt8(ascii: "\""):
        guard skipString() else { return false }
        if depth == 0 { return true }
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        place += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        // The end of what holds a number or a word that was skipped.
        if depth == 0 { return true }
        depth -= 1
        place += 1
        if depth == 0 { return true }
      case UInt8(ascii: ","):
        if depth == 0 { return true }
        place += 1
      default: place += 1
      }
    }
    return false
  }
}
