/// A method of a request that this decoder knows by name.
///
/// The methods of RFC 9110, RFC 5789, WebDAV and its extensions (RFC 4918, 3253, 3648, 3744, 4791,
/// 5323, 5842) and those of UPnP, which device discovery uses.
public enum HTTPMethod: String, Hashable, Sendable, CaseIterable {
  case get = "GET"
  case head = "HEAD"
  case post = "POST"
  case put = "PUT"
  case delete = "DELETE"
  case connect = "CONNECT"
  case options = "OPTIONS"
  case trace = "TRACE"
  case patch = "PATCH"
  case propfind = "PROPFIND"
  case proppatch = "PROPPATCH"
  case mkcol = "MKCOL"
  case copy = "COPY"
  case move = "MOVE"
  case lock = "LOCK"
  case unlock = "UNLOCK"
  case acl = "ACL"
  case baselineControl = "BASELINE-CONTROL"
  case bind = "BIND"
  case checkin = "CHECKIN"
  case checkout = "CHECKOUT"
  case label = "LABEL"
  case link = "LINK"
  case merge = "MERGE"
  case mkactivity = "MKACTIVITY"
  case mkcalendar = "MKCALENDAR"
  case mkredirectref = "MKREDIRECTREF"
  case mkworkspace = "MKWORKSPACE"
  case orderpatch = "ORDERPATCH"
  case rebind = "REBIND"
  case report = "REPORT"
  case search = "SEARCH"
  case unbind = "UNBIND"
  case uncheckout = "UNCHECKOUT"
  case unlink = "UNLINK"
  case update = "UPDATE"
  case updateRedirectRef = "UPDATEREDIRECTREF"
  case versionControl = "VERSION-CONTROL"
  case notify = "NOTIFY"
  case subscribe = "SUBSCRIBE"
  case unsubscribe = "UNSUBSCRIBE"
  case msearch = "M-SEARCH"

  /// Octets of the longest name.
  static let maximumLength = 17

  /// The method with exactly this name; names are case-sensitive.
  init?(_ name: Span<UInt8>) {
    guard name.count <= Self.maximumLength else { return nil }
    for method in Self.allCases where name.isEqual(to: method.rawValue) {
      self = method
      return
    }
    return nil
  }
}

extension Span where Element == UInt8 {
  /// Whether an ASCII text starts with all of the octets.
  func isPrefix(of text: String) -> Bool {
    var index = 0
    for octet in text.utf8 {
      guard index < count else { return true }
      if self[index] != octet { return false }
      index += 1
    }
    return index == count
  }
}
