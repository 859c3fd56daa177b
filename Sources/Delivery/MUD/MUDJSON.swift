public import Compliance
internal import Observations

/// A usage description as JSON: RFC 8520 3, with the TLS profiles of RFC 9761.
///
/// Each permission stands twice, once for the traffic from the thing and once for that to it, and
/// names stand in the lists of both families, as managers of descriptions expect.
public enum MUDJSON {
  /// Hours until a manager should ask again: the default of the module.
  private static let validity = 48

  public static func write(_ file: MUDFile, to writer: inout JSONWriter) {
    let lists = [
      AccessList(family: .ipv4, isFromDevice: true, file),
      AccessList(family: .ipv4, isFromDevice: false, file),
      AccessList(family: .ipv6, isFromDevice: true, file),
      AccessList(family: .ipv6, isFromDevice: false, file),
    ].filter { !$0.entries.isEmpty }
    writer.object { writer in
      writer.object("ietf-mud:mud") { writer in
        writer.member("mud-version", 1)
        writer.member("mud-url", file.url)
        writer.member("last-update", file.lastUpdate)
        writer.member("cache-validity", validity)
        writer.member("is-supported", true)
        writer.member("systeminfo", ifPresent: file.systemInfo)
        writer.member("mfg-name", ifPresent: file.manufacturer)
        writer.member("model-name", ifPresent: file.model)
        if file.rules.contains(where: { $0.minimumTLS != nil }) {
          writer.member("extensions", ["ietf-mud-tls"])
          writer.member("ietf-mud-tls:is-tls-dtls-profile-supported", true)
        }
        write("from-device-policy", lists.filter(\.isFromDevice), to: &writer)
        write("to-device-policy", lists.filter { !$0.isFromDevice }, to: &writer)
      }
      writer.object("ietf-access-control-list:acls") { writer in
        writer.array("acl") { writer in
          for list in lists { list.write(to: &writer) }
        }
      }
    }
    writer.endLine()
  }

  private static func write(_ key: String, _ lists: [AccessList], to writer: inout JSONWriter) {
    guard !lists.isEmpty else { return }
    writer.object(key) { writer in
      writer.object("access-lists") { writer in
        writer.array("access-list") { writer in
          for list in lists { writer.object { $0.member("name", list.name) } }
        }
      }
    }
  }
}

/// The entries of one family and one direction of packets.
private struct AccessList {
  enum Family: String {
    case ipv4, ipv6
  }

  let family: Family
  let isFromDevice: Bool
  let entries: [(name: String, rule: MUDFile.Rule)]

  init(family: Family, isFromDevice: Bool, _ file: MUDFile) {
    self.family = family
    self.isFromDevice = isFromDevice
    entries = file.rules.enumerated().compactMap { number, rule in
      if case .network(let prefix) = rule.peer, prefix.address.isIPv4 != (family == .ipv4) {
        return nil
      }
      return ("\(rule.direction.rawValue)-\(number + 1)", rule)
    }
  }

  var name: String { "labtap-\(family.rawValue)-\(isFromDevice ? "from" : "to")" }

  func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("name", name)
      writer.member("type", "\(family.rawValue)-acl-type")
      writer.object("aces") { writer in
        writer.array("ace") { writer in
          for entry in entries { write(entry.rule, named: entry.name, to: &writer) }
        }
      }
    }
  }

  private func write(_ rule: MUDFile.Rule, named name: String, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("name", name)
      writer.object("matches") { writer in
        writeMatches(rule, to: &writer)
      }
      writer.object("actions") { $0.member("forwarding", "accept") }
    }
  }

  private func writeMatches(_ rule: MUDFile.Rule, to writer: inout JSONWriter) {
    if case .local = rule.peer {
      writer.object("ietf-mud:mud") { writer in
        // The type `empty` (RFC 7951 6.9).
        writer.name("local-networks") { writer in writer.array { $0.null() } }
      }
    }
    writer.object(family.rawValue) { writer in
      let end = isFromDevice ? "destination" : "source"
      switch rule.peer {
      case .name(let name):
        writer.member("ietf-acldns:\(isFromDevice ? "dst" : "src")-dnsname", name.description)
      case .network(let prefix):
        let text = "\(prefix.address)/\(prefix.length)"
        writer.member("\(end)-\(family.rawValue)-network", text)
      case .local, .any: break
      }
      if let transport = rule.transport { writer.member("protocol", Int(transport.rawValue)) }
    }
    if let transport = rule.transport, transport == .tcp || transport == .udp {
      writer.object("\(transport)") { writer in
        if transport == .tcp {
          let opener = rule.direction == .outbound ? "from-device" : "to-device"
          writer.member("ietf-mud:direction-initiated", opener)
        }
        if let ports = rule.ports { write(ports, of: rule, to: &writer) }
      }
    }
    if let minimum = rule.minimumTLS {
      writer.object("ietf-acl-tls:client-profiles") { writer in
        writer.array("tls-dtls-profile") { writer in
          writer.object { writer in
            writer.member("name", "floor")
            let versions = minimum == .tls13 ? ["tls13"] : ["tls12", "tls13"]
            writer.member("supported-tls-version", versions)
          }
        }
      }
    }
  }

  /// The port of the end that is opened, which is the destination of the opener's packets.
  private func write(
    _ ports: ClosedRange<UInt16>, of rule: MUDFile.Rule, to writer: inout JSONWriter
  ) {
    let isDestination = (rule.direction == .outbound) == isFromDevice
    writer.object(isDestination ? "destination-port" : "source-port") { writer in
      if ports.count == 1 {
        writer.member("operator", "eq")
        writer.member("port", ports.lowerBound)
      } else {
        writer.member("lower-port", ports.lowerBound)
        writer.member("upper-port", ports.upperBound)
      }
    }
  }
}
