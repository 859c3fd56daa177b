internal import Foundation
public import Observations

/// Names and addresses of known threats, from a file of the site.
///
/// One a line: a name (`*.` in front covers what is below it), an address or a range; `#` begins a
/// remark.
public struct IndicatorList: Hashable, Sendable {
  private var names: Set<String> = []
  /// Domains of which every name below counts.
  private var domains: Set<String> = []
  private var addresses: Set<IPAddress> = []
  private var ranges: [IPPrefix] = []

  /// Feeds of a site's own choice are smaller; a larger one belongs on the firewall.
  public static let maximumLines = 500_000

  public init() {}

  public var count: Int { names.count + domains.count + addresses.count + ranges.count }

  public func contains(_ address: IPAddress) -> Bool {
    addresses.contains(address) || ranges.contains { $0.contains(address) }
  }

  /// Whether a lower-case name, or a domain above it, is listed.
  public func contains(_ name: String) -> Bool {
    if names.contains(name) || domains.contains(name) { return true }
    guard !domains.isEmpty else { return false }
    var rest = name[...]
    while let dot = rest.firstIndex(of: ".") {
      rest = rest[rest.index(after: dot)...]
      if domains.contains(String(rest)) { return true }
    }
    return false
  }

  /// Adds a line's text; false when it is neither name nor address.
  mutating func add(_ text: Substring) -> Bool {
    if let prefix = IPPrefix(text) {
      if prefix.isSingle { addresses.insert(prefix.address) } else { ranges.append(prefix) }
      return true
    }
    guard let pattern = NamePattern(String(text)) else { return false }
    if pattern.isWildcard { domains.insert(pattern.domain) } else { names.insert(pattern.domain) }
    return true
  }

  /// Reads a file that is named in a site file, from the site file's folder when it is relative.
  static func load(
    _ file: String, beside site: String, into mistakes: inout Mistakes
  ) -> IndicatorList? {
    let folder = URL(fileURLWithPath: site).deletingLastPathComponent()
    let path = file.hasPrefix("/") ? file : folder.appendingPathComponent(file).path
    guard let octets = YAMLFile.read(path: path, into: &mistakes) else { return nil }
    return read(String(decoding: octets, as: UTF8.self), file: path, into: &mistakes)
  }

  static func read(
    _ text: String, file: String, into mistakes: inout Mistakes
  ) -> IndicatorList? {
    var list = IndicatorList()
    let before = mistakes.count
    let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    for (index, line) in lines.prefix(maximumLines).enumerated() {
      let content =
        line.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        .first.map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() } ?? ""
      guard !content.isEmpty, !list.add(content[...]) else { continue }
      mistakes.add(
        Mistake(
          file: file, line: index + 1, column: 1,
          text: "`\(Spelling.quoted(content))` is neither a name nor an address"))
    }
    if lines.count > maximumLines {
      mistakes.add(
        Mistake(
          file: file, line: maximumLines + 1, column: 1, text: "more than 500,000 indicators"))
    }
    return mistakes.count == before ? list : nil
  }
}
