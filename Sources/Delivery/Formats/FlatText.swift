internal import Compliance
internal import Observations

/// Texts that the formats of one flat line share.
enum FlatText {
  /// The evidence in one line, as `smb.dialect=3.0.2 limited_by=server`.
  static func evidence(of finding: Finding) -> String {
    finding.evidence.fields.map { key, value in
      "\(key.rawValue)=\(text(of: value))"
    }.joined(separator: " ")
  }

  static func text(of value: Evidence.Value) -> String {
    switch value {
    case .text(let text): text
    case .number(let number): String(number)
    case .flag(let flag): flag ? "true" : "false"
    case .texts(let texts): texts.joined(separator: ",")
    }
  }

  /// At most `maximum` characters (Unicode scalars), the last of them `…` when something was cut.
  static func cut(_ text: String, to maximum: Int) -> String {
    // Every scalar has at least one octet, so that most texts need no counting.
    guard text.utf8.count > maximum, text.unicodeScalars.count > maximum else { return text }
    var result = String.UnicodeScalarView(text.unicodeScalars.prefix(maximum - 1))
    result.append("…")
    return String(result)
  }

  /// The picture of a control character (U+2400 to U+2421), for formats that cannot carry it.
  static func picture(of scalar: Unicode.Scalar) -> Unicode.Scalar? {
    switch scalar.value {
    case 0...0x1f: Unicode.Scalar(0x2400 + scalar.value)
    case 0x7f: Unicode.Scalar(0x2421)
    // The C1 controls have no pictures.
    case 0x80...0x9f, 0x2028, 0x2029: Unicode.Scalar(0xfffd)
    default: nil
    }
  }

  /// Milliseconds since 1970, rounded down.
  static func milliseconds(_ time: Timestamp) -> Int64 {
    let (quotient, remainder) = time.nanoseconds.quotientAndRemainder(dividingBy: 1_000_000)
    return remainder < 0 ? quotient - 1 : quotient
  }
}

/// The two ends of the deciding flow, with what is known of each.
struct FlowEnd {
  var endpoint: Endpoint
  var mac: MACAddress?
  var name: String?

  /// The initiator and the responder; the asset is the one that the direction says.
  static func ends(of finding: Finding) -> (source: FlowEnd, destination: FlowEnd) {
    let isOutbound = finding.direction == .outbound
    let (asset, peer) =
      isOutbound
      ? (finding.initiator, finding.responder) : (finding.responder, finding.initiator)
    let own = FlowEnd(endpoint: asset, mac: finding.asset.mac, name: finding.asset.id)
    let other = FlowEnd(endpoint: peer, mac: nil, name: finding.peer?.name)
    return isOutbound ? (own, other) : (other, own)
  }
}

extension Verdict {
  /// Whether the verdict speaks of success or failure, for formats that know only these.
  var outcome: String {
    switch self {
    case .fail, .warn: "failure"
    case .pass: "success"
    case .undetermined, .info, .notObserved, .notAssessable: "unknown"
    }
  }
}

extension Transport {
  /// False where a port number is a type and a code (ICMP) or nothing.
  var hasPorts: Bool { self == .tcp || self == .udp || rawValue == 132 }
}
