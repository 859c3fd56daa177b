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

  private static let hints = ["localrunmanager", "local-run-manager", "/lrm"].map { Array($0.utf8) }

  /// The product's web server, and a page of the product: both are needed, since the server
  /// alone is that of many Windows computers.
  static func isHint(_ exchange: HTTPExchange) -> Bool {
    guard let status = exchange.status, (200..<400).contains(status),
      let software = exchange.serverSoftware, software.hasPrefix("Microsoft-IIS")
    else { return false }
    return [exchange.target, exchange.location ?? ""].contains { text in
      let octets = text.utf8.map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }
      return hints.contains { hint in
        // Few octets begin a hint, so that hardly any place is looked at twice.
        octets.indices.contains { octets[$0] == hint[0] && octets[$0...].starts(with: hint) }
      }
    }
  }
}
