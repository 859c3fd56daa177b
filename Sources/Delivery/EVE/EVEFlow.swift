import Observations

/// The `flow` object of an event, and what `labtap` says of how well a flow was seen.
enum EVEFlow {
  /// Octets are those of the payload above the transport header; EVE elsewhere counts headers too.
  static func write(_ connection: Connection, to writer: inout JSONWriter) {
    writer.member("app_proto", ifPresent: applicationName(connection.application))
    writer.object("flow") { writer in
      writer.member("pkts_toserver", connection.fromInitiator.packets)
      writer.member("pkts_toclient", connection.fromResponder.packets)
      writer.member("bytes_toserver", connection.fromInitiator.octets)
      writer.member("bytes_toclient", connection.fromResponder.octets)
      writer.member("start", EVEText.timestamp(connection.first.time))
      writer.member("end", EVEText.timestamp(connection.last.time))
      let age = max(0, connection.last.time.since(connection.first.time)) / 1_000_000_000
      writer.member("age", age)
      writer.member("state", connection.stage < .established ? "new" : "established")
      writer.member("reason", connection.wasEvicted ? "forced" : "timeout")
      writer.member("alerted", false)
    }
    writer.object("labtap") { writer in
      writer.member("stage", connection.stage.description)
      writer.member("refusal", ifPresent: connection.refusal.map(refusalName))
      writer.member("initiator_known", connection.initiatorKnown)
      writeSight(connection, to: &writer)
      if connection.hasGap { writer.member("gap", true) }
    }
  }

  /// Which halves of the flow were seen, through what, and what makes it doubtful: a reader of the
  /// event must know what it rests on.
  static func writeSight(_ connection: Connection, to writer: inout JSONWriter) {
    writer.member("one_sided", connection.isOneSided)
    writer.member("midstream", connection.isMidstream)
    let doubts = connection.doubts
    if !doubts.isEmpty { writer.member("doubts", doubts.map(\.rawValue)) }
    let wrapping = connection.wrapping
    if !wrapping.isEmpty { writer.member("encapsulation", wrapping) }
  }

  private static func refusalName(_ refusal: Refusal) -> String {
    switch refusal {
    case .reset: "reset"
    case .unreachable: "unreachable"
    case .silence: "silence"
    }
  }

  /// The protocol by EVE's name; `failed` when there was payload that nobody knows.
  private static func applicationName(_ application: Application) -> String? {
    switch application {
    case .unknown: nil
    case .tls: "tls"
    case .quic: "quic"
    case .smb: "smb"
    case .http: "http"
    case .dns: "dns"
    case .clinical(let exchange): serviceName(exchange.service)
    case .directory(let exchange): serviceName(exchange.service)
    case .other(let service): serviceName(service)
    }
  }

  static func serviceName(_ service: Service) -> String {
    switch service {
    case .postgresql: "pgsql"
    case .text, .binary: "failed"
    case .http2: "http2"
    case .vnc: "rfb"
    case .kerberos: "krb5"
    case .snmpCommunity: "snmp"
    default: service.rawValue
    }
  }
}
