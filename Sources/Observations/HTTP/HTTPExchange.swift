/// One HTTP/1 request and what came back.
public struct HTTPExchange: Hashable, Codable, Sendable {
  public var connection: UInt64
  public var client: Endpoint
  public var server: Endpoint
  public var request: Moment
  public var method: String
  /// The request target as sent, cut at `maximumTarget` octets.
  public var target: String
  public var version: String
  public var host: String?
  public var userAgent: String?
  public var response: Moment?
  public var status: UInt16?
  public var serverSoftware: String?
  public var contentType: String?
  public var location: String?
  /// An Authorization header with Basic or Digest credentials in clear; the value is not kept.
  public var hasCredentials = false
  /// Signs of an attack in the target and the body.
  public var indicators = RequestIndicators()

  /// Servers are to take 8,000 octets at least (RFC 9110 4.1); longer targets are cut.
  public static let maximumTarget = 8_192
  /// Octets of a target that are kept for the life of a connection: the path, which a clause
  /// needs, stands in front.
  public static let maximumKeptTarget = 1_024

  public init(
    connection: UInt64, client: Endpoint, server: Endpoint, request: Moment, method: String,
    target: String, version: String
  ) {
    self.connection = connection
    self.client = client
    self.server = server
    self.request = request
    self.method = method
    self.target = target
    self.version = version
  }

  /// The target's path without scheme, authority, query and fragment.
  public var path: String {
    var rest = target.utf8[...]
    // The origin form has no scheme, whatever its query says (RFC 9112 section 3.2.1).
    if rest.first != UInt8(ascii: "/"), let authority = rest.index(behind: "://") {
      guard let slash = rest[authority...].firstIndex(of: UInt8(ascii: "/")) else { return "/" }
      rest = rest[slash...]
    }
    return String(Substring(rest.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }))
  }
}

extension HTTPExchange {
  /// What an answer says of the server's openness, from most to least open.
  public enum Outcome: UInt8, Hashable, Comparable, Codable, Sendable {
    /// No response before the flow ended.
    case none
    /// 401, 403 or 404: turned away by the web server.
    case turnedAway
    /// Any other status that does not serve content, such as 405, 421 or 5xx.
    case undecided
    /// A redirection to an https URL.
    case redirectedToTLS
    case redirected
    /// 2xx.
    case served

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
  }

  public var outcome: Outcome {
    guard let status else { return .none }
    switch status {
    case 200..<300: return .served
    case 300..<400:
      let target = location?.prefix(8).lowercased()
      return target == "https://" ? .redirectedToTLS : .redirected
    case 401, 403, 404: return .turnedAway
    default: return .undecided
    }
  }
}

/// The HTTP exchanges of one connection, summed up.
public struct HTTPConversation: Hashable, Codable, Sendable {
  public var requests: UInt32 = 0
  public var responses: UInt32 = 0
  /// The exchange with the most open outcome; the first of them.
  public var decisive: HTTPExchange?
  /// A CONNECT request was accepted, so that what follows is another protocol.
  public var isTunnel = false

  public init() {}
}

extension Substring.UTF8View {
  /// Where a short text ends that stands here for the first time.
  fileprivate func index(behind text: String) -> Index? {
    let wanted = text.utf8
    var place = startIndex
    while place < endIndex {
      if self[place...].starts(with: wanted) { return index(place, offsetBy: wanted.count) }
      formIndex(after: &place)
    }
    return nil
  }
}
