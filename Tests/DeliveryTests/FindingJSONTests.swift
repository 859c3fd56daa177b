import Compliance
import Delivery
import Foundation
import Observations
import TestKit
import Testing

@Suite struct FindingJSONTests {
  private func text(_ finding: Finding) -> String {
    var writer = JSONWriter()
    FindingJSON.write(finding, to: &writer)
    return String(decoding: writer.octets, as: UTF8.self)
  }

  /// The line is written out here by hand from the documented form; the Community ID is the
  /// specification's for this pair of ends.
  @Test("writes a finding in the documented form and order")
  func documentedForm() {
    let expected =
      #"{"schema":"labtap.finding/1","id":"00112233445566778899aabbccddeeff","#
      + #""clause":"ILMN-3-DIALECT","also":[],"verdict":"fail","severity":"high","#
      + #""stage":"established","title":"Dialect","reason":"SMB 3.0.2 was agreed on.","#
      + #""asset":{"id":"nextseq-01","#
      + #""address":"10.77.0.10","mac":"02:00:00:00:00:10","model":"NextSeq 550Dx"},"#
      + #""peer":{"address":"10.77.0.20","port":445,"name":"nas.lab.example","#
      + #""name_source":"dns","role":"storage"},"direction":"outbound","transport":"tcp","#
      + #""evidence":{"smb.dialect":"3.0.2","smb.client_max_dialect":"3.1.1","#
      + #""limited_by":"server"},"count":3,"first_seen":"2026-01-01T10:00:00.000001Z","#
      + #""last_seen":"2026-01-01T10:01:00.000001Z","#
      + #""community_id":"1:wCb3OG7yAFWelaUydu0D+125CLM=","#
      + #""capture":{"source":"run42.pcap","packet":118},"sensor":"replay","revision":2,"#
      + #""document":{"number":"200055146 v00","clause":"3"},"#
      + #""controls":{"nist-csf-2.0":["PR.DS-02"]},"#
      + #""remediation":"Raise the server's minimum.","one_sided":false}"#
    #expect(text(Examples.finding()) == expected)
  }

  @Test("leaves out what is not known and writes no null")
  func bare() {
    var finding = Examples.bareFinding()
    finding.asset = AssetReference(id: "10.0.0.1", address: nil, mac: nil, model: nil)
    let line = text(finding)
    #expect(!line.contains("null"))
    #expect(!line.contains("\"peer\""))
    #expect(!line.contains("\"capture\""))
    #expect(line.contains(#""asset":{"id":"10.0.0.1"}"#))
    #expect(line.contains(#""controls":{}"#))
  }

  @Test("says what is in doubt and through what the flow was seen, where there is any of it")
  func doubts() {
    var finding = Examples.bareFinding()
    #expect(!text(finding).contains("doubts") && !text(finding).contains("encapsulation"))
    finding.doubts = [.wrongChecksum, .ignoredReset]
    finding.wrapping = ["vlan 12", "vxlan 5001"]
    let members =
      #""one_sided":false,"doubts":["wrong-checksum","ignored-reset"],"#
      + #""encapsulation":["vlan 12","vxlan 5001"]}"#
    #expect(text(finding).hasSuffix(members))
  }

  @Test("marks a suppressed finding with who, why and until when")
  func suppressed() {
    var finding = Examples.bareFinding()
    finding.suppression = SuppressionReference(who: "desk", why: "upgrade", until: "2026-06-30")
    let mark = #""suppressed":{"who":"desk","why":"upgrade","until":"2026-06-30"}}"#
    #expect(text(finding).hasSuffix(mark))
    #expect(!text(Examples.bareFinding()).contains("suppressed"))
  }

  @Test("marks a row that is derived from a vendor statement")
  func derived() {
    var finding = Examples.bareFinding()
    finding.document.isDerived = true
    #expect(text(finding).contains(#""clause":"3","derived":true}"#))
  }

  @Test("keeps names from the wire inside their string")
  func hostileName() throws {
    var finding = Examples.finding()
    finding.peer?.name = "a\",\"verdict\":\"pass\n\u{1b}[2J"
    let object = try JSONSerialization.jsonObject(with: Data(text(finding).utf8))
    let members = try #require(object as? [String: Any])
    #expect(members["verdict"] as? String == "fail")
    let peer = try #require(members["peer"] as? [String: Any])
    #expect(peer["name"] as? String == finding.peer?.name)
    #expect(!text(finding).contains("\u{1b}"))
  }
}
