internal import Observations

/// The names that headers and hellos state, each read once.
struct HostNames: Sendable {
  /// A host's name; nil for an address, which names nothing.
  struct Name: Sendable {
    /// Equal serials mean equal names; 0 for none.
    var serial: UInt64 = 0
    /// Lower case, without a trailing dot.
    var discriminator: FindingKey.Discriminator?

    var text: String? { discriminator?.text }
  }

  private var names = Recent<String, Name>(maximum: maximumNames)
  private var lastSerial: UInt64 = 0

  /// Two generations of this many; a forgotten name is only read again.
  static let maximumNames = 8_192

  /// The name in a field such as `host:port`.
  mutating func name(_ field: String) -> Name {
    if let known = names[field] { return known }
    let name = read(field)
    names.keep(name, for: field)
    return name
  }

  private mutating func read(_ field: String) -> Name {
    guard let text = Self.hostName(field) else { return Name() }
    lastSerial += 1
    return Name(serial: lastSerial, discriminator: .init(text))
  }

  /// The name that a header or a hello states.
  static func hostName(_ field: String) -> String? {
    guard !field.hasPrefix("[") else { return nil }
    let name = field.split(separator: ":", maxSplits: 1).first.map(String.init) ?? ""
    return name.isEmpty || IPAddress(name) != nil ? nil : normalized(name)
  }

  /// Lower case, without a trailing dot.
  private static func normalized(_ name: String) -> String {
    var name = name
    if name.utf8.contains(where: { (0x41...0x5a).contains($0) }) { name = name.lowercased() }
    if name.utf8.last == 0x2e { name.removeLast() }
    return name
  }
}
