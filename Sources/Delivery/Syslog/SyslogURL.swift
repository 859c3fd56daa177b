public import Compliance
internal import Foundation

/// One `--syslog URL`: where a collector is and what it is to get.
public struct SyslogURL: Hashable, Sendable {
  public enum Transport: String, Hashable, Sendable {
    /// RFC 5426: best effort, nothing tells whether a message arrived.
    case udp
    /// RFC 6587 with octet counting.
    case tcp
    /// RFC 5425.
    case tls

    /// Registered by RFC 5426 and RFC 5425; plain TCP has none, and 601 is the oldest convention.
    var defaultPort: UInt16 {
      switch self {
      case .udp: 514
      case .tcp: 601
      case .tls: 6514
      }
    }
  }

  /// What stands in MSG.
  public enum Content: Hashable, Sendable {
    /// A sentence; the structured data carries the rest.
    case text
    case format(LineFormat)
  }

  public var transport: Transport
  public var host: String
  public var port: UInt16
  public var content = Content.text
  public var verdicts: Set<Verdict> = [.fail, .warn]
  /// RFC 5424 table 1; local0.
  public var facility: UInt8 = 16
  public var application = "labtap"
  /// The host name in messages; nil is this machine's.
  public var hostName: String?
  /// The private enterprise number of the structured data; the default is the one that RFC 5612 sets
  /// aside for examples.
  public var enterprise: UInt32 = 32_473
  /// A byte order mark before MSG (RFC 5424 section 6.4); many receivers keep it as text.
  public var hasByteOrderMark = false
  /// Octets of a message, beyond which it is cut.
  public var maximumOctets: Int
  /// Findings of one clause at one asset in an hour, beyond which they are counted; 0 is no cap.
  public var cap = 100
  /// Of these, such that were attempted or refused and nothing more.
  public var attempts = 3
  /// The certificates to trust; nil are the system's.
  public var authorities: String?
  /// This sensor's own certificate and its key.
  public var certificate: String?
  public var key: String?
  /// The name in the collector's certificate, when it is not `host`.
  public var certificateName: String?

