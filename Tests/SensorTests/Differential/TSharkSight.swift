/// What tshark sees of the claims, put together from its fields frame by frame.
struct TSharkSight {
  private(set) var sight = Sight()
  private var flows: [String: Flow] = [:]
  private var hellos: [String: Hellos] = [:]
  private var quicVersions: [String: Int] = [:]
  private var shares: [String: Shares] = [:]

  private struct Flow {
    var packets: [String: Int] = [:]
    var octets: [String: Int] = [:]
    var vlan: Int?
  }

  private struct Hellos {
    var client: (versions: [Int], name: String?, protocols: [String])?
    var server: (version: Int, suite: Int, name: String?)?
  }

  private struct Shares {
    var dialect: String?
    var client: Int?
    var server: Int?
    var encrypted: [String: Int] = [:]
    var asked: [String] = []
    var disks: [String] = []
    var wantsEncryption = false
    var failures = 0
    var isAnonymous = false
  }

  /// The random of a ServerHello that is a HelloRetryRequest (RFC 8446 section 4.1.3).
  private static let retry = "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c"
  private static let dialects = [
    0x0202: "2.0.2", 0x0210: "2.1", 0x0300: "3.0", 0x0302: "3.0.2", 0x0311: "3.1.1",
  ]

  init(_ path: String) throws {
    for frame in try TShark.frames(of: path) { read(frame) }
    tellFlows()
    for (place, version) in quicVersions {
      sight.add(.quicVersion, place, String(version, radix: 16))
    }
    tellHellos()
    tellShares()
  }

  private mutating func read(_ frame: TShark.Frame) {
    // An ICMP error quotes the packet that it answers.
    guard frame.number("icmp.type") == nil, frame.number("icmpv6.type") == nil else { return }
    let layer = frame.number("tcp.stream") != nil ? "tcp" : "udp"
    guard let from = Self.end(frame, "src", layer), let to = Self.end(frame, "dst", layer) else {
      return
    }
    let place = "\(layer) \(pair(from, to))"
    readFlow(frame, place, from, layer)
    for family in ["tls", "dtls"] { readHello(frame, place, family) }
    if let version = frame.numbers("quic.version").last(where: { $0 != 0 }) {
      quicVersions[place] = version
    }
    let offered = frame.numbers("quic.supported_version")
    if !offered.isEmpty {
      sight.add(.quicNegotiation, place, offered.map { String($0, radix: 16) })
    }
    readSMB(frame, place, from)
    readDNS(frame, place)
    for (index, method) in frame["http.request.method"].enumerated() {
      let target = frame["http.request.uri"][index]
      let host = frame["http.host"].indices.contains(index) ? frame["http.host"][index] : "-"
      sight.add(.httpRequests, place, "\(method) \(host) \(target)")
    }
    for status in frame.numbers("http.response.code") where status >= 200 {
      sight.add(.httpStatus, place, status)
    }
  }

