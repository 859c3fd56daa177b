internal import Observations

/// Reads a site file.
public struct SiteLoader: Sendable {
  /// Names of profiles and ids of clauses that a site may speak of; nil when the signatures
  /// themselves could not be read, so that their mistakes are not told twice.
  public struct Known: Sendable {
    public var profiles: [String]
    public var clauses: [String]

    public init(profiles: [String], clauses: [String]) {
      self.profiles = profiles
      self.clauses = clauses
    }

    public init(_ profiles: [Profile]) {
      self.profiles = profiles.map(\.name)
      clauses = profiles.flatMap { $0.clauses.map(\.id) + $0.unjudged }
    }
  }

  private let known: Known?

  public init(known: Known?) {
    self.known = known
  }

  /// The site of a file, or nil when it holds a mistake; every mistake is added.
  public func load(path: String, into mistakes: inout Mistakes) -> Site? {
    let before = mistakes.count
    guard
      var site = YAMLFile.parse(path: path, into: &mistakes).flatMap({ read($0, into: &mistakes) })
    else { return nil }
    if let file = site.indicators {
      site.indicatorList = IndicatorList.load(file, beside: path, into: &mistakes)
    }
    return mistakes.count == before ? site : nil
  }

  /// The site of a text, or nil when it holds a mistake; `file` stands in the places of mistakes.
  public func load(_ octets: [UInt8], file: String, into mistakes: inout Mistakes) -> Site? {
    let before = mistakes.count
    let site = YAMLDocument.parse(octets, file: file, into: &mistakes)
      .flatMap { read($0, into: &mistakes) }
    return mistakes.count == before ? site : nil
  }

  private static let keys = [
    "site", "region", "segments", "vlans", "internal", "search", "contact", "os_background",
    "indicators",
    "limits", "assets", "peers", "allow", "maintenance", "severity", "suppress",
  ]

  private func read(_ root: YAMLNode, into mistakes: inout Mistakes) -> Site? {
    guard let mapping = YAMLMapping(root, as: "a site", keys: Self.keys, into: &mistakes) else {
      return nil
    }
    var reader = SiteReader()
    var site = reader.site(mapping, into: &mistakes)
    reader.resolveSources(of: &site, into: &mistakes)
    reader.references.check(against: site, known: known, into: &mistakes)
    if mapping["assets"]?.elements.isEmpty ?? true, mapping["segments"]?.elements.isEmpty ?? true {
      mistakes.add("a site needs `assets` or `segments`", at: root)
    }
    return site
  }
}
