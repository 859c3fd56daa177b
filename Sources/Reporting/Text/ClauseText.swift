public import Compliance

/// What `labtap explain` prints of one clause, or of all of them.
public struct ClauseText: Sendable {
  let style: TextStyle

  public init(style: TextStyle) {
    self.style = style
  }

  /// Every clause in one line, below the document that it comes from.
  public func list(_ profiles: [Profile]) -> String {
    var page = TextPage(style: style)
    for (index, profile) in profiles.enumerated() {
      if index > 0 { page.line() }
      page.line(
        style.painted(profile.name.printable, .bold) + "  " + said(profile.title).printable)
      page.line("  \(source(of: profile))")
      let width = profile.clauses.reduce(0) { max($0, $1.id.printable.columns) }
      for clause in profile.clauses {
        page.line(
          "  \(clause.id.printable.padded(to: width))  \(said(clause.title).printable)")
      }
    }
    return page.text
  }

  /// One clause: what it asks, from which document, what can be seen, and how to mend it.
  public func explain(
    _ clause: Clause, of profile: Profile, controls: [ControlReference] = []
  ) -> String {
    var page = TextPage(style: style)
    page.line(
      style.painted(clause.id.printable, .bold) + "  " + said(clause.title).printable)
    var fields: [(LocalizedText, String)] = [
      (Self.asks, said(clause.expectation.summary)),
      (Phrases.document, "\(source(of: profile, clause)), \(clause.number.printable)"),
      (Self.severity, said(Phrases.severity(clause.severity))),
    ]
    if let scope = scopeText(clause.scope) { fields.append((Self.scope, scope)) }
    if let parent = clause.parent { fields.append((Self.parent, parent)) }
    fields.append((Phrases.evidence, evidenceText(of: clause)))
    fields.append(
      (Self.cannotSee, clause.blindSpot.map(said) ?? said(Self.nothingParticular)))
    if let note = clause.note { fields.append((Self.note, said(note))) }
    let remediation = said(clause.remediation)
    if !remediation.isEmpty { fields.append((Phrases.mend, remediation)) }
    if !controls.isEmpty {
      let references = controls.map {
        "\($0.framework.printable) " + $0.identifiers.map(\.printable).joined(separator: ", ")
      }
      fields.append((Phrases.controls, references.joined(separator: "; ")))
    }
    let width = fields.reduce(0) { max($0, said($1.0).columns) }
    for (label, text) in fields {
      page.field(said(label), text.printable(limit: false), indent: 2, labelWidth: width)
    }
    return page.text
  }

  func said(_ text: LocalizedText) -> String { text[style.language] }

  /// The document of a profile, or of a clause that is another document's.
  private func source(of profile: Profile, _ clause: Clause? = nil) -> String {
    let number = clause?.documentNumber ?? profile.documentNumber
    let text = "\(profile.issuer.printable) \(number.printable)"
    return profile.binding == .derived ? "\(text) (\(said(Phrases.derived)))" : text
  }

  /// The connections that the clause speaks of; nil when it speaks of all.
  private func scopeText(_ scope: Scope) -> String? {
    var parts: [String] = []
    switch scope.direction {
    case .inbound: parts.append(said(Self.inbound))
    case .outbound: parts.append(said(Self.outbound))
    case .either: break
    }
    if !scope.roles.isEmpty { parts.append(scope.roles.joined(separator: ", ")) }
    if !scope.ports.isEmpty {
      let ports = scope.ports.map { range in
        range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)-\(range.upperBound)"
      }
      parts.append(said(Self.ports) + " " + ports.joined(separator: ", "))
    }
    if !scope.names.isEmpty {
      parts.append(scope.names.map(\.description).joined(separator: ", "))
    }
    if let region = scope.region { parts.append(region.rawValue) }
    if !scope.lrmModes.isEmpty {
      parts.append("lrm_mode " + scope.lrmModes.map(\.rawValue).joined(separator: ", "))
    }
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
  }

  private static let inbound = LocalizedText(
    en: "connections to the asset", zh: "到该资产的连接", ja: "資産への接続")
  private static let outbound = LocalizedText(
    en: "connections that the asset opens", zh: "由该资产发起的连接", ja: "資産が開始する接続")
  private static let asks = LocalizedText(en: "asks", zh: "要求", ja: "要求")
  private static let severity = LocalizedText(en: "severity", zh: "严重程度", ja: "重要度")
  private static let scope = LocalizedText(en: "speaks of", zh: "适用范围", ja: "対象")
  private static let parent = LocalizedText(en: "part of", zh: "所属条款", ja: "上位の条項")
  private static let cannotSee = LocalizedText(en: "cannot see", zh: "看不到", ja: "見えない点")
  private static let note = LocalizedText(en: "note", zh: "备注", ja: "注記")
  private static let ports = LocalizedText(en: "ports", zh: "端口", ja: "ポート")
  private static let nothingParticular = LocalizedText(
    en: "what is encrypted, and what does not pass the mirror port",
    zh: "加密内容，以及不经过镜像端口的流量", ja: "暗号化された内容と、ミラーポートを通らない通信")
}
