internal import Compliance
internal import Observations

/// A finding in the Log Event Extended Format 2.0 of QRadar, with a tab between attributes.
///
/// The format has no escape. What would end a field is replaced: control characters, the tab among
/// them, by their pictures (U+2400…), and `|` in the header by `¦`. Values are cut at `maximum`
/// characters, with `…` as the last.
public enum LEEF {
  /// QRadar cuts an event at 4,096 octets by default and takes up to 32 KiB; a single value must
  /// not fill it.
  static let maximum = 2_048

  static func append(_ finding: Finding, to octets: inout [UInt8]) {
    octets += "LEEF:2.0".utf8
    for field in [Product.vendor, Product.name, Product.version, finding.clause] {
      octets.append(UInt8(ascii: "|"))
      append(field, replacesBars: true, to: &octets)
    }
    octets += "|x09|".utf8
    var attributes = Attributes()
    write(finding, to: &attributes)
    octets += attributes.octets
  }

  private static func write(_ finding: Finding, to attributes: inout Attributes) {
    let (source, destination) = FlowEnd.ends(of: finding)
    // The verdict and the asset come first: a receiver may cut the end.
    attributes.put("verdict", finding.verdict.rawValue)
    attributes.put("resource", finding.asset.id)
    attributes.put("cat", Product.category)
    attributes.put("sev", String(finding.severity.leef))
    attributes.put("devTime", String(finding.deciding.time.description.prefix(23)) + "+0000")
    attributes.put("devTimeFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSZ")
    attributes.put("src", source.endpoint.address.description)
    attributes.put("dst", destination.endpoint.address.description)
    if finding.transport.hasPorts {
      attributes.put("srcPort", String(source.endpoint.port))
      attributes.put("dstPort", String(destination.endpoint.port))
    }
    if let mac = source.mac { attributes.put("srcMAC", mac.description) }
    if let mac = destination.mac { attributes.put("dstMAC", mac.description) }
    attributes.put("proto", String(describing: finding.transport).uppercased())
    attributes.put("identSrc", finding.asset.address?.description ?? "")
    if let name = finding.peer?.name { attributes.put("peerName", name) }
    attributes.put("policy", "\(finding.document.number) \(finding.document.clause)")
    if case .text(let path)? = finding.evidence[.httpPath] { attributes.put("url", path) }
    attributes.put("title", finding.title.en)
    attributes.put("reason", finding.reason.en)
    attributes.put("stage", finding.stage.description)
    attributes.put("direction", finding.direction.rawValue)
    attributes.put("evidence", FlatText.evidence(of: finding))
    attributes.put("count", String(finding.count))
    attributes.put("findingId", finding.id)
    attributes.put("revision", String(finding.revision))
    attributes.put("sensor", finding.sensor)
    attributes.put("communityId", CommunityID(of: finding).description)
    if let capture = finding.capture {
      attributes.put("capture", capture.source)
      attributes.put("packet", String(capture.packet))
    }
    attributes.put("remediation", finding.remediation.en)
  }

  private struct Attributes {
    var octets: [UInt8] = []

    /// An empty value is left out, as an absent one is.
    mutating func put(_ key: String, _ value: String) {
      guard !value.isEmpty else { return }
      if !octets.isEmpty { octets.append(UInt8(ascii: "\t")) }
      octets += key.utf8
      octets.append(UInt8(ascii: "="))
      append(FlatText.cut(value, to: LEEF.maximum), replacesBars: false, to: &octets)
    }
  }

  private static func append(_ text: String, replacesBars: Bool, to octets: inout [UInt8]) {
    for scalar in text.unicodeScalars {
      if replacesBars, scalar == "|" {
        octets += "¦".utf8
      } else if scalar.isASCII, scalar.value >= 0x20, scalar.value < 0x7f {
        octets.append(UInt8(truncatingIfNeeded: scalar.value))
      } else {
        octets += String(FlatText.picture(of: scalar) ?? scalar).utf8
      }
    }
  }
}
