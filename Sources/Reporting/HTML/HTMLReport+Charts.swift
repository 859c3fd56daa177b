internal import Compliance
internal import Observations

/// Charts as inline SVG that read without colour: each row has its name before it and its number
/// behind it.
extension HTMLReport {
  private static let rowHeight = 24
  private static let labelWidth = 120
  private static let plotWidth = 440
  private static let countWidth = 80

  /// How often each version occurred over time.
  func chart(
    _ timeline: Timeline, _ title: String, _ asset: AssetReference, to page: inout HTMLWriter
  ) {
    guard let columns = timeline.columns, let span = timeline.span else { return }
    let rows = timeline.rows.sorted { $0.key < $1.key }
    let totals = rows.map { row in row.value.values.reduce(0, &+) }
    let words = zip(rows, totals).map { "\(HTMLWriter.harmless($0.key)): \($1)" }
      .joined(separator: ", ")
    let height = Self.rowHeight * rows.count + 20
    let width = Self.labelWidth + Self.plotWidth + Self.countWidth
    page.element("figure") { page in
      page.element("figcaption", text: "\(title) – \(HTMLWriter.harmless(asset.id))")
      page.element(
        "svg", .init("role", "img"), .label("\(title): \(words)"),
        .init("viewBox", "0 0 \(width) \(height)")
      ) { page in
        for (index, row) in rows.enumerated() {
          let base = Self.rowHeight * (index + 1) - 4
          label(HTMLWriter.harmless(row.key), x: Self.labelWidth - 8, y: base - 4, "end", to: &page)
          bars(row.value, columns, base: base, to: &page)
          label("\(totals[index])", x: width - 4, y: base - 4, "end", to: &page)
        }
        let foot = height - 2
        label(short(span.start), x: Self.labelWidth, y: foot, "start", to: &page)
        label(
          short(span.end), x: Self.labelWidth + Self.plotWidth, y: foot, "end", to: &page)
      }
    }
  }

  private func bars(
    _ counts: [Int64: UInt64], _ columns: ClosedRange<Int64>, base: Int,
    to page: inout HTMLWriter
  ) {
    let most = Double(counts.values.max() ?? 1)
    let step = Double(Self.plotWidth) / Double(columns.count)
    page.element(
      "rect", .style("axis"), .init("x", "\(Self.labelWidth)"), .init("y", "\(base)"),
      .init("width", "\(Self.plotWidth)"), .init("height", "1")
    ) { _ in }
    for (column, count) in counts.sorted(by: { $0.key < $1.key }) {
      let height = max(2, Int(Double(count) / most * Double(Self.rowHeight - 6)))
      let start = Double(Self.labelWidth) + Double(column - columns.lowerBound) * step
      page.element(
        "rect", .style("bar"), .init("x", decimal(start)), .init("y", "\(base - height)"),
        .init("width", decimal(max(step - 1, 1))), .init("height", "\(height)")
      ) { _ in }
    }
  }

  private func label(
    _ text: String, x: Int, y: Int, _ anchor: String, to page: inout HTMLWriter
  ) {
    page.element(
      "text", .init("x", "\(x)"), .init("y", "\(y)"), .init("text-anchor", anchor), text: text)
  }

  private func decimal(_ number: Double) -> String {
    let tenths = Int((number * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }

  /// Which share of an asset's octets each protocol has: a bar in each row of a table.
  func writeProtocols(
    _ host: TrafficRecord.Host, _ asset: AssetReference, to page: inout HTMLWriter
  ) {
    guard !host.protocols.isEmpty else { return }
    let total = host.protocols.values.reduce(0) { $0 &+ $1.octets }
    let sorted = host.protocols.sorted { left, right in
      let (a, b) = (left.value.octets, right.value.octets)
      return a == b ? left.key < right.key : a > b
    }
    let heads = [
      Phrases.protocolLabel, Phrases.connections, Phrases.octetsLabel, Phrases.share,
    ].map(said)
    table(said(Phrases.protocolShares) + " – \(HTMLWriter.harmless(asset.id))", heads, to: &page) {
      page in
      for (label, amount) in sorted {
        let share = total == 0 ? 0 : Double(amount.octets) / Double(total)
        page.element("tr") { page in
          page.element("th", .scope("row")) { $0.wire(self.label(label)) }
          page.element("td", .style("n"), text: "\(amount.connections)")
          page.element("td", .style("n"), text: octets(amount.octets))
          page.element("td", .style("share")) { page in
            page.element("span", text: decimal(share * 100) + " %")
            page.element(
              "svg", .hidden, .init("viewBox", "0 0 100 8"), .init("preserveAspectRatio", "none")
            ) { page in
              page.element(
                "rect", .style("bar"), .init("width", decimal(max(share * 100, 0.5))),
                .init("height", "8")
              ) { _ in }
            }
          }
        }
      }
    }
  }

  /// A protocol's name as its own documents write it, where that is not lower case.
  func label(_ name: String) -> String {
    switch name {
    case "tcp", "udp": said(Phrases.noContent(name.uppercased()))
    case "text", "binary": said(Phrases.unknownContent(isText: name == "text"))
    case "teamviewer": "TeamViewer"
    case "openvpn": "OpenVPN"
    case "wireguard": "WireGuard"
    case "bittorrent": "BitTorrent"
    case "kerberos": "Kerberos"
    case "telnet": "Telnet"
    case "rsync", "syslog": name
    case "snmp-community": "SNMP v1/v2c"
    case "dhcpv6": "DHCPv6"
    default: name.uppercased()
    }
  }
}