  /// The innermost address and port.
  private static func end(_ frame: TShark.Frame, _ side: String, _ layer: String) -> String? {
    guard let address = frame["ip.\(side)"].last ?? frame["ipv6.\(side)"].last,
      let port = frame["\(layer).\(side)port"].last
    else { return nil }
    return address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)"
  }

  private mutating func readFlow(
    _ frame: TShark.Frame, _ place: String, _ from: String, _ layer: String
  ) {
    var flow = flows[place] ?? Flow()
    flow.packets[from, default: 0] += 1
    let length =
      layer == "tcp" ? frame.number("tcp.len") : frame.number("udp.length").map { $0 - 8 }
    flow.octets[from, default: 0] += length ?? 0
    // The innermost tag; the outer one of 802.1ad has a field of its own.
    if let vlan = frame.numbers("vlan.id").last, vlan != 0 { flow.vlan = vlan }
    flows[place] = flow
  }

  private mutating func tellFlows() {
    for (place, flow) in flows {
      sight.add(.ends, place, "seen")
      for (from, count) in flow.packets { sight.add(.packets, place, "\(from) \(count)") }
      for (from, count) in flow.octets where count > 0 {
        sight.add(.octets, place, "\(from) \(count)")
      }
      if let vlan = flow.vlan { sight.add(.vlan, place, vlan) }
    }
  }

  private mutating func readHello(_ frame: TShark.Frame, _ place: String, _ family: String) {
    let types = frame.numbers("\(family).handshake.type")
    guard let type = types.first(where: { $0 == 1 || $0 == 2 }) else { return }
    let legacy = frame.number("\(family).handshake.version")
    let offered = frame.numbers("\(family).handshake.extensions.supported_version")
    let protocols = frame["\(family).handshake.extensions_alpn_str"]
    var seen = hellos[place] ?? Hellos()
    if type == 1 {
      let versions = offered.filter { $0 & 0x0F0F != 0x0A0A }
      seen.client = (
        versions.isEmpty ? legacy.map { [$0] } ?? [] : versions,
        frame.first("\(family).handshake.extensions_server_name"), protocols
      )
    } else if let version = offered.first ?? legacy,
      let suite = frame.number("\(family).handshake.ciphersuite"),
      frame.first("\(family).handshake.random")?.replacing(":", with: "") != Self.retry
    {
      seen.server = (version, suite, protocols.first)
    }
    hellos[place] = seen
  }

  private mutating func tellHellos() {
    for (place, seen) in hellos {
      if let client = seen.client {
        sight.add(.tlsClientVersions, place, client.versions.map { String($0, radix: 16) })
        sight.add(.tlsServerName, place, ifPresent: client.name)
        if !client.protocols.isEmpty { sight.add(.tlsClientProtocols, place, client.protocols) }
      }
      guard let server = seen.server else { continue }
      sight.add(.tlsVersion, place, String(server.version, radix: 16))
      sight.add(.tlsCipherSuite, place, String(server.suite, radix: 16))
      sight.add(.tlsProtocol, place, ifPresent: server.name)
    }
  }

  private mutating func readSMB(_ frame: TShark.Frame, _ place: String, _ from: String) {
    let commands = frame.numbers("smb2.cmd")
    let wrapped = frame["smb2.header.transform.signature"].count
    let smb1 = frame.number("smb.dialect.index").map { $0 != 0xFFFF } ?? false
    guard !commands.isEmpty || wrapped > 0 || smb1 else { return }
    var seen = shares[place] ?? Shares()
    // The answer that makes a client of SMB1 start again with SMB2 has an SMB2 header.
    if smb1, frame.flags("smb.flags.response").first == true { seen.dialect = "SMB1" }
    if wrapped > 0 { seen.encrypted[from, default: 0] += wrapped }
    if let last = frame.flags("ntlmssp.negotiateanonymous").last { seen.isAnonymous = last }
    var statuses = frame.numbers("smb2.nt_status")[...]
    for (index, command) in commands.enumerated() {
      let isAnswer = frame.flags("smb2.flags.response")[index]
      let status = isAnswer ? statuses.popFirst() ?? 0 : 0
      switch (command, isAnswer) {
      case (0, false): seen.client = frame.number("smb2.sec_mode")
      case (0, true) where status == 0:
        seen.dialect = frame.numbers("smb2.dialect").compactMap { Self.dialects[$0] }.first
        seen.server = frame.number("smb2.sec_mode")
      case (1, true) where status == 0:
        let flags = (frame.number("smb2.session_flags") ?? 0) & 7
        sight.add(.smbSessions, place, flags | (seen.isAnonymous ? 2 : 0))
      // STATUS_MORE_PROCESSING_REQUIRED: the exchange goes on.
      case (1, true) where status != 0xC000_0016: seen.failures += 1
      case (3, false): seen.asked.append(frame.first("smb2.tree") ?? "")
      case (3, true):
        let share = seen.asked.isEmpty ? "" : seen.asked.removeFirst()
        guard status == 0 else { break }
        if frame.number("smb2.share_type") == 1 { seen.disks.append(share) }
        if frame.flags("smb2.share_flags.encrypt_data").contains(true) {
          seen.wantsEncryption = true
        }
      default: break
      }
    }
    shares[place] = seen
  }

  private mutating func tellShares() {
    for (place, seen) in shares {
      sight.add(.smbDialect, place, ifPresent: seen.dialect)
      if let mode = seen.server, seen.dialect != "SMB1" {
        sight.add(.smbServerSigning, place, mode & 3)
      }
      if let mode = seen.client { sight.add(.smbClientSigning, place, mode & 3) }
      for (from, count) in seen.encrypted { sight.add(.smbEncrypted, place, "\(from) \(count)") }
      if seen.failures > 0 { sight.add(.smbFailedSetups, place, seen.failures) }
      if !seen.disks.isEmpty { sight.add(.smbShares, place, Set(seen.disks).sorted()) }
      if seen.wantsEncryption { sight.add(.smbShareEncryption, place, true) }
    }
  }

  private mutating func readDNS(_ frame: TShark.Frame, _ place: String) {
    guard let id = frame.number("dns.id"), let name = frame.first("dns.qry.name"),
      let type = frame.number("dns.qry.type")
    else { return }
    let isAnswer = frame.flags("dns.flags.response").first ?? false
    let what = "\(id) \(isAnswer ? "answer" : "question")"
    sight.add(.dnsMessages, place, "\(what) \(name.lowercased()) \(type)")
    guard isAnswer else { return }
    sight.add(.dnsOutcomes, place, "\(what) \(frame.number("dns.flags.rcode") ?? -1)")
    // tshark lists the other sections as well; the answers come first.
    let answers = frame.numbers("dns.resp.type").prefix(frame.number("dns.count.answers") ?? 0)
    for (type, field) in [(1, "dns.a"), (28, "dns.aaaa"), (5, "dns.cname")] {
      for value in frame[field].prefix(answers.filter { $0 == type }.count) {
        sight.add(.dnsAnswers, place, "\(what) \(value.lowercased())")
      }
    }
  }
}
