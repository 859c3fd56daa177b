/// Where the status page listens: an address and a port.
public struct StatusAddress: Hashable, Sendable, CustomStringConvertible {
  /// Numeric; IPv6 without brackets.
  public var host: String
  public var port: UInt16

  /// Near those of other exporters, and of none that is registered.
  public static let usual = StatusAddress(host: "127.0.0.1", port: 9_477)

  public init(host: String, port: UInt16) {
    self.host = host
    self.port = port
  }

  /// `ADDRESS:PORT`, IPv6 in brackets.
  public init?(_ text: String) {
    guard let colon = text.lastIndex(of: ":"),
      let port = UInt16(text[text.index(after: colon)...])
    else { return nil }
    var host = text[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
    guard !host.isEmpty else { return nil }
    self.init(host: String(host), port: port)
  }

  /// Nobody else than this machine can ask.
  public var isLoopback: Bool { host == "::1" || host.hasPrefix("127.") }

  public var description: String {
    host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
  }
}
