#if StatusPage
  import CHTTP
  import Foundation
  import Glibc
  import Observations

  // Invariants of the unsafe code in this file:
  // - the server's context is this object, which is kept alive from `init` until the server has
  //   been stopped in `stop`; libmicrohttpd calls back between the two only;
  // - strings that libmicrohttpd lends are copied during the callback;
  // - a viewer of events is kept alive by the pointer that its response holds, from `stream` until
  //   libmicrohttpd frees the response (`forget`); `read` and `forget` are called between the two only;
  // - `read` fills at most the octets that libmicrohttpd asks for, within the call;
  // - answers are copied by libmicrohttpd (MHD_RESPMEM_MUST_COPY).

  /// Pages, and events that go on, for those who watch the sensor.
  @safe
  public final class StatusServer: @unchecked Sendable {
    /// What a page answers.
    public struct Page: Sendable {
      public var status: UInt32
      public var type: String
      public var text: String

      /// A browser that shows the page may load nothing but the page's own script and style.
      public var isForBrowsers = false

      public init(status: UInt32, type: String, text: String, isForBrowsers: Bool = false) {
        self.status = status
        self.type = type
        self.text = text
        self.isForBrowsers = isForBrowsers
      }
    }

    /// The certificate and key of a server that others than this machine may ask, in PEM.
    public struct Identity: Sendable {
      public var certificate: String
      public var key: String

      public init(certificate: String, key: String) {
        self.certificate = certificate
        self.key = key
      }
    }

    /// Where events are.
    public static let eventsPath = "/events"

    private let pages: @Sendable (String) -> Page?
    private let token: String?
    private let isLoopback: Bool
    private var daemon: OpaquePointer?
    private let events: StatusEvents

    /// Starts the server.
    ///
    /// - Parameters:
    ///   - address: where it listens.
    ///   - identity: certificate and key for TLS; nil serves in clear.
    ///   - token: what a request has to show as `Authorization: Bearer`; nil asks for none.
    ///   - events: what viewers of events are sent.
    ///   - pages: the page of a path; nil for none.
    public init?(
      _ address: StatusAddress, identity: Identity?, token: String?,
      events: StatusEvents = StatusEvents { [] }, pages: @escaping @Sendable (String) -> Page?
    ) {
      self.pages = pages
      self.token = token
      self.events = events
      isLoopback = address.isLoopback
      unsafe daemon = nil
      let context = unsafe Unmanaged.passRetained(self).toOpaque()
      let started = unsafe Self.withAddress(address) { socketAddress in
        unsafe labtap_http_start(
          socketAddress, answer, context, identity?.certificate, identity?.key)
      }
      guard let started = unsafe started else {
        unsafe Unmanaged<StatusServer>.fromOpaque(context).release()
        return nil
      }
      unsafe daemon = unsafe started
    }

    /// Ends the server; nothing is answered any more.
    public func stop() {
      guard let daemon = unsafe daemon else { return }
      unsafe self.daemon = nil
      // A connection that waits cannot be ended.
      events.stop()
      unsafe MHD_stop_daemon(daemon)
      unsafe Unmanaged.passUnretained(self).release()
    }

    private static func withAddress(
      _ address: StatusAddress, _ body: (UnsafePointer<sockaddr>) -> OpaquePointer?
    ) -> OpaquePointer? {
      if address.host.contains(":") {
        var socketAddress = sockaddr_in6()
        socketAddress.sin6_family = sa_family_t(AF_INET6)
        socketAddress.sin6_port = address.port.bigEndian
        guard unsafe inet_pton(AF_INET6, address.host, &socketAddress.sin6_addr) == 1 else {
          return nil
        }
        return unsafe withUnsafePointer(to: &socketAddress) { pointer in
          unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1, body)
        }
      }
      var socketAddress = sockaddr_in()
      socketAddress.sin_family = sa_family_t(AF_INET)
      socketAddress.sin_port = address.port.bigEndian
      guard unsafe inet_pton(AF_INET, address.host, &socketAddress.sin_addr) == 1 else {
        return nil
      }
      return unsafe withUnsafePointer(to: &socketAddress) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1, body)
      }
    }

    /// What a request gets.
    fileprivate enum Reply {
      case page(Page)
      case events
    }

    fileprivate func reply(
      _ method: String, _ path: String, host: String?, authorization: String?
    ) -> Reply {
      guard method == "GET" || method == "HEAD" else {
        return .page(Page(status: 405, type: "text/plain", text: "only GET is answered\n"))
      }
      if let token, !Self.shows(token, authorization ?? "") {
        return .page(Page(status: 401, type: "text/plain", text: "a token is needed\n"))
      }
      // A site elsewhere may give its own name this machine's address and let a browser ask.
      if token == nil, isLoopback, !Self.isLocal(host), path != "/metrics", path != "/healthz" {
        return .page(
          Page(status: 421, type: "text/plain", text: "ask for localhost or the address\n"))
      }
      if path == Self.eventsPath, method == "GET" { return .events }
      return .page(
        pages(path)
          ?? Page(status: 404, type: "text/plain", text: "/, /metrics and /healthz are here\n"))
    }

    /// The token as a bearer's, or as the password that a browser asks its user for (RFC 7617).
    static func shows(_ token: String, _ authorization: String) -> Bool {
      if isEqual(authorization, "Bearer " + token) { return true }
      guard authorization.hasPrefix("Basic "),
        let octets = Data(base64Encoded: String(authorization.dropFirst("Basic ".count))),
        let text = String(data: octets, encoding: .utf8), let colon = text.firstIndex(of: ":")
      else { return false }
      return isEqual(String(text[text.index(after: colon)...]), token)
    }

    /// True for a Host field that names this machine itself, and for none at all.
    static func isLocal(_ host: String?) -> Bool {
      guard let host else { return true }
      var name = host[...]
      if name.hasPrefix("[") {
        name = name.dropFirst().prefix { $0 != "]" }
      } else if let colon = name.lastIndex(of: ":") {
        name = name[..<colon]
      }
      return name == "localhost" || name == "::1" || IPAddress(name)?.isLoopback == true
    }

    /// Takes as long for every wrong token of a length, so that time tells nothing of the right one.
    static func isEqual(_ left: String, _ right: String) -> Bool {
      let (left, right) = (Array(left.utf8), Array(right.utf8))
      guard left.count == right.count else { return false }
      var difference: UInt8 = 0
      for index in left.indices { difference |= left[index] ^ right[index] }
      return difference == 0
    }

    /// Begins to send events on a connection, or says that there are viewers enough.
    fileprivate func stream(_ connection: OpaquePointer?) -> MHD_Result {
      guard let connection = unsafe connection, let viewer = unsafe events.join(connection) else {
        let text = Array("there are viewers enough\n".utf8)
        return unsafe labtap_http_answer(connection, 503, "text/plain", text, text.count, 0)
      }
      let context = unsafe Unmanaged.passRetained(viewer).toOpaque()
      return unsafe labtap_http_stream(connection, read, forget, context)
    }
  }

  private let answer: MHD_AccessHandlerCallback = {
    context, connection, path, method, _, _, _, _ in
    guard let context = unsafe context, let path = unsafe path, let method = unsafe method else {
      return labtap_http_refuse()
    }
    let server = unsafe Unmanaged<StatusServer>.fromOpaque(context).takeUnretainedValue()
    let authorization = unsafe labtap_http_header(connection, "Authorization")
      .map { unsafe String(cString: $0) }
    let host = unsafe labtap_http_header(connection, "Host").map { unsafe String(cString: $0) }
    let reply = unsafe server.reply(
      String(cString: method), String(cString: path), host: host, authorization: authorization)
    switch reply {
    case .events: return unsafe server.stream(connection)
    case .page(let page):
      let text = Array(page.text.utf8)
      return unsafe labtap_http_answer(
        connection, page.status, page.type, text, text.count, page.isForBrowsers ? 1 : 0)
    }
  }

  /// Gives a viewer its next octets.
  private let read: MHD_ContentReaderCallback = { context, _, buffer, maximum in
    guard let context = unsafe context, let buffer = unsafe buffer else { return -1 }
    let viewer = unsafe Unmanaged<StatusEvents.Viewer>.fromOpaque(context).takeUnretainedValue()
    switch viewer.next(maximum) {
    case .wait: return 0
    case .end: return -1
    case .octets(let octets):
      unsafe octets.withUnsafeBytes { source in
        unsafe UnsafeMutableRawPointer(buffer).copyMemory(
          from: source.baseAddress ?? UnsafeRawPointer(buffer), byteCount: source.count)
      }
      return octets.count
    }
  }

  /// Ends a viewer whose connection is gone.
  private let forget: MHD_ContentReaderFreeCallback = { context in
    guard let context = unsafe context else { return }
    unsafe Unmanaged<StatusEvents.Viewer>.fromOpaque(context).takeRetainedValue().leave()
  }
#endif
