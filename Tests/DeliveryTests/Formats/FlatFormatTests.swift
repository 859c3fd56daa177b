import Compliance
import Delivery
import Foundation
import Observations
import TestKit
import Testing

/// CEF and LEEF as a receiver reads them.
@Suite struct FlatFormatTests {
  private static let noReader: Comment = "python3 has no pycef: `make deps` installs it"

  /// What stands for a character that a flat line cannot carry.
  private func pictured(_ text: String, also: Set<Unicode.Scalar> = []) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n" where !also.contains("\n"), "\r" where !also.contains("\r"):
        result.unicodeScalars.append(scalar)
      case "\n": result += "\u{240a}"
      case "\r": result += "\u{240d}"
      case "\t": result += "\u{2409}"
      case "\u{0}": result += "\u{2400}"
      case "\u{1b}": result += "\u{241b}"
      case "\u{7f}": result += "\u{2421}"
      case "\u{85}", "\u{2028}": result += "\u{fffd}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  @Test("a CEF line of an ordinary finding", .enabled(if: Validator.has("pycef"), noReader))
  func ordinaryCEF() throws {
    let answer = try Validator.check("cef", Validator.lines(.cef, [Examples.finding()]))
    let record = try #require(answer.records.first as? [String: String])
    #expect(record["DeviceVendor"] == "LabTap")
    #expect(record["DeviceEventClassID"] == "ILMN-3-DIALECT")
    #expect(record["Severity"] == "8")
    #expect(record["verdict"] == "fail")
    #expect(record["src"] == "1.2.3.4")
    #expect(record["dpt"] == "3344")
    #expect(record["smac"] == "02:00:00:00:00:10")
    #expect(record["dhost"] == "nas.lab.example")
    #expect(record["rt"] == "1767261600000")
    // Published by the Community ID project for this tuple.
    #expect(record["community_id"] == "1:wCb3OG7yAFWelaUydu0D+125CLM=")
    #expect(
      record["evidence"] == "smb.dialect=3.0.2 smb.client_max_dialect=3.1.1 limited_by=server")
  }

  @Test("CEF values come back as they were", .enabled(if: Validator.has("pycef"), noReader))
  func hostileCEF() throws {
    var finding = Validator.hostile()
    // pycef knows no escape in the header.
    finding.title = LocalizedText(en: "Title")
    let answer = try Validator.check("cef", Validator.lines(.cef, [finding]))
    let record = try #require(answer.records.first as? [String: String])
    // A reader cannot tell a last space from the one before the next key.
    #expect(record["reason"] == pictured(Validator.traps))
    #expect(record["shost"] == "asset" + pictured(Validator.traps))
    #expect(record["request"] == "/x?" + pictured(Validator.traps))
    #expect(record["fname"] == "dir/a b=\\c|\u{2401}ü.pcap")
    #expect(record["requestMethod"] == nil)
    let name = try #require(record["dhost"])
    #expect(name.unicodeScalars.count == 1_023)
    #expect(name.hasSuffix("…"))
    #expect(name.hasPrefix("ab|=\\ab|=\\"))
  }

  @Test("a CEF header escapes bars and backslashes and stays one line")
  func headerCEF() throws {
    let line = String(decoding: Validator.lines(.cef, [Validator.hostile()]), as: UTF8.self)
    #expect(line.split(separator: "\n").count == 1)
    // Seven bars that no backslash takes away end the header.
    var fields: [String] = [""]
    var isEscaped = false
    for scalar in line.unicodeScalars where fields.count < 8 {
      if isEscaped {
        fields[fields.count - 1].unicodeScalars.append(scalar)
        isEscaped = false
      } else if scalar == "\\" {
        isEscaped = true
      } else if scalar == "|" {
        fields.append("")
      } else {
        fields[fields.count - 1].unicodeScalars.append(scalar)
      }
    }
    #expect(fields[5] == "Title " + pictured(Validator.traps, also: ["\n", "\r"]))
    #expect(fields[6] == "8")
  }

  @Test(
    "IPv6 ends have CEF's keys for them, and ICMP has no ports",
    .enabled(if: Validator.has("pycef"), noReader))
  func addressesCEF() throws {
    var finding = Examples.finding()
    finding.transport = .icmpv6
    finding.initiator = Endpoint(IPAddress(v6: 0xfd77 << 112 | 1), 128)
    finding.responder = Endpoint(IPAddress(v6: 0xfd77 << 112 | 2), 0)
    let answer = try Validator.check("cef", Validator.lines(.cef, [finding]))
    let record = try #require(answer.records.first as? [String: String])
    #expect(record["Source IPv6 Address"] == "fd77::1")
    #expect(record["Destination IPv6 Address"] == "fd77::2")
    #expect(record["src"] == nil)
    #expect(record["spt"] == nil)
  }

  @Test(
    "LEEF attributes come back, with pictures for what would end one",
    .enabled(if: Validator.has("json"), "python3 is missing"))
  func leef() throws {
    let answer = try Validator.check(
      "leef", Validator.lines(.leef, [Validator.hostile(), Examples.finding()]))
    #expect(answer.mistakes == [])
    let records = answer.records.compactMap { $0 as? [String: String] }
    try #require(records.count == 2)
    let shown = pictured(Validator.traps, also: ["\n", "\r"])
    #expect(records[0]["reason"] == shown)
    #expect(records[0]["resource"] == "asset" + shown)
    #expect(records[0]["url"] == "/x?" + shown)
    let name = try #require(records[0]["peerName"])
    #expect(name.unicodeScalars.count == 2_048)
    #expect(name.hasSuffix("…"))
    #expect(records[1]["eventId"] == "ILMN-3-DIALECT")
    #expect(records[1]["sev"] == "8")
    #expect(records[1]["devTime"] == "2026-01-01T10:00:00.000+0000")
    #expect(records[1]["srcPort"] == "1122")
  }
}
