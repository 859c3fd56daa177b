import Compliance
import Foundation
import Observations
import TestKit
import Testing

@testable import Delivery

/// RFC 5424, by a reader written from its grammar.
@Suite struct SyslogMessageTests {
  /// A message taken apart as the ABNF of RFC 5424 section 6 says.
  struct Parsed {
    var priority = 0
    var header: [String] = []
    var elements: [(id: String, parameters: [String: String])] = []
    var text = ""

    init(_ octets: [UInt8]) throws {
      let message = String(decoding: octets, as: UTF8.self)
      let start = try #require(message.firstMatch(of: #/^<(\d{1,3})>1 /#))
      priority = try #require(Int(start.1))
      var rest = message[start.range.upperBound...]
      for _ in 0..<5 {
        let space = try #require(rest.firstIndex(of: " "))
        header.append(String(rest[..<space]))
        rest = rest[rest.index(after: space)...]
      }
      var scalars = Array(rest.unicodeScalars)[...]
      while scalars.first == "[" {
        scalars.removeFirst()
        var words = [""]
        var element: (id: String, parameters: [String: String]) = ("", [:])
        var isQuoted = false
        while let scalar = scalars.popFirst() {
          if isQuoted {
            if scalar == "\\", let next = scalars.popFirst() {
              #expect(next == "\"" || next == "\\" || next == "]")
              words[words.count - 1].unicodeScalars.append(next)
            } else if scalar == "\"" {
              isQuoted = false
              element.parameters[words[0]] = words[1]
              words = [""]
            } else {
              #expect(scalar != "]")
              words[words.count - 1].unicodeScalars.append(scalar)
            }
          } else if scalar == " " || scalar == "]" {
            if element.id.isEmpty { element.id = words[0] }
            words = [""]
            if scalar == "]" { break }
          } else if scalar == "=" {
            words.append("")
          } else if scalar == "\"" {
            isQuoted = true
          } else {
            words[words.count - 1].unicodeScalars.append(scalar)
          }
        }
        elements.append(element)
      }
      #expect(scalars.popFirst() == " ")
      text = String(String.UnicodeScalarView(scalars))
    }
  }

  private func message(_ url: String) throws -> SyslogMessage {
    SyslogMessage(url: try SyslogURL(url), hostName: "sensor-1", processID: 77)
  }