  /// Why a URL cannot be used.
  public struct Mistake: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String
  }

  public init(_ text: String) throws(Mistake) {
    let (address, query) = Self.split(text, at: "?")
    guard let scheme = address.range(of: "://"),
      let transport = Transport(rawValue: address[..<scheme.lowerBound].lowercased())
    else { throw Mistake(description: "`\(address)` is no udp://, tcp:// or tls:// address") }
    self.transport = transport
    (host, port) = try Self.end(
      String(address[scheme.upperBound...]), defaultPort: transport.defaultPort)
    // RFC 5426 section 3.2 asks receivers to take 2,048; the smallest default of the receivers that
    // are in use is rsyslog's 8 KiB.
    maximumOctets = transport == .udp ? 2_048 : 8_192
    for pair in query.split(separator: "&") {
      let (name, value) = Self.split(String(pair), at: "=")
      guard let value = value.removingPercentEncoding, !value.isEmpty else {
        throw Mistake(description: "`\(name)` of the syslog address has no value")
      }
      try set(name, value)
    }
    guard (certificate == nil) == (key == nil) else {
      throw Mistake(description: "a client certificate needs both cert= and key=")
    }
    let needsTLS = authorities ?? certificate ?? certificateName
    guard transport == .tls || needsTLS == nil else {
      throw Mistake(description: "ca=, cert=, key= and name= are for tls:// only")
    }
  }

  private static func split(_ text: String, at separator: Character) -> (String, String) {
    let parts = text.split(separator: separator, maxSplits: 1, omittingEmptySubsequences: false)
    return (String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
  }

  private static func end(
    _ text: String, defaultPort: UInt16
  ) throws(Mistake) -> (String, UInt16) {
    let text = text.hasSuffix("/") ? String(text.dropLast()) : text
    var host = text
    var port = defaultPort
    // The last colon parts the port, but for those of an IPv6 address, which stands in brackets.
    if let colon = text.lastIndex(of: ":"), !text[colon...].contains("]") {
      guard let number = UInt16(text[text.index(after: colon)...]), number > 0 else {
        throw Mistake(description: "`\(text)` has no port from 1 to 65535")
      }
      host = String(text[..<colon])
      port = number
    }
    if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
    guard !host.isEmpty, !host.contains("@"), !host.contains("/") else {
      throw Mistake(description: "`\(text)` names no host")
    }
    return (host, port)
  }

  private mutating func set(_ name: String, _ value: String) throws(Mistake) {
    switch name {
    case "format":
      if value == "text" {
        content = .text
      } else if let format = LineFormat(rawValue: value) {
        content = .format(format)
      } else {
        let known = ["text"] + LineFormat.allCases.map(\.rawValue)
        throw Mistake(
          description: "unknown syslog format `\(value)`; known: \(known.joined(separator: ", "))")
      }
    case "verdicts":
      verdicts = []
      for word in value.split(separator: ",") {
        guard let verdict = Verdict(rawValue: String(word)) else {
          throw Mistake(description: "unknown verdict `\(word)` in verdicts=")
        }
        verdicts.insert(verdict)
      }
    case "facility":
      guard let number = Self.facility(value) else {
        throw Mistake(description: "unknown facility `\(value)`; known: local0, auth, 0 to 23, …")
      }
      facility = number
    case "app": application = try Self.word(value, maximum: 48, name)
    case "hostname": hostName = try Self.word(value, maximum: 255, name)
    case "enterprise": enterprise = try Self.number(value, in: 0...UInt32.max, name)
    case "bom": hasByteOrderMark = try Self.flag(value, name)
    case "size": maximumOctets = try Self.number(value, in: 480...65_000, name)
    case "cap": cap = try Self.number(value, in: 0...1_000_000, name)
    case "attempts": attempts = try Self.number(value, in: 1...1_000_000, name)
    case "ca": authorities = value
    case "cert": certificate = value
    case "key": key = value
    case "name": certificateName = value
    default:
      throw Mistake(description: "unknown part `\(name)` of a syslog address")
    }
  }

  /// RFC 5424 sections 6.2.4 to 6.2.7: printable ASCII without a space.
  private static func word(
    _ value: String, maximum: Int, _ name: String
  ) throws(Mistake) -> String {
    guard value.utf8.count <= maximum, value.utf8.allSatisfy({ (33...126).contains($0) }) else {
      throw Mistake(description: "\(name)= takes up to \(maximum) printable ASCII characters")
    }
    return value
  }

  private static func number<Number: FixedWidthInteger>(
    _ value: String, in range: ClosedRange<Number>, _ name: String
  ) throws(Mistake) -> Number {
    guard let number = Number(value), range.contains(number) else {
      throw Mistake(
        description: "\(name)= takes a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  private static func flag(_ value: String, _ name: String) throws(Mistake) -> Bool {
    switch value {
    case "yes", "true", "1": return true
    case "no", "false", "0": return false
    default: throw Mistake(description: "\(name)= takes yes or no")
    }
  }

  /// RFC 5424 table 1, by number or by the words of syslog.conf(5).
  private static func facility(_ value: String) -> UInt8? {
    if let number = UInt8(value) { return number <= 23 ? number : nil }
    let names = [
      "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron",
      "authpriv", "ftp", "ntp", "audit", "alert", "clock",
    ]
    if let place = names.firstIndex(of: value) { return UInt8(place) }
    guard value.hasPrefix("local"), let number = UInt8(value.dropFirst(5)), number <= 7 else {
      return nil
    }
    return 16 + number
  }

  /// The collector without what decides about content or trust: names its cursor in the store, and
  /// stands in messages to people.
  public var name: String {
    "\(transport.rawValue)://\(host.contains(":") ? "[\(host)]" : host):\(port)"
  }
}
