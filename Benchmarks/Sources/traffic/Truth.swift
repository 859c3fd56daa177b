/// What a capture holds, counted while it is written.
struct Truth {
  var packets = 0
  /// Octets of all frames.
  var octets = 0
  var flows = 0
  /// Most flows that were open at one time.
  var concurrent = 0
  var splitHellos = 0
  var tls: [String: Int] = [:]
  var smb: [String: Int] = [:]
  /// Questions and answers.
  var dnsMessages = 0
  var httpRequests = 0

  mutating func add(_ script: Script) {
    flows += 1
    if script.splitsHello { splitHellos += 1 }
    switch script.finding {
    case .tls(let version): tls[version, default: 0] += 1
    case .smb(let dialect): smb[dialect, default: 0] += 1
    case .dns: dnsMessages += 2
    case .http: httpRequests += 1
    case .nothing: break
    }
  }

  /// One JSON object, its members sorted, so that equal captures have equal files.
  func json(kind: String, seed: UInt64) -> String {
    """
    {
     "kind": "\(kind)", "seed": \(seed),
     "packets": \(packets), "octets": \(octets), "flows": \(flows), "concurrent": \(concurrent),
     "tls_handshakes": \(object(tls)), "client_hellos_of_two_segments": \(splitHellos),
     "smb_negotiations": \(object(smb)),
     "dns_messages": \(dnsMessages), "http_requests": \(httpRequests)
    }

    """
  }

  private func object(_ counts: [String: Int]) -> String {
    "{"
      + counts.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \($0.value)" }
      .joined(separator: ", ") + "}"
  }
}
