import Compliance
import Delivery
import Foundation
import Observations
import TestKit
import Testing

/// Runs the readers and schemas of other projects over what the formats write.
enum Validator {
  struct Failed: Error {
    var text: String
  }

  struct Answer {
    var mistakes: [String]
    var records: [[String: Any]]
  }

  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static let script = root.appending(path: "Tests/DeliveryTests/Validators/formats.py").path()

  /// Published schemas, where this copy of the project has them beside it.
  static func schema(_ name: String) -> String? {
    let path = root.deletingLastPathComponent().appending(path: "shared/schemas/\(name)").path()
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }

  static func has(_ module: String) -> Bool {
    (try? python(["-c", "import \(module)"], input: [])) != nil
  }

  /// The first Python that is there; another than Debian's may have the modules.
  static func python(_ arguments: [String], input: [UInt8]) throws -> Data {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3"] + arguments
    let (standardInput, output) = (Pipe(), Pipe())
    process.standardInput = standardInput
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    try? standardInput.fileHandleForWriting.write(contentsOf: Data(input))
    try standardInput.fileHandleForWriting.close()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failed(text: "python3 \(arguments) ended with \(process.terminationStatus)")
    }
    return data
  }

  static func check(_ format: String, schema: String? = nil, _ octets: [UInt8]) throws -> Answer {
    let data = try python([script, format] + [schema].compactMap(\.self), input: octets)
    let value = try JSONSerialization.jsonObject(with: data)
    let members = try #require(value as? [String: Any])
    return Answer(
      mistakes: members["mistakes"] as? [String] ?? ["no answer"],
      records: members["records"] as? [[String: Any]] ?? [])
  }

  /// Findings of every kind, one of them hostile in every text that the wire or a file fills.
  static func findings() -> [Finding] {
    var findings = [Examples.finding(), Examples.bareFinding(), hostile()]
    for verdict in Verdict.allCases {
      var finding = Examples.finding()
      finding.verdict = verdict
      finding.evidence = Examples.fullEvidence()
      finding.id = "0011223344556677889900aabbccdd0\(verdict == .fail ? 0 : 1)"
      finding.suppression =
        verdict == .info ? SuppressionReference(who: "w", why: "y", until: "2026-06-30") : nil
      findings.append(finding)
    }
    for transport in [Transport.icmpv6, .icmp, .udp] {
      var finding = Examples.finding()
      finding.transport = transport
      finding.direction = .inbound
      finding.initiator = Endpoint(IPAddress(v6: 0xfd77 << 112 | 1), 128)
      finding.responder = Endpoint(IPAddress(v6: 0xfd77 << 112 | 2), 0)
      findings.append(finding)
    }
    return findings
  }

  /// Everything that some format uses to end something, and what a terminal obeys.
  static let traps =
    "a|b=c\\d\ne\rf\tg\"h'i<j>&k]l\u{0}\u{1b}[31m\u{7f}\u{85}\u{2028} 試験 e\u{301} 🧪 end= "

  static func hostile() -> Finding {
    var finding = Examples.finding()
    finding.title = LocalizedText(en: "Title " + traps)
    finding.reason = LocalizedText(en: traps)
    finding.remediation = LocalizedText(en: "")
    finding.asset.id = "asset" + traps
    finding.asset.model = traps
    finding.peer?.name = String(repeating: "ab|=\\", count: 13_108)
    finding.evidence[.httpPath] = .text("/x?" + traps)
    finding.evidence[.httpMethod] = .text("")
    finding.capture = CaptureReference(source: "dir/a b=\\c|\u{1}ü.pcap", packet: 7)
    finding.sensor = "sensor" + traps
    return finding
  }

  static func lines(_ format: LineFormat, _ findings: [Finding]) -> [UInt8] {
    var octets: [UInt8] = []
    format.write(findings) { (lines: [UInt8]) throws(Never) in octets += lines }
    return octets
  }
}
