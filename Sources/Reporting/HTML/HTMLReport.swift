public import Compliance
internal import Observations

/// The evidence report as one HTML file: nothing is loaded, nothing runs, and it prints.
///
/// A verdict is a word with a sign beside it, so that the report reads the same without colour.
public struct HTMLReport: Sendable {
  let report: EvidenceReport
  let language: Language

  /// Assets with columns in the matrix and sections of their own; the others are counted.
  static let maximumAssets = 64
  /// Assets that stand beside each other on a printed page.
  static let assetsPerBlock = 8
  /// Octets behind which details are left out and counted: the file stays below 5 MB.
  static let maximumOctets = 4_000_000

  public init(_ report: EvidenceReport, language: Language = .en) {
    self.report = report
    self.language = language
  }

  /// The file, in UTF-8.
  public func render() -> [UInt8] {
    var page = HTMLWriter()
    page.constant("<!DOCTYPE html>\n")
    page.element("html", .init("lang", language.tag)) { page in
      page.element("head") { writeHead(to: &$0) }
      page.element("body") { page in
        page.element("a", .link("#content"), .style("skip")) { $0.text(said(Phrases.skip)) }
        page.element("header") { writeTitle(to: &$0) }
        page.element("nav", .label(said(Phrases.contents))) { writeContents(to: &$0) }
        page.element("main", .id("content")) { writeSections(to: &$0) }
        page.element("footer") { writeFooter(to: &$0) }
      }
    }
    page.constant("\n")
    return page.octets
  }

  // MARK: Frame

  private func writeHead(to page: inout HTMLWriter) {
    page.void("meta", .init("charset", "utf-8"))
    page.void(
      "meta", .init("http-equiv", "Content-Security-Policy"),
      .init("content", "default-src 'none'; style-src '\(HTMLStyle.hash)'; base-uri 'none'"))
    page.void(
      "meta", .init("name", "viewport"), .init("content", "width=device-width, initial-scale=1"))
    page.void("meta", .init("name", "color-scheme"), .init("content", "light dark"))
    page.void("meta", .init("name", "generator"), .init("content", "LabTap"))
    // What a later report compares itself with.
    if let chain = report.chain {
      page.void("meta", .init("name", "labtap-head"), .init("content", chain.head))
    }
    if let made = report.made {
      page.void("meta", .init("name", "labtap-made"), .init("content", "\(made)"))
    }
    page.element("title", text: HTMLWriter.harmless(title))
    page.element("style") { $0.constant(HTMLStyle.sheet) }
  }

  private var title: String {
    [said(Phrases.reportTitle), report.site].compactMap(\.self).joined(separator: " · ")
  }

  private func writeTitle(to page: inout HTMLWriter) {
    page.element("p", .style("kind"), text: "LabTap")
    page.element("h1") { page in
      page.text(said(Phrases.reportTitle))
      if let site = report.site {
        page.text(" · ")
        page.wire(site)
      }
    }
  }

  private var sections: [(id: String, title: LocalizedText)] {
    [
      ("summary", Phrases.summary), ("assets", Phrases.assets), ("clauses", Phrases.evidenceTitle),
      ("unseen", Phrases.unseen), ("suppressed", Phrases.exceptions), ("trend", Phrases.trend),
      ("controls", Phrases.controlMapping), ("chain", Phrases.chainTitle),
    ]
  }

  private func writeContents(to page: inout HTMLWriter) {
    page.element("ul") { page in
      for section in sections {
        page.element("li") { page in
          page.element("a", .link("#" + section.id), text: said(section.title))
        }
      }
    }
  }

  private func writeSections(to page: inout HTMLWriter) {
    section("summary", to: &page) { writeSummary(to: &$0) }
    section("assets", to: &page) { writeAssets(to: &$0) }
    section("clauses", to: &page) { writeClauses(to: &$0) }
    section("unseen", to: &page) { writeUnseen(to: &$0) }
    section("suppressed", to: &page) { writeExceptions(to: &$0) }
    section("trend", to: &page) { writeTrend(to: &$0) }
    section("controls", to: &page) { writeControls(to: &$0) }
    section("chain", to: &page) { writeChain(to: &$0) }
  }

