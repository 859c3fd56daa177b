internal import Compliance
internal import Delivery
internal import Foundation
internal import Observations
internal import Reporting

/// `labtap report`: what the findings store holds.
struct ReportCommand: Subcommand, LanguageArguments, PolicyArguments {
  static let name = "report"
  static let abstract = "an evidence report from the findings store"
  static let operands = ""
  static let overview = """
    Prints the newest revision of each finding in a store, writes an evidence
    report for people, or checks the store's hash chain.
    """
  static let epilogue = """
    EXIT CODES:
      0  done; with --verify: the chain holds
      1  --verify: the store is not what was written
      2  usage mistake
      3  the store cannot be read
      4  the report could not be written
    """

  var store: String?
  var findings: [FindingsTarget] = []
  var since: Timestamp?
  var asset: String?
  var clause: String?
  var verifies = false
  var head: ChainHead?
  var language: Language?
  var html: String?
  var pdf: String?
  var lastReport: String?
  var site: String?
  var signatures: String?

  static let flags: [Flag<ReportCommand>] = [
    .value("--store", "FILE", help: "The findings store.") { $1.store = $0 },
    .value(
      "--findings", "FORMAT[:PATH]",
      help: """
        text, json, sarif, junit, html or any other format of replay;
        repeatable; without PATH to standard output. Default: text.
        """
    ) { value, arguments throws(UsageError) in
      arguments.findings.append(try FindingsTarget(value))
    },
    .value(
      "--since", "TIME",
      help: """
        Only findings last seen since then, by packet time: 2026-03-01,
        2026-03-01T08:00:00Z, or a time back from now, as 12h or 7d.
        """
    ) { value, arguments throws(UsageError) in
      guard let time = Self.time(value, now: Date()) else {
        throw UsageError(
          "--since takes a date, a time in UTC or a span such as 7d, not `\(value)`")
      }
      arguments.since = time
    },
    .value("--asset", "ID", help: "Only findings about this asset: its id or an address.") {
      $1.asset = $0
    },
    .value("--clause", "CLAUSE", help: "Only findings of this clause.") { $1.clause = $0 },
    .set("--verify", help: "Check the hash chain over everything stored.") { $0.verifies = true },
    .value(
      "--head", "HEAD",
      help: """
        With --verify: a head that a heartbeat told, as 118:9f86d0...;
        is it in the chain?
        """
    ) { value, arguments throws(UsageError) in
      guard let head = ChainHead(value) else {
        throw UsageError("--head takes a number, a colon and 64 hexadecimal digits")
      }
      arguments.head = head
    },
    .value(
      "--html", "FILE",
      help: """
        The evidence report as one HTML file, with the proof of the chain;
        the same as --findings html:FILE.
        """
    ) { $1.html = $0 },
    .value(
      "--pdf", "FILE",
      help: "The evidence report as PDF, printed by Chromium where it is installed."
    ) { $1.pdf = $0 },
    .value(
      "--last-report", "FILE",
      help: """
        An earlier evidence report (HTML) of this store: the new one tells
        the trend since then, and whether its chain head still holds.
        """
    ) { $1.lastReport = $0 },
    .value(
      "--site", "FILE",
      help: "The site file: the report's name and contact, and all clauses' controls."
    ) { $1.site = $0 },
    .signatures,
    .language,
  ]

  /// Some evidence report was asked for.
  private var wantsEvidence: Bool {
    html != nil || pdf != nil || findings.contains { $0.format == .html }
  }

  func validate() throws(UsageError) {
    guard store != nil else { throw UsageError("no store to read; name it with --store FILE") }
    guard head == nil || verifies else { throw UsageError("--head goes with --verify") }
    guard lastReport == nil || wantsEvidence else {
      throw UsageError("--last-report goes with --html or --pdf")
    }
  }

  func run() -> ExitCode {
    guard let store, FileManager.default.fileExists(atPath: store) else {
      Terminal.complain("\(store ?? ""): no such store")
      return .unreadable
    }
    do throws(StoreError) {
      let opened = try FindingStore(reading: store)
      return verifies ? verify(opened, try opened.verify(keptHead: head)) : try report(opened)
    } catch {
      Terminal.complain("\(store): \(error)")
      return .unreadable
    }
  }

  private func report(_ store: FindingStore) throws(StoreError) -> ExitCode {
    var isWritten = true
    if wantsEvidence {
      switch try writeEvidence(of: store) {
      case .success: break
      case .undelivered: isWritten = false
      case let code: return code
      }
    }
    var targets = findings.filter { $0.format != .html }
    if targets.isEmpty, !wantsEvidence { targets = [FindingsTarget(format: .text)] }
    guard !targets.isEmpty else { return isWritten ? .success : .undelivered }
    let found = try store.findings(since: since).filter { finding in
      (asset.map { finding.asset.id == $0 || finding.asset.address?.description == $0 } ?? true)
        && (clause.map {
          $0.lowercased() == finding.clause.lowercased() || finding.also.contains($0)
        } ?? true)
    }
    let output = FindingsOutput(language: language ?? Terminal.language)
    for target in targets where !output.deliver(stored: found, to: target) { isWritten = false }
    return isWritten ? .success : .undelivered
  }

  private func verify(_ store: FindingStore, _ result: StoreVerification) -> ExitCode {
    var lines = [
      "\(result.records) records, \(result.dropped) of them dropped by retention "
        + "(\(result.droppedBreaches) that broke a clause)",
      "begins behind record \(result.anchor)",
      "head \(result.head)",
    ]
    switch result.keptHead {
    case .matches: lines.append("the given head is in the chain")
    case .differs: lines.append("the given head is not the chain's: records were changed")
    case .beyondEnd: lines.append("the store ends before the given head: records are missing")
    case .beforeAnchor:
      lines.append("the given head is older than what retention kept, and cannot be compared")
    case nil: break
    }
    lines += result.faults.map { "FAULT: \($0)" }
    lines.append(result.isSound ? "the chain holds" : "the store is not what was written")
    let written = Terminal.write(lines.joined(separator: "\n") + "\n")
    return result.isSound ? written : .findings
  }

  /// A time as `--since` takes it.
  static func time(_ text: String, now: Date) -> Timestamp? {
    let spans: [Character: Double] = ["m": 60, "h": 3_600, "d": 86_400]
    if let unit = text.last, let seconds = spans[unit], let count = Int64(text.dropLast()),
      (0...1_000_000).contains(count)
    {
      let past = now.timeIntervalSince1970 - Double(count) * seconds
      return Timestamp(nanoseconds: Int64(past * 1e9))
    }
    let full = text.contains("T") ? text : text + "T00:00:00Z"
    guard let date = try? Date(full, strategy: .iso8601) else { return nil }
    let seconds = date.timeIntervalSince1970
    guard abs(seconds) < 9e9 else { return nil }
    return Timestamp(nanoseconds: Int64(seconds) * 1_000_000_000)
  }
}
