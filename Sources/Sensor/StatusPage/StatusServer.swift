#if StatusPage
  import CHTTP
  import Glibc

  // Invariants of the unsafe code in this file:
  // - the server's context is this object, which is kept alive from `init` until the server has
  //   been stopped in `stop`; libmicrohttpd calls back between the two only;
  // - strings that libmicrohttpd lends are copied during the callback;
  // - answers are copied by libmicrohttpd (MHD_RESPMEM_MUST_COPY).

  /// `/metrics` and `/healthz` for those who watch the sensor.
  @safe
  public final class StatusServer: @unchecked Sendable {
    /// What a page answers.
    public struct Page: Sendable {
      public var status: UInt32
      public var type: String
      public var text: String

      public init(status: UInt32, type: String, text: String) {
        self.status = status
        self.type = type
        self.text = text
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

    private let pages: @Sendable (String) -> Page?
    private let token: String?
    private var daemon: OpaquePointer?

    /// Starts the server.
    ///
    /// - Parameters:
    ///   - address: where it listens.
    ///   - identity: certificate and key for TLS; nil serves in clear.
    ///   - token: what a request has to show as `Authorization: Bearer`; nil asks for none.
    ///   - pages: the page of a path; nil for none.
    public init?(
      _ address: StatusAddress, identity: Identity?, token: String?,
      pages: @escaping @Sendable (String) -> Page?
    ) {
      self.pages = pages
      self.token = token
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

    fileprivate func page(_ method: String, _ path: String, authorization: String?) -> Page {
      guard method == "GET" || method == "HEAD" else {
        return Page(status: 405, type: "text/plain", text: "only GET is answered\n")
      }
      if let token, !Self.isEqual(authorization ?? "", "Bearer " + token) {
        return Page(status: 401, type: "text/plain", text: "a token is needed\n")
      }
      return pages(path)
        ?? Page(status: 404, type: "text/plain", text: "/metrics and /healthz are here\n")
    }

    /// Takes as long for every wrong token of a length, so that time tells nothing of the right one.
    static func isEqual(_ left: String, _ right: String) -> Bool {
      let (left, right) = (Array(left.utf8), Array(right.utf8))
      guard left.count == right.count else { return false }
      var difference: UInt8 = 0
      for index in left.indices { difference |= left[index] ^ right[index] }
      return difference == 0
    }
  }

  private let answer: MHD_AccessHandlerCallback = {
    context, connection, path, method, _, _, _, _ in
    guard let context = unsafe context, let path = unsafe path, let method = unsafe method else {
      return labtap_http_refuse()
    }
    let server = unsafe Unmanaged<StatusServer>.fromOpaque(context).takeUnretainedValue()
    let authorization = unsafe labtap_http_authorization(connection)
      .map { unsafe String(cString: $0) }
    let page = unsafe server.page(
      String(cString: method), String(cString: path), authorization: authorization)
    let text = Array(page.text.utf8)
    return unsafe labtap_http_answer(connection, page.status, page.type, text, text.count)
  }
#endif
