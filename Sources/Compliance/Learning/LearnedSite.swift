public import Observations

/// A first site file, learned from captures.
public struct LearnedSite: Sendable {
  /// The YAML of the file.
  public let text: String
  public let assets: Int
  public let peers: Int
  public let destinations: Int
  /// What was seen and found no room, by kind; empty nearly always.
  public let omitted: [String: UInt64]
}

extension SiteLearner {
  /// The site file; nil when no host inside the organisation was seen.
  public func finish(coverage: Coverage) -> LearnedSite? {
    let draft = SiteDraft(self)
    guard !draft.isEmpty else { return nil }
    return LearnedSite(
      text: SiteFileText.render(draft, head: head(coverage)), assets: draft.assets.count,
      peers: draft.peers.count, destinations: draft.allow.count, omitted: omitted)
  }

  /// Captures named in the head; a longer list helps nobody.
  private static let maximumSources = 16

  private func head(_ coverage: Coverage) -> [String] {
    var lines = ["A first site file, learned from \(coverage.packets) packets of:"]
    for source in sources.prefix(Self.maximumSources) {
      lines.append("  " + (source.split(separator: "/").last.map(String.init) ?? source))
    }
    if sources.count > Self.maximumSources { lines.append("  and others") }
    if let first = coverage.first, let last = coverage.last {
      lines.append("from \(first) to \(last).")
    }
    lines += [
      "",
      "It allows what was seen, an intruder's traffic among it. Look at every entry: correct the",
      "model, strike out what should not be, and delete `reviewed: false` once it is right. Until",
      "then `labtap check` counts the entry and every report names it.",
    ]
    for (kind, count) in omitted.sorted(by: { $0.key < $1.key }) {
      lines.append("Left out for want of room: \(count) \(kind).")
    }
    return lines
  }
}
