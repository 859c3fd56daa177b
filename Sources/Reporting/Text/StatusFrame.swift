internal import Compliance

/// One picture of a running sensor for a terminal: lines that fit it, the most urgent first.
public struct StatusFrame: Sendable {
  private let status: LiveStatus
  private let style: TextStyle
  private let columns: Int
  private let rows: Int

  /// Samples of a rate that a line shows.
  private static let samples = 40

  /// - Parameters:
  ///   - columns: of the terminal; nothing is wider.
  ///   - rows: lines that there are; findings that find no room are left out.
  public init(_ status: LiveStatus, style: TextStyle, columns: Int, rows: Int) {
    self.status = status
    self.style = style
    self.columns = max(columns, 20)
    self.rows = max(rows, 6)
  }

  public func lines() -> [String] {
    var lines = [head, answer, rates, interfaces, ""]
    let assets = assetLines
    // Two thirds for the instruments, the rest for findings.
    let room = max(1, (rows - lines.count) * 2 / 3)
    lines += assets.prefix(room)
    if assets.count > room { lines.append(cut(said(Phrases.moreAssets(assets.count - room)))) }
    lines.append("")
    lines += findingLines.prefix(max(0, rows - lines.count))
    return Array(lines.prefix(rows))
  }

  private func said(_ text: LocalizedText) -> String { text[style.language] }

  private var head: String {
    let name = (status.site ?? status.sensor).printable
    let time = status.time.prefix(19).split(separator: "T").joined(separator: " ").printable
    let text = "LabTap  \(name) · \(status.sensor.printable) · \(time) UTC"
    return style.painted(cut(text), .bold)
  }

  private var answer: String {
    let assets = status.assets ?? []
    func count(_ verdict: Verdict) -> Int {
      assets.count { $0.clauses.values.contains(verdict.rawValue) }
    }
    if !status.health.ok {
      let problems = status.health.problems.joined(separator: "; ").printable
      return style.painted(cut(said(Phrases.sensorIsSick) + ": " + problems), .red)
    }
    if count(.fail) > 0 {
      return style.painted(
        cut(Verdict.fail.sign + " " + said(Phrases.assetsFail(count(.fail)))), .red)
    }
    if count(.warn) > 0 {
      return style.painted(
        cut(Verdict.warn.sign + " " + said(Phrases.assetsWarn(count(.warn)))), .yellow)
    }
    guard count(.pass) > 0 else { return cut(said(Phrases.nothingJudged)) }
    return style.painted(cut(Verdict.pass.sign + " " + said(Phrases.nothingBroken)), .green)
  }

  private var rates: String {
    let traffic = status.traffic
    let alerts = status.delivery.alertDelay
    let delay = alerts.most.map { "≤ \($0) ms" } ?? (alerts.count > 0 ? "> 60 s" : "–")
    let waiting = status.delivery.waiting + (status.delivery.store?.waiting ?? 0)
    var parts = [
      "\(traffic.packetsPerSecond.last ?? 0) \(said(Phrases.perSecond))",
      Self.sparkline(traffic.packetsPerSecond.suffix(Self.samples)),
      "\(said(Phrases.lostLabel)) \(traffic.lost)",
      "\(said(Phrases.delayLabel)) \(delay)", "\(said(Phrases.waitingLabel)) \(waiting)",
    ]
    if status.delivery.failures > 0 {
      parts.append("\(said(Phrases.failuresLabel)) \(status.delivery.failures)")
    }
    return cut(parts.filter { !$0.isEmpty }.joined(separator: "  "))
  }

  private var interfaces: String {
    cut(
      status.traffic.interfaces.map { interface in
        "\(interface.name.printable) \(interface.up ? "▲" : "▼") \(interface.packets) "
          + "(\(said(Phrases.lostLabel)) \(interface.dropped))"
      }.joined(separator: "  "))
  }

  /// A rate as eighths of a line's height.
  static func sparkline(_ values: ArraySlice<UInt64>) -> String {
    let steps = Array("▁▂▃▄▅▆▇█")
    let most = max(values.max() ?? 0, 1)
    return String(
      values.map { value in
        let place = Double(value) / Double(most) * Double(steps.count - 1)
        return steps[min(max(Int(place.rounded()), 0), steps.count - 1)]
      })
  }

  // MARK: Instruments

  private var assetLines: [String] {
    guard let assets = status.assets else { return [cut(said(Phrases.ledgerIsMade))] }
    let ids = assets.map { $0.id.printable }
    let width = min(max(ids.map(\.columns).max() ?? 0, said(Phrases.asset).columns), 24)
    let heads = Verdict.allCases.map { $0.sign + " " + said(Phrases.verdict($0)) }
    let widths = heads.map(\.columns)
    var head = said(Phrases.asset).padded(to: width)
    for (text, width) in zip(heads, widths) { head += "  " + text.rightAligned(to: width) }
    var lines = [style.painted(cut(head), .bold)]
    for (asset, id) in zip(assets, ids) {
      var line = id.padded(to: width)
      for (verdict, width) in zip(Verdict.allCases, widths) {
        let count = asset.clauses.values.count { $0 == verdict.rawValue }
        line += "  " + "\(count)".rightAligned(to: width)
      }
      let broken = asset.clauses.filter { $0.value == Verdict.fail.rawValue }.keys.sorted()
        .map(\.printable).joined(separator: ", ")
      if !broken.isEmpty { line += "  " + broken }
      lines.append(style.painted(cut(line), broken.isEmpty ? .faint : .red))
    }
    if let count = status.count, count > assets.count {
      lines.append(cut(said(Phrases.moreAssets(count - assets.count))))
    }
    return lines
  }

  // MARK: Findings

  private var findingLines: [String] {
    guard !status.recent.isEmpty else { return [] }
    return [style.painted(cut(said(Phrases.lastFindings)), .bold)]
      + status.recent.map { finding in
        let reason = finding.reason[style.language.rawValue] ?? finding.reason["en"] ?? ""
        let verdict = Verdict(rawValue: finding.verdict)
        let peer = finding.peer.map { " ↔ " + $0.printable } ?? ""
        let line =
          "\(String(finding.lastSeen.dropFirst(11).prefix(8)).printable)  "
          + "\(verdict.map { said(Phrases.verdict($0)) } ?? finding.verdict.printable)  "
          + "\(finding.clause.printable)  \(finding.asset.printable)\(peer): \(reason.printable)"
        return verdict.map { style.painted(cut(line), style.paint(of: $0)) } ?? cut(line)
      }
  }

  /// The line as wide as the terminal at most.
  private func cut(_ line: String) -> String {
    guard line.columns > columns else { return line }
    var result = ""
    var width = 0
    for scalar in line.unicodeScalars {
      guard width + scalar.columns < columns else { break }
      width += scalar.columns
      result.unicodeScalars.append(scalar)
    }
    return result + "…"
  }
}
