import Compliance
import Foundation
import Observations
import TestKit
import Testing

@testable import Delivery

/// Holds the output against the project's JSON Schemas with another project's validator.
@Suite struct SchemaTests {
  private static let schemas = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Sources/Delivery/Schemas")

  /// Reads lines from standard input; prints a line per mistake.
  private static let validator = """
    import json, sys
    from jsonschema import Draft202012Validator
    schemas = {}
    for name in ("finding", "summary", "heartbeat", "event"):
        with open(sys.argv[1] + "/" + name + ".json") as file:
            schema = json.load(file)
        Draft202012Validator.check_schema(schema)
        schemas["labtap." + name + "/1"] = Draft202012Validator(schema)
    count = 0
    for line in sys.stdin:
        value = json.loads(line)
        count += 1
        for error in schemas[value["schema"]].iter_errors(value):
            print(error.json_path, error.message[:300])
    print(count)
    """

  private static let hasValidator: Bool =
    (try? run(["-c", "from jsonschema import Draft202012Validator"], input: [])) != nil

  /// Runs Python and returns its output; throws when it fails.
  private static func run(_ arguments: [String], input: [UInt8]) throws -> String {
    struct Failed: Error {}
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3"] + arguments
    let (standardInput, output) = (Pipe(), Pipe())
    process.standardInput = standardInput
    process.standardOutput = output
    process.standardError = Pipe()
    try process.run()
    try standardInput.fileHandleForWriting.write(contentsOf: Data(input))
    try standardInput.fileHandleForWriting.close()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failed() }
    return String(decoding: data, as: UTF8.self)
  }

  private func mistakes(in lines: [UInt8]) throws -> String {
    try Self.run(["-c", Self.validator, Self.schemas.path()], input: lines)
  }

  private static let skipped: Comment = "python3 has no jsonschema: `make deps` installs it"

  @Test("every line of a report is valid", .enabled(if: hasValidator, skipped))
  func reportIsValid() throws {
    var full = Examples.finding()
    full.evidence = Examples.fullEvidence()
    full.also = ["ILMN-4b"]
    full.document.isDerived = true
    full.suppression = SuppressionReference(who: "w", why: "y", until: "2026-06-30")
    let entries = Verdict.allCases.enumerated().map { Examples.entry("A-\($0.offset)", $0.element) }
    let report = Examples.report(findings: [full, Examples.bareFinding()], entries: entries)
    var octets: [UInt8] = []
    ReportJSON.write(report) { (line: [UInt8]) throws(Never) in octets += line }
    #expect(try mistakes(in: octets) == "4\n")
  }

  /// The payloads of a store after entries went in.
  private func stored(_ entries: [StoreEntry]) throws -> [UInt8] {
    let scratch = try StoreScratch()
    let store = try scratch.open()
    try store.append(entries, now: 1)
    return try store.records(after: 0, limit: entries.count).flatMap { $0.payload + [0x0a] }
  }

  private static let time = Timestamp(nanoseconds: 1_767_261_600_000_001_000)

  @Test("heartbeats are valid, with and without counters", .enabled(if: hasValidator, skipped))
  func heartbeatsAreValid() throws {
    let bare = Heartbeat(time: Self.time, sensor: "s", failed: 0, warned: 2)
    let full = Heartbeat(
      time: Self.time, sensor: "s", packets: .max, octets: 1, drops: 0, failed: 7, warned: 0)
    #expect(try mistakes(in: try stored([.heartbeat(bare), .heartbeat(full)])) == "2\n")
  }

  @Test("events are valid by their documented names alone", .enabled(if: hasValidator, skipped))
  func eventsAreValid() throws {
    func event(_ name: String, _ count: UInt64? = nil) -> StoreEntry {
      .event(HealthEvent(name: name, time: Self.time, sensor: "s", count: count, text: "t"))
    }
    let valid = [event("frames-lost", 4), event("store-recovered"), event("clock-went-back")]
    #expect(try mistakes(in: try stored(valid)) == "3\n")
    #expect(try mistakes(in: try stored([event("no-such-event")])).contains("$.event"))
  }

  @Test("the events of the schema are those of the delivery article")
  func documentedEvents() throws {
    let data = try Data(contentsOf: Self.schemas.appending(path: "event.json"))
    let schema = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let properties = try #require(schema["properties"] as? [String: Any])
    let event = try #require(properties["event"] as? [String: Any])
    let names = try #require(event["enum"] as? [String])
    let article = try String(
      contentsOf: Self.schemas.deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Sensor/Sensor.docc/Delivery.md"), encoding: .utf8)
    for name in names { #expect(article.contains("| `\(name)` |"), "\(name)") }
  }

  @Test("the schemas reject what is not documented", .enabled(if: hasValidator, skipped))
  func schemasReject() throws {
    var finding = Examples.finding()
    finding.clause = "not a clause"
    finding.count = 0
    var writer = JSONWriter()
    FindingJSON.write(finding, to: &writer)
    writer.endLine()
    let found = try mistakes(in: writer.octets)
    #expect(found.contains("$.clause"))
    #expect(found.contains("$.count"))
  }

  @Test("the finding schema lists every evidence key and no other")
  func evidenceKeys() throws {
    let data = try Data(contentsOf: Self.schemas.appending(path: "finding.json"))
    let schema = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let properties = try #require(schema["properties"] as? [String: Any])
    let evidence = try #require(properties["evidence"] as? [String: Any])
    let keys = try #require(evidence["properties"] as? [String: Any]).keys
    #expect(Set(keys) == Set(Evidence.Key.allCases.map(\.rawValue)))
  }
}
