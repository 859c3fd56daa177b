internal import Compliance

extension ClauseText {
  /// The evidence keys that a finding of a kind can carry beside its frame, time and ends.
  ///
  /// Keys, not sentences: they are what a reader searches for in a SIEM.
  static func evidence(ofKind kind: String) -> [Evidence.Key]? {
    switch kind {
    case "tls-version": tls + [.service, .limitedBy]
    case "cloud-link": tls + [.httpMethod, .httpPath, .service, .limitedBy]
    case "smb-dialect": [.smbDialect, .smbClientMaxDialect, .limitedBy]
    case "smb-signing", "transfer-integrity": smb + [.smbSigning, .smbDataSigned, .limitedBy]
    case "smb-encryption": smb + [.smbDataEncrypted, .limitedBy]
    case "smb-authentication", "user-authentication", "brute-force", "privileged-accounts",
      "shared-accounts":
      smb + [.smbAccount]
    case "clear-text-services", "clear-credentials", "payload-protection", "clinical-encryption",
      "patient-data", "boundary-crossing", "border-crossing":
      http + [.service] + octets
    case "script-posts", "upload-words", "uploaded-scripts", "path-traversal",
      "undeclared-instrument":
      http + [.httpIndicators]
    case "local-run-manager-access", "local-run-manager-block", "local-console", "patch-history":
      tls + http + [.outcome]
    case "listed-destinations", "other-hosts", "region-match", "web-use", "threat-indicators",
      "tunnels":
      [.dnsQuestion, .service] + octets
    case "segment-census": [.mac, .vlan, .service] + octets
    case "throughput", "session-volume", "software-downloads", "outbound-inventory": octets
    case "listed-peers", "outside-access", "destination", "other-destinations",
      "forbidden-services", "remote-support", "support-sessions", "recorded-traffic",
      "directory-membership", "host-firewall", "isolation", "software-delivery", "peer-count",
      "segment-size", "restart-signs", "update-traffic", "log-export", "antivirus-traffic",
      "scans", "posture-drift", "sensor-record":
      [.service] + octets
    // A parent has the findings of its parts; what no packet shows has none.
    case "worst-of", "not-assessable": []
    default: nil
    }
  }

  private static let tls: [Evidence.Key] = [.tlsVersion, .tlsClientMaxVersion, .tlsCipher]
  private static let smb: [Evidence.Key] = [.smbDialect, .smbClientMaxDialect]
  private static let http: [Evidence.Key] = [.httpMethod, .httpPath, .httpStatus]
  private static let octets: [Evidence.Key] = [.octetsIn, .octetsOut]

  /// What a finding of the clause shows.
  func evidenceText(of clause: Clause) -> String {
    let kind = type(of: clause.expectation).key
    let keys = Self.evidence(ofKind: kind) ?? []
    switch kind {
    case "worst-of":
      let parts = clause.expectation.references.joined(separator: ", ")
      return said(Self.partsEvidence) + ": " + parts
    case "not-assessable": return said(Self.noEvidence)
    default:
      let list = keys.map(\.rawValue).joined(separator: ", ")
      return list.isEmpty ? said(Self.frameEvidence) : said(Self.frameEvidence) + ": " + list
    }
  }

  private static let frameEvidence = LocalizedText(
    en: "the deciding packet, its time, both ends, and where they apply",
    zh: "作出判定的数据包及其时间、两端，以及适用时的字段", ja: "決め手のパケットと時刻、両端、および該当する場合の項目")
  private static let partsEvidence = LocalizedText(
    en: "the findings of its parts", zh: "各分项的结论", ja: "各項目の結果")
  private static let noEvidence = LocalizedText(
    en: "none: no packet shows it", zh: "无：没有任何数据包能反映此项", ja: "なし：これを示すパケットはありません")
}
