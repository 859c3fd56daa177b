internal import Observations

/// Findings that somebody accepted, by their ids: what a CI job knows and need not fail for again.
///
/// A finding's id stays the same from run to run, so that a list of ids speaks of the same facts.
/// Each has who accepted it, why, and until when, by packet time.
public struct Baseline: Sendable {
  private var accepted: [String: (reference: SuppressionReference, until: Timestamp)] = [:]

  /// Reads a file of the form `accepted: [{id, who, why, until}, …]`; throws every mistake at once.
  public static func load(path: String) throws(Mistakes) -> Baseline {
    var mistakes = Mistakes()
    let root = YAMLFile.parse(path: path, into: &mistakes)
    let baseline = root.flatMap { read($0, into: &mistakes) }
    guard mistakes.isEmpty, let baseline else { throw mistakes }
    return baseline
  }

  static func read(_ root: YAMLNode, into mistakes: inout Mistakes) -> Baseline? {
    guard
      let mapping = YAMLMapping(
        root, as: "a baseline", keys: ["accepted"], required: ["accepted"], into: &mistakes)
    else { return nil }
    var baseline = Baseline()
    for node in mapping["accepted"]?.elements ?? [] {
      let keys = ["id", "who", "why", "until"]
      guard
        let entry = YAMLMapping(
          node, as: "an accepted finding", keys: keys, required: keys, into: &mistakes),
        let id = entry["id"]?.string(into: &mistakes),
        let who = entry["who"]?.string(into: &mistakes),
        let why = entry["why"]?.reason(into: &mistakes),
        let until = entry["until"]?.moment(.until, into: &mistakes),
        case .scalar(let text, _)? = entry["until"]?.content
      else { continue }
      if baseline.accepted[id] != nil {
        mistakes.add("the finding `\(Spelling.quoted(id))` is accepted twice", at: node)
      }
      baseline.accepted[id] = (SuppressionReference(who: who, why: why, until: text), until)
    }
    return baseline
  }

  /// How many findings it accepts.
  public var count: Int { accepted.count }

  /// Marks the findings that were accepted and not seen after their date as suppressed; those that
  /// the site suppresses stay as they are.
  public func apply(to report: inout Report) {
    for index in report.findings.indices where report.findings[index].suppression == nil {
      let finding = report.findings[index]
      guard let entry = accepted[finding.id], finding.lastSeen.time < entry.until else { continue }
      report.findings[index].suppression = entry.reference
    }
  }
}