  @Test("a finding has the header, the elements and the text that it should")
  func ordinary() throws {
    let octets = try message("udp://c").octets(of: Examples.finding(), isRecovery: false)
    let parsed = try Parsed(octets)
    // local0 and error: 16 * 8 + 3.
    #expect(parsed.priority == 131)
    #expect(
      parsed.header == ["2026-01-01T10:01:00.000001Z", "sensor-1", "labtap", "77", "finding"])
    #expect(parsed.elements.map(\.id) == ["origin", "finding@32473"])
    let parameters = parsed.elements[1].parameters
    #expect(parameters["clause"] == "ILMN-3-DIALECT")
    #expect(parameters["verdict"] == "fail")
    #expect(parameters["dstPort"] == "3344")
    #expect(parsed.text == "fail ILMN-3-DIALECT nextseq-01: SMB 3.0.2 was agreed on.")
  }

  @Test("hostile names stay inside their value, and the message stays one line")
  func hostile() throws {
    var finding = Validator.hostile()
    finding.peer?.name = "]\" x=\"y\\"
    let octets = try message("tcp://c?size=65000").octets(of: finding, isRecovery: false)
    let parsed = try Parsed(octets)
    #expect(parsed.elements.map(\.id) == ["origin", "finding@32473"])
    #expect(parsed.elements[1].parameters["peerName"] == "]\" x=\"y\\")
    #expect(parsed.elements[1].parameters["asset"]?.contains("\u{240a}") == true)
    #expect(!octets.contains { $0 < 0x20 || $0 == 0x7f })
    // RFC 5424 section 6: a name has at most 32 characters.
    #expect(parsed.elements[1].parameters.keys.allSatisfy { $0.utf8.count <= 32 })
  }

  @Test("a message is cut between two characters, with a mark", arguments: [480, 481, 482, 483])
  func cut(size: Int) throws {
    var finding = Examples.finding()
    finding.reason = LocalizedText(en: String(repeating: "試", count: 400))
    let octets = try message("udp://c?size=\(size)").octets(of: finding, isRecovery: false)
    #expect(octets.count <= size)
    #expect(octets.count > size - 3)
    let text = try #require(String(validating: octets, as: UTF8.self))
    #expect(text.hasSuffix("…"))
  }

  @Test("each format can be the message, a byte order mark before it only when asked for")
  func formats() throws {
    for format in LineFormat.allCases {
      let octets = try message("tcp://c?format=\(format.rawValue)&size=65000")
        .octets(of: Examples.finding(), isRecovery: false)
      var line: [UInt8] = []
      format.append(Examples.finding(), to: &line)
      #expect(try Parsed(octets).text == String(decoding: line, as: UTF8.self))
    }
    let marked = try message("tcp://c?bom=yes").octets(of: Examples.finding(), isRecovery: false)
    let mark = marked.firstRange(of: [0x5d, 0x20, 0xef, 0xbb, 0xbf])
    #expect(mark != nil)
  }

  @Test("heartbeats and events carry their members, and a heartbeat the chain's head")
  func heartbeat() throws {
    let scratch = try StoreScratch()
    let store = try scratch.open()
    try store.append(StoreScratch.findings(1), now: 1)
    let head = try store.head()
    let beat = Heartbeat(
      time: Examples.moment(1).time, sensor: "s", packets: 5, octets: 6, drops: 0, failed: 1,
      warned: 0)
    let event = HealthEvent(
      name: "store-full", time: Examples.moment(1).time, sensor: "s", count: 9, text: "a ] b")
    try store.append([.heartbeat(beat), .event(event)], now: 1)
    let records = try store.records(after: 1, limit: 9)
    let parsed = try records.map { record in
      let octets = try message("udp://c").octets(of: record)
      return try Parsed(try #require(octets))
    }
    #expect(parsed.map(\.priority) == [134, 132])
    #expect(parsed[0].header.last == "heartbeat")
    #expect(parsed[0].elements[1].parameters["head"] == head.description)
    #expect(parsed[0].elements[1].parameters["packets"] == "5")
    #expect(parsed[1].elements[1].parameters["count"] == "9")
    #expect(parsed[1].text == "a ] b")
  }

  @Test("by default a collector gets breaches, recoveries, signs of life and events")
  func wants() throws {
    let sink = try SyslogSink(try SyslogURL("udp://127.0.0.1:9"))
    func record(_ verdict: Verdict?, isRecovery: Bool = false, _ kind: StoredRecord.Kind) -> Bool {
      sink.wants(
        StoredRecord(
          sequence: 1, stored: 1, kind: kind, verdict: verdict, isRecovery: isRecovery, payload: [])
      )
    }
    #expect(Verdict.allCases.filter { record($0, .finding) } == [.fail, .warn])
    #expect(record(.pass, isRecovery: true, .finding))
    #expect(record(nil, .heartbeat))
    #expect(record(nil, .event))
  }
}

