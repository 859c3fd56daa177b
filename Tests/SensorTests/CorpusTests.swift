import Observations
import Testing

/// Replays the labelled corpus when it lies beside the project.
@Suite("the labelled corpus", LabelledCorpus.whenPresent, .timeLimit(.minutes(30)))
struct CorpusTests {
  /// Labels and how many of them were met.
  struct Score {
    var found = 0
    var total = 0
    var misses: [String] = []

    var recall: Double { total == 0 ? 1 : Double(found) / Double(total) }

    mutating func check(_ isMet: Bool, _ text: @autoclosure () -> String) {
      total += 1
      if isMet { found += 1 } else { misses.append(text()) }
    }
  }

  static let scores = Result { try measure() }

  static func measure() throws -> [String: Score] {
    var scores: [String: Score] = [:]
    for entry in try LabelledCorpus.entries() {
      let labels = try LabelledCorpus.labels(of: entry)
      let sightings = try Sightings(replaying: entry.path)
      guard !entry.isDamaged else { continue }
      for label in labels { check(label, entry, sightings, &scores) }
    }
    for (kind, score) in scores.sorted(by: { $0.key < $1.key }) {
      print("corpus \(kind): \(score.found) of \(score.total)")
      for miss in score.misses { print("  missed: \(miss)") }
    }
    return scores
  }

  private static func check(
    _ label: LabelledCorpus.Label, _ entry: LabelledCorpus.Entry, _ seen: Sightings,
    _ scores: inout [String: Score]
  ) {
    guard let one = label.client ?? label.src, let other = label.server ?? label.dst else { return }
    let pair = Sightings.Pair(one, other)
    let place = "\(entry.file) \(one) -> \(other)"
    switch label.kind {
    case "tls_session" where label.transport == "tcp" && !entry.isTunnelledTLS:
      let sessions = seen.tls[pair] ?? []
      scores["tls session", default: Score()].check(
        sessions.contains {
          $0.offered == label.offeredMax && $0.negotiated == label.negotiated
            && Self.folded($0.name) == Self.folded(label.sni) && $0.client == one
        },
        "\(place) \(label.offeredMax ?? "-") \(label.negotiated ?? "-") \(label.sni ?? "-"), "
          + "got \(sessions)")
    case "smb_session":
      let dialects = seen.smb[pair] ?? []
      scores["smb session", default: Score()].check(
        dialects.contains(label.negotiated ?? "none"),
        "\(place) \(label.negotiated ?? "none"), got \(dialects)")
      scores["smb encrypted messages", default: Score()].check(
        seen.encryptedSMB[pair] ?? 0 == UInt64(label.encryptedMessages ?? 0),
        "\(place) \(label.encryptedMessages ?? 0), got \(seen.encryptedSMB[pair] ?? 0)")
    case "http_request":
      let target = String(
        decoding: (label.uri ?? "").utf8.prefix(HTTPExchange.maximumTarget), as: UTF8.self)
      let wanted = "\(label.method ?? "") \(target)"
      scores["http request", default: Score()].check(
        seen.http[pair]?.contains(wanted) ?? false,
        "\(place) \(wanted), got \((seen.http[pair] ?? []).prefix(3))")
    case "dns" where label.app == "dns" && label.malformed != true:
      guard let name = label.questions?.first?.name, isPlain(name), let id = label.id else {
        return
      }
      let question = Sightings.Question(pair: pair, id: id, isResponse: label.qr == 1)
      scores["dns question", default: Score()].check(
        seen.names[question]?.contains(folded(name) ?? "") ?? false,
        "\(place) \(id) \(name), got \(seen.names[question] ?? [])")
    default: break
    }
  }

  private static func folded(_ name: String?) -> String? {
    guard let name = name?.lowercased() else { return nil }
    return name.hasSuffix(".") && name.count > 1 ? String(name.dropLast()) : name
  }

  /// Labels write other octets in an escaping of their own.
  private static func isPlain(_ name: String) -> Bool {
    name.utf8.allSatisfy { octet in
      switch octet {
      case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
      default: "._*:/-".utf8.contains(octet)
      }
    }
  }

  @Test(
    "meets the labels of each kind",
    arguments: [
      ("tls session", 0.98), ("smb session", 1), ("smb encrypted messages", 1),
      ("http request", 0.996), ("dns question", 1),
    ])
  func recall(kind: String, least: Double) throws {
    let score = try #require(try Self.scores.get()[kind])
    #expect(score.recall >= least, "\(score.misses.joined(separator: "\n"))")
  }
}
