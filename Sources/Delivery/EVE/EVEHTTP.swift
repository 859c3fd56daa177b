import Observations

/// The `http` object of an event: a request and, when it was answered, its response.
enum EVEHTTP {
  static func write(_ exchange: HTTPExchange, to writer: inout JSONWriter) {
    writer.object("http") { writer in
      if let host = exchange.host {
        let (name, port) = split(host)
        writer.member("hostname", name)
        if let port { writer.member("http_port", port) }
      }
      writer.member("url", exchange.target)
      writer.member("http_user_agent", ifPresent: exchange.userAgent)
      writer.member("http_content_type", ifPresent: exchange.contentType.map(mediaType))
      writer.member("http_method", exchange.method)
      writer.member("protocol", exchange.version)
      if let status = exchange.status { writer.member("status", status) }
      writer.member("redirect", ifPresent: exchange.location)
    }
    if exchange.hasCredentials {
      writer.object("labtap") { $0.member("credentials", true) }
    }
  }

  /// A Host field (RFC 9110 7.2) without its port, which EVE keeps apart.
  private static func split(_ host: String) -> (name: String, port: UInt16?) {
    guard let colon = host.lastIndex(of: ":"), let port = UInt16(host[host.index(after: colon)...])
    else { return (host, nil) }
    let name = host[..<colon]
    // Without brackets the last group of an IPv6 address would be taken for a port.
    guard !name.contains(":") || name.hasSuffix("]") else { return (host, nil) }
    return (String(name), port)
  }

  /// The type without its parameters, as EVE has it.
  private static func mediaType(_ field: String) -> String {
    let end = field.firstIndex { $0 == ";" || $0 == " " } ?? field.endIndex
    return String(field[..<end])
  }
}