@Suite struct SyslogURLTests {
  @Test("takes hosts, IPv6 addresses and default ports apart")
  func addresses() throws {
    let url = try SyslogURL("tls://[fd77::5]:1234?facility=auth&app=lab&name=siem.example")
    #expect(url.host == "fd77::5")
    #expect(url.port == 1234)
    #expect(url.facility == 4)
    #expect(url.name == "tls://[fd77::5]:1234")
    #expect(try SyslogURL("udp://siem").port == 514)
    #expect(try SyslogURL("tls://siem/").port == 6514)
    #expect(
      try SyslogURL("tcp://siem?verdicts=fail,undetermined").verdicts == [.fail, .undetermined])
    #expect(try SyslogURL("tls://siem?ca=%2Fetc%2Fa%20b.pem").authorities == "/etc/a b.pem")
  }

  @Test(
    "refuses what it does not understand",
    arguments: [
      "siem", "http://siem", "tcp://", "tcp://siem:0", "tcp://siem:70000", "tcp://u:p@siem",
      "tcp://siem?format=xml", "tcp://siem?nonsense=1", "tcp://siem?ca=x", "tls://siem?cert=x",
      "udp://siem?size=100", "udp://siem?facility=24", "udp://siem?app=a%20b",
      "udp://siem?bom=maybe",
    ])
  func mistakes(text: String) {
    #expect(throws: SyslogURL.Mistake.self) { try SyslogURL(text) }
  }
}

@Suite struct StormCapTests {
  private func finding(_ number: Int, second: Int64 = 0, asset: String = "a") -> Finding {
    var finding = Examples.finding()
    finding.id = "id-\(number)"
    finding.asset.id = asset
    finding.lastSeen = Examples.moment(1, seconds: second)
    return finding
  }

  @Test("beyond the cap findings are counted, once each, and told as so many more")
  func counts() {
    var cap = StormCap(maximum: 3)
    let sent = (0..<10).map { cap.lets(finding($0), isRecovery: false) }
    #expect(sent.count { $0 } == 3)
    let again = (0..<10).map { cap.lets(finding($0, second: 9), isRecovery: false) }
    // A newer revision of what went goes too; of what was held back it counts nothing.
    #expect(again == sent)
    let isSent1 = cap.lets(finding(99), isRecovery: true)
    #expect(isSent1)
    let rests = cap.takeRests(all: true)
    #expect(rests.map(\.count) == [7])
    let none = cap.takeRests(all: true)
    #expect(none.isEmpty)
  }

  @Test("another asset has its own room, and so has the next hour")
  func windows() {
    var cap = StormCap(maximum: 1)
    let isSent2 = cap.lets(finding(1), isRecovery: false)
    #expect(isSent2)
    let isSent3 = cap.lets(finding(2), isRecovery: false)
    #expect(!isSent3)
    let isSent4 = cap.lets(finding(3, asset: "b"), isRecovery: false)
    #expect(isSent4)
    let none = cap.takeRests(all: false)
    #expect(none.isEmpty)
    let isSent5 = cap.lets(finding(4, second: 3_601), isRecovery: false)
    #expect(isSent5)
    let rests = cap.takeRests(all: false)
    #expect(rests.map(\.count) == [1])
  }

  @Test("attempts that came to nothing have a lower cap, and what came of one is sent")
  func attempts() {
    var cap = StormCap(maximum: 100, attempts: 3)
    func attempt(_ number: Int) -> Finding {
      var made = finding(number)
      made.stage = number % 2 == 0 ? .attempted : .refused
      return made
    }
    let sent = (0..<200).count { cap.lets(attempt($0), isRecovery: false) }
    #expect(sent == 3)
    let isSent = cap.lets(finding(150), isRecovery: false)
    #expect(isSent)
    let rests = cap.takeRests(all: true)
    #expect(rests.map(\.count) == [197])
    #expect(rests.first?.event.text.contains("197 more attempts") == true)
  }

  @Test("without a cap everything goes")
  func none() {
    var cap = StormCap(maximum: 0)
    let sent = (0..<1_000).count { cap.lets(finding($0), isRecovery: false) }
    #expect(sent == 1_000)
  }

  @Test("the table of windows is bounded")
  func bounded() {
    var cap = StormCap(maximum: 1)
    for number in 0..<(StormCap.maximumWindows + 10) {
      let isSent6 = cap.lets(finding(number, asset: "a\(number)"), isRecovery: false)
      #expect(isSent6)
    }
    // The first window ended early, so its asset has room again.
    let isSent7 = cap.lets(finding(0, asset: "a0"), isRecovery: false)
    #expect(isSent7)
  }
}
