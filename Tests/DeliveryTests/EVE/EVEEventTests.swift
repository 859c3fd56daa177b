import Compliance
import Delivery
import Foundation
import Observations
import TestKit
import Testing

/// Expected values are those that Suricata's documentation gives.
@Suite("EVE events") struct EVEEventTests {
  private func object(_ event: [String: Any], _ key: String) throws -> [String: Any] {
    try #require(event[key] as? [String: Any])
  }

  @Test("an event names the flow, the capture and the packet's number in it")
  func header() throws {
    let event = try #require(
      try EVEExamples.events([.connection(EVEExamples.connection(.tls(EVEExamples.handshake())))])
        .first)
    #expect(event["event_type"] as? String == "tls")
    // 1,767,261,600.000001 seconds after 1970.
    #expect(event["timestamp"] as? String == "2026-01-01T10:00:00.000001+0000")
    #expect(event["flow_id"] as? Int == 7)
    #expect(event["pcap_filename"] as? String == "second.pcap")
    #expect(event["pcap_cnt"] as? Int == 2, "frame 6 is the second of a capture from frame 5")
    #expect(event["src_ip"] as? String == "10.77.0.10")
    #expect(event["src_port"] as? Int == 49_152)
    #expect(event["dest_ip"] as? String == "10.77.0.20")
    #expect(event["dest_port"] as? Int == 445)
    #expect(event["proto"] as? String == "TCP")
    #expect(event["vlan"] as? [Int] == [77])
    #expect((event["community_id"] as? String)?.hasPrefix("1:") == true)
  }

  @Test("a handshake is one tls event and one flow event")
  func handshake() throws {
    let events = try EVEExamples.events([
      .connection(EVEExamples.connection(.tls(EVEExamples.handshake())))
    ])
    #expect(events.map { $0["event_type"] as? String } == ["tls", "flow"])
    let tls = try object(events[0], "tls")
    #expect(tls["version"] as? String == "TLS 1.2")
    #expect(tls["sni"] as? String == "portal.example.com")
    #expect(tls["client_alpns"] as? [String] == ["h2", "http/1.1"])
    #expect(tls["server_alpns"] as? [String] == ["h2"])
    let more = try object(events[0], "labtap")
    #expect(more["client_max_version"] as? String == "TLS 1.3")
    #expect(more["client_versions"] as? [String] == ["TLS 1.3", "TLS 1.2"])
    #expect(more["hello_format"] as? String == "tls")
    #expect(more["one_sided"] as? Bool == false)
    #expect(more["midstream"] as? Bool == false)
  }

  @Test(
    "versions are spelt as Suricata spells them",
    arguments: [
      (TLSVersion.ssl2, "SSLv2"), (.ssl3, "SSLv3"), (.tls10, "TLSv1"), (.tls11, "TLS 1.1"),
      (.tls12, "TLS 1.2"), (.tls13, "TLS 1.3"),
      (TLSVersion(rawValue: 0x7f1c), "TLS 1.3 draft-28"),
    ])
  func versions(version: TLSVersion, text: String) throws {
    var handshake = EVEExamples.handshake()
    handshake.version = version
    let events = try EVEExamples.events([.connection(EVEExamples.connection(.tls(handshake)))])
    #expect(try object(events[0], "tls")["version"] as? String == text)
  }

  @Test("a QUIC connection is one quic event and one flow event")
  func quic() throws {
    let events = try EVEExamples.events([
      .connection(EVEExamples.connection(.quic(EVEExamples.quic())))
    ])
    #expect(events.map { $0["event_type"] as? String } == ["quic", "flow"])
    let quic = try object(events[0], "quic")
    #expect(quic["version"] as? String == "2")
    #expect(quic["sni"] as? String == "portal.example.com")
    #expect(try object(events[0], "labtap")["client_max_version"] as? String == "TLS 1.3")
    #expect(events[1]["app_proto"] as? String == "quic")
  }

  @Test("QUIC without a hello that was read has no event of its own")
  func unreadQUIC() throws {
    let unread = QUICConnection(version: .init(rawValue: 0x5130_3436))
    let events = try EVEExamples.events([.connection(EVEExamples.connection(.quic(unread)))])
    #expect(events.map { $0["event_type"] as? String } == ["flow"])
  }

  @Test("a hello that got no answer is an event of undetermined version")
  func unanswered() throws {
    var handshake = EVEExamples.handshake()
    handshake.version = nil
    handshake.serverHello = nil
    let events = try EVEExamples.events([.connection(EVEExamples.connection(.tls(handshake)))])
    #expect(try object(events[0], "tls")["version"] as? String == "UNDETERMINED")
    #expect(events[0]["pcap_cnt"] as? Int == 1)
  }

  @Test("a flow without a hello has no tls event")
  func noHello() throws {
    let events = try EVEExamples.events([.connection(EVEExamples.connection(.tls(TLSHandshake())))])
    #expect(events.map { $0["event_type"] as? String } == ["flow"])
  }

  @Test("a handshake is told once, at once when nothing more can be learned")
  func settled() throws {
    var handshake = EVEExamples.handshake()
    handshake.applicationData = true
    var early = EVEExamples.connection(.tls(handshake))
    early.isFinal = false
    let last = EVEExamples.connection(.tls(handshake))
    let events = try EVEExamples.events([.connection(early), .connection(early), .connection(last)])
    #expect(events.map { $0["event_type"] as? String } == ["tls", "flow"])
  }

  @Test("says what is in doubt, and through what a flow was seen")
  func doubts() throws {
    var connection = EVEExamples.connection(.unknown)
    connection.hasConflictingOverlap = true
    connection.hasOddTimeToLive = true
    connection.outerVLAN = 12
    connection.encapsulation = [.gre, .vxlan]
    connection.encapsulationIdentifier = 5_001
    let more = try object(EVEExamples.events([.connection(connection)])[0], "labtap")
    #expect(more["doubts"] as? [String] == ["conflicting-overlap", "odd-time-to-live"])
    #expect(more["encapsulation"] as? [String] == ["vlan 12", "gre", "vxlan 5001", "vlan 77"])
  }

  @Test("an upgraded connection says from what")
  func upgraded() throws {
    var connection = EVEExamples.connection(.tls(EVEExamples.handshake()))
    connection.upgradedFrom = .smtp
    let events = try EVEExamples.events([.connection(connection)])
    #expect(try object(events[0], "tls")["from_proto"] as? String == "smtp")
  }

  @Test("a negotiation is one smb event, the end of the flow another with the counts")
  func negotiation() throws {
    var early = EVEExamples.connection(.smb(EVEExamples.smb()))
    early.isFinal = false
    let last = EVEExamples.connection(.smb(EVEExamples.smb()))
    let events = try EVEExamples.events([.connection(early), .connection(last)])
    #expect(events.map { $0["event_type"] as? String } == ["smb", "smb", "flow"])
    let smb = try object(events[0], "smb")
    #expect(smb["dialect"] as? String == "3.11")
    #expect(smb["command"] as? String == "SMB2_COMMAND_NEGOTIATE_PROTOCOL")
    #expect(smb["status"] as? String == "STATUS_SUCCESS")
    #expect(
      smb["client_dialects"] as? [String] == [
        "NT LM 0.12", "SMB 2.002", "SMB 2.???", "2.02", "2.10", "3.11",
      ])
    let more = try object(events[0], "labtap")
    #expect(more["server_signing_required"] as? Bool == true)
    #expect(more["client_signing_required"] as? Bool == false)
    #expect(more["smb1_offered"] as? Bool == true)
    let counts = try object(events[1], "labtap")
    #expect(counts["encrypted_messages"] as? Int == 7)
    #expect(counts["signed_messages"] as? Int == 2)
    #expect(counts["clear_messages"] as? Int == 9)
  }

  @Test("SMB1 is named by its dialect string")
  func smb1() throws {
    var smb = EVEExamples.smb()
    smb.dialect = .smb1
    smb.smb1DialectName = "NT LM 0.12"
    let events = try EVEExamples.events([.connection(EVEExamples.connection(.smb(smb)))])
    #expect(try object(events[0], "smb")["dialect"] as? String == "NT LM 0.12")
    #expect(
      try object(events[0], "smb")["command"] as? String == "SMB1_COMMAND_NEGOTIATE_PROTOCOL")
  }

  @Test("questions and answers have the third version's form")
  func names() throws {
    let events = try EVEExamples.events([
      .name(EVEExamples.name(isResponse: false)), .name(EVEExamples.name(isResponse: true)),
    ])
    let request = try object(events[0], "dns")
    #expect(request["version"] as? Int == 3)
    #expect(request["type"] as? String == "request")
    #expect(request["id"] as? Int == 0x1234)
    #expect(request["flags"] as? String == "100")
    let queries = try #require(request["queries"] as? [[String: Any]])
    #expect(queries.map { $0["rrname"] as? String } == ["nas.lab.example"])
    #expect(queries.map { $0["rrtype"] as? String } == ["A"])
    let response = try object(events[1], "dns")
    #expect(response["type"] as? String == "response")
    #expect(response["rcode"] as? String == "NOERROR")
    #expect(response["qr"] as? Bool == true)
    #expect(response["aa"] == nil)
    let answers = try #require(response["answers"] as? [[String: Any]])
    #expect(answers.map { $0["rrtype"] as? String } == ["CNAME", "A", "TXT"])
    #expect(answers.map { $0["rdata"] as? String } == ["a.lab.example", "10.77.0.20", nil])
    #expect(events[0]["src_port"] as? Int == 49_152)
    #expect(events[1]["dest_port"] as? Int == 53, "both directions speak of the same flow")
  }

  @Test("a request and its response are one http event")
  func exchange() throws {
    let events = try EVEExamples.events([.http(EVEExamples.exchange())])
    let http = try object(events[0], "http")
    #expect(http["hostname"] as? String == "lrm.example")
    #expect(http["http_port"] as? Int == 8_080)
    #expect(http["url"] as? String == "/analysis?id=1")
    #expect(http["http_method"] as? String == "GET")
    #expect(http["protocol"] as? String == "HTTP/1.1")
    #expect(http["http_user_agent"] as? String == "curl/7.88.1")
    #expect(http["http_content_type"] as? String == "text/html")
    #expect(http["status"] as? Int == 302)
    #expect(http["redirect"] as? String == "https://lrm.example/")
  }

  @Test(
    "a port is split from a host and nothing else is",
    arguments: [
      ("a.example", "a.example"), ("[fd77::1]:443", "[fd77::1]"), ("[fd77::1]", "[fd77::1]"),
      ("fd77::1:443", "fd77::1:443"), ("a:99999", "a:99999"), (":80", ""), ("", ""),
    ])
  func hosts(host: String, name: String) throws {
    let events = try EVEExamples.events([.http(EVEExamples.exchange(host: host))])
    #expect(try object(events[0], "http")["hostname"] as? String == name)
  }

  @Test("hostile names stay inside one line and one string")
  func hostileNames() throws {
    let hostile = "a\"}\n{\"event_type\":\"alert\"}\u{0}\u{1b}[2J\u{9b}\\.example"
    var handshake = EVEExamples.handshake()
    handshake.serverName = hostile
    let observations: [Observation] = [
      .name(EVEExamples.name(isResponse: true, name: hostile)),
      .http(EVEExamples.exchange(host: hostile)),
      .connection(EVEExamples.connection(.tls(handshake))),
    ]
    let octets = EVEExamples.lines(observations)
    #expect(octets.allSatisfy { $0 >= 0x20 || $0 == 0x0a })
    let events = try EVEExamples.events(observations)
    #expect(events.map { $0["event_type"] as? String } == ["dns", "http", "tls", "flow"])
    #expect(try object(events[2], "tls")["sni"] as? String == hostile)
  }

  // MARK: Alerts

  private static let signatures = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Signatures").path()

  @Test("no two clauses share a signature number, and all lie in the local range")
  func signatureNumbers() throws {
    let policy = try Policy.load(signatures: Self.signatures, site: nil)
    let clauses = Set(policy.profiles.flatMap(\.clauses).map(\.id))
    #expect(clauses.count > 20)
    let numbers = Set(clauses.map(EVEAlert.signatureID))
    #expect(numbers.count == clauses.count)
    #expect(numbers.allSatisfy { (1_000_000..<2_000_000).contains($0) })
  }

  @Test("an alert carries the finding")
  func alert() throws {
    var writer = JSONWriter()
    EVEAlert.write(Examples.finding(), to: &writer)
    let event = try #require(
      try JSONSerialization.jsonObject(with: Data(writer.octets)) as? [String: Any])
    #expect(event["event_type"] as? String == "alert")
    #expect(event["pcap_cnt"] as? Int == 118)
    #expect(event["pcap_filename"] as? String == "run42.pcap")
    let alert = try object(event, "alert")
    #expect(alert["signature"] as? String == "ILMN-3-DIALECT Dialect")
    #expect(alert["severity"] as? Int == 1, "high is EVE's first priority")
    #expect(try object(alert, "metadata")["verdict"] as? [String] == ["fail"])
    #expect(try object(event, "labtap")["schema"] as? String == "labtap.finding/1")
  }
}
