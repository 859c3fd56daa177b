internal import Observations

/// A host of the segment that looks like an instrument with a Local Run Manager is declared.
public struct UndeclaredInstrument: Expectation {
  public static let key = "undeclared-instrument"

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard Parameters.word(node, ["forbidden"], into: &mistakes) != nil else { return nil }
  }

  public var summary: LocalizedText {
    LocalizedText(
      en: "No undeclared host of the segment serves the pages of a Local Run Manager.",
      zh: "网段内没有未登记的主机提供 Local Run Manager 页面。",
      ja: "セグメント内に、登録されていないのに Local Run Manager の画面を提供するホストがありません。")
  }

  /// The product's web server, and a page of the product: both are needed, since the server
  /// alone is that of many Windows computers.
  static func isHint(_ exchange: HTTPExchange) -> Bool {
    guard let status = exchange.status, (200..<400).contains(status),
      let software = exchange.serverSoftware, software.hasPrefix("Microsoft-IIS")
    else { return false }
    return [exchange.target, exchange.location ?? ""].contains { text in
      let text = text.lowercased()
      return text.contains("localrunmanager") || text.contains("local-run-manager")
        || text.contains("/lrm")
    }
  }
}
