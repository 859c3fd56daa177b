internal import Compliance
internal import Observations

/// A finding in ArcSight's Common Event Format, version 0, which receivers take everywhere.
///
/// In the header `\` and `|` are escaped; in values `\`, `=` and line breaks are. A header cannot
/// carry a line break, and no place another control character: its picture (U+2400…) stands there.
/// Keys with a stated size are cut to it, with `…` as the last character.
public enum CEF {
  /// Characters that the dictionary of the format grants a key.
  private enum Size {
    static let text = 1_023
    static let custom = 4_000
    static let deviceName = 100
    static let name = 512
    static let deviceID = 255
  }

  static func append(_ finding: Finding, to octets: inout [UInt8]) {
    octets += "CEF:0".utf8
    for field in [Product.vendor, Product.name, Product.version, finding.clause] {
      octets.append(UInt8(ascii: "|"))
      appendHeader(field, to: &octets)
    }
    octets.append(UInt8(ascii: "|"))
    appendHeader(FlatText.cut(finding.title.en, to: Size.name), to: &octets)
    octets.append(UInt8(ascii: "|"))
    octets.append(decimal: UInt64(finding.severity.cef))
    octets.append(UInt8(ascii: "|"))
    var extensions = Extensions()
    write(finding, to: &extensions)
    octets += extensions.octets
  }

  private static func write(_ finding: Finding, to extensions: inout Extensions) {
    // The verdict, the clause and the asset come first: a receiver may cut the end.
    extensions.custom(3, "verdict", finding.verdict.rawValue)
    extensions.custom(1, "clause", finding.clause)
    let (source, destination) = FlowEnd.ends(of: finding)
    extensions.put("externalId", finding.id)
    extensions.put("rt", FlatText.milliseconds(finding.deciding.time))
    extensions.put("start", FlatText.milliseconds(finding.firstSeen.time))
    extensions.put("end", FlatText.milliseconds(finding.lastSeen.time))
    // The dictionary has a 32-bit integer here.
    extensions.put("cnt", Int64(min(finding.count, UInt64(Int32.max))))
    extensions.put("outcome", finding.verdict.outcome)
    extensions.put("cat", Product.category)
    extensions.put("proto", String(describing: finding.transport).uppercased())
    extensions.put("deviceDirection", finding.direction == .inbound ? 0 : 1)
    write(source, ("src", "c6a2", "Source IPv6 Address"), "s", finding.transport, &extensions)
    write(
      destination, ("dst", "c6a3", "Destination IPv6 Address"), "d", finding.transport,
      &extensions)
    writeEvidence(finding, to: &extensions)
    extensions.custom(2, "document", "\(finding.document.number) \(finding.document.clause)")
    extensions.custom(4, "stage", finding.stage.description)
    extensions.custom(5, "evidence", FlatText.evidence(of: finding))
    extensions.custom(6, "community_id", CommunityID(of: finding).description)
    extensions.put("cn1", Int64(clamping: finding.revision))
    extensions.put("cn1Label", "revision")
    if let capture = finding.capture {
      extensions.put("fname", capture.source, maximum: Size.text)
      extensions.put("cn2", Int64(clamping: capture.packet))
      extensions.put("cn2Label", "packet")
    }
    extensions.put("dvchost", finding.sensor, maximum: Size.deviceName)
    extensions.put("deviceExternalId", finding.sensor, maximum: Size.deviceID)
    extensions.put("reason", finding.reason.en, maximum: Size.text)
    extensions.put("msg", finding.remediation.en, maximum: Size.text)
  }

  /// In version 0 the address keys are IPv4's; IPv6 has two custom keys.
  private static func write(
    _ end: FlowEnd, _ keys: (v4: String, v6: String, label: String), _ letter: String,
    _ transport: Transport, _ extensions: inout Extensions
  ) {
    let address = end.endpoint.address
    extensions.put(address.isIPv4 ? keys.v4 : keys.v6, address.description)
    if !address.isIPv4 { extensions.put(keys.v6 + "Label", keys.label) }
    if transport.hasPorts { extensions.put("\(letter)pt", Int64(end.endpoint.port)) }
    if let mac = end.mac { extensions.put("\(letter)mac", mac.description) }
    if let name = end.name { extensions.put("\(letter)host", name, maximum: Size.text) }
  }

  private static func writeEvidence(_ finding: Finding, to extensions: inout Extensions) {
    for (key, value) in finding.evidence.fields {
      let name: String? =
        switch key {
        case .service: "app"
        case .httpMethod: "requestMethod"
        case .httpPath: "request"
        case .octetsIn: "in"
        case .octetsOut: "out"
        default: nil
        }
      if let name { extensions.put(name, FlatText.text(of: value), maximum: Size.text) }
    }
  }

  /// Key and value pairs, in the order in which they are put.
  private struct Extensions {
    var octets: [UInt8] = []

    mutating func put(_ key: String, _ value: Int64) {
      begin(key)
      octets += String(value).utf8
    }

    /// An empty value is left out: a receiver cannot tell it from the next key.
    mutating func put(_ key: String, _ value: String, maximum: Int = Size.text) {
      guard !value.isEmpty else { return }
      begin(key)
      appendValue(FlatText.cut(value, to: maximum), to: &octets)
    }

    mutating func custom(_ number: Int, _ label: String, _ value: String) {
      guard !value.isEmpty else { return }
      put("cs\(number)", value, maximum: Size.custom)
      put("cs\(number)Label", label)
    }

    private mutating func begin(_ key: String) {
      if !octets.isEmpty { octets.append(UInt8(ascii: " ")) }
      octets += key.utf8
      octets.append(UInt8(ascii: "="))
    }
  }

  static func appendHeader(_ text: String, to octets: inout [UInt8]) {
    for scalar in text.unicodeScalars {
      if scalar == "\\" || scalar == "|" { octets.append(UInt8(ascii: "\\")) }
      octets += String(FlatText.picture(of: scalar) ?? scalar).utf8
    }
  }

  static func appendValue(_ text: String, to octets: inout [UInt8]) {
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\", "=":
        octets.append(UInt8(ascii: "\\"))
        octets.append(UInt8(truncatingIfNeeded: scalar.value))
      case "\n": octets += "\\n".utf8
      case "\r": octets += "\\r".utf8
      default:
        if scalar.isASCII, scalar.value >= 0x20, scalar.value < 0x7f {
          octets.append(UInt8(truncatingIfNeeded: scalar.value))
        } else {
          octets += String(FlatText.picture(of: scalar) ?? scalar).utf8
        }
      }
    }
  }
}