  private func section(
    _ id: String, to page: inout HTMLWriter, body: (inout HTMLWriter) -> Void
  ) {
    guard let title = sections.first(where: { $0.id == id })?.title else { return }
    page.constant("\n")
    page.element("section", .id(id), .init("aria-labelledby", "\(id)-title")) { page in
      page.element("h2", .id("\(id)-title"), text: said(title))
      body(&page)
    }
  }

  private func writeFooter(to page: inout HTMLWriter) {
    page.element("p", text: said(Phrases.footer))
    page.element("table", .style("sign")) { page in
      page.element("caption", text: said(Phrases.signature))
      page.element("tbody") { page in
        for label in [Phrases.signedBy, Phrases.signedRole, Phrases.signedOn] {
          page.element("tr") { page in
            page.element("th", .scope("row"), text: said(label))
            page.element("td", text: "")
          }
        }
      }
    }
  }

  // MARK: What sections share

  func said(_ text: LocalizedText) -> String { text[language] }

  func name(_ verdict: Verdict) -> String { said(Phrases.verdict(verdict)) }

  /// A verdict with its sign and its word.
  func write(_ verdict: Verdict, to page: inout HTMLWriter) {
    page.element("span", .style("v \(verdict.rawValue)")) { page in
      page.element("span", .hidden, text: verdict.sign + " ")
      page.text(name(verdict))
    }
  }

  func writeList(
    _ fields: [(label: LocalizedText, value: String)], to page: inout HTMLWriter
  ) {
    page.element("dl") { page in
      for field in fields {
        page.element("div") { page in
          page.element("dt", text: said(field.label))
          page.element("dd") { $0.sentence(field.value) }
        }
      }
    }
  }

  /// A table with its caption and the heads of its columns; wide ones scroll by themselves.
  func table(
    _ caption: String, _ heads: [String], style: String = "", to page: inout HTMLWriter,
    rows: (inout HTMLWriter) -> Void
  ) {
    page.element(
      "div", .style("scroll"), .init("tabindex", "0"), .init("role", "region"), .label(caption)
    ) { page in
      page.element("table", .style(style)) { page in
        page.element("caption", text: caption)
        page.element("thead") { page in
          page.element("tr") { page in
            for head in heads { page.element("th", .scope("col")) { $0.sentence(head) } }
          }
        }
        page.element("tbody", body: rows)
      }
    }
  }

  func note(_ text: LocalizedText, to page: inout HTMLWriter) {
    page.element("p", .style("note")) { $0.sentence(said(text)) }
  }

  /// Seconds are enough where a packet's number stands beside them or spans are told.
  func short(_ time: Timestamp) -> String {
    String(time.description.prefix(19)).split(separator: "T").joined(separator: " ")
  }

  func octets(_ count: UInt64) -> String {
    guard count >= 10_000 else { return "\(count) B" }
    var (number, unit) = (Double(count), 0)
    let units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"]
    while number >= 1_000, unit + 1 < units.count {
      number /= 1_000
      unit += 1
    }
    let tenths = Int((number * 10).rounded())
    return "\(tenths / 10).\(tenths % 10) \(units[unit])"
  }
}

extension Language {
  /// As BCP 47 writes it.
  fileprivate var tag: String {
    switch self {
    case .en: "en"
    case .zh: "zh-Hans"
    case .ja: "ja"
    }
  }
}

extension Verdict {
  /// What stands beside the word, told apart by shape.
  var sign: String {
    switch self {
    case .fail: "✗"
    case .warn: "!"
    case .undetermined: "?"
    case .pass: "✓"
    case .info: "i"
    case .notObserved: "○"
    case .notAssessable: "–"
    }
  }
}
