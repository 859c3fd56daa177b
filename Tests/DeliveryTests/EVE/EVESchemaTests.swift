import Compliance
import Delivery
import Foundation
import Observations
import TestKit
import Testing

/// Holds every kind of event against the schema that Suricata publishes.
///
/// The schema is not part of the project: `LABTAP_SHARED` names the folder that has
/// `schemas/suricata-eve.json`, else the folder beside the repository is looked at. The validator
/// is another project's.
@Suite("EVE schema") struct EVESchemaTests {
  private static let schema: String = {
    let repository = URL(filePath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let shared =
      ProcessInfo.processInfo.environment["LABTAP_SHARED"]
      ?? repository.deletingLastPathComponent().appending(path: "shared").path()
    return shared + "/schemas/suricata-eve.json"
  }()

  private static let validator = """
    import json, sys
    from jsonschema import Draft202012Validator
    validator = Draft202012Validator(json.load(open(sys.argv[1])))
    count = 0
    for line in sys.stdin:
        event = json.loads(line)
        event.pop("labtap", None)
        count += 1
        for error in validator.iter_errors(event):
            print(event["event_type"], error.json_path, error.message[:200])
    print(count)
    """

  private static let isPossible: Bool =
    FileManager.default.fileExists(atPath: schema)
    && (try? run(["-c", "from jsonschema import Draft202012Validator"], input: [])) != nil

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

  private static let skipped: Comment = "suricata-eve.json or python3 with jsonschema is missing"

  private func mistakes(in lines: [UInt8]) throws -> String {
    try Self.run(["-c", Self.validator, Self.schema], input: lines)
  }

  @Test("every kind of event is valid", .enabled(if: isPossible, skipped))
  func everyEvent() throws {
    var handshake = EVEExamples.handshake()
    handshake.isResumed = false
    var upgraded = EVEExamples.connection(.tls(handshake), id: 1)
    upgraded.upgradedFrom = .xmpp
    upgraded.encapsulation = [.vxlan, .mpls]
    upgraded.refusal = .silence
    var unanswered = TLSHandshake()
    unanswered.clientHello = Examples.moment(2)
    var refused = SMBConnection()
    refused.negotiateRefused = true
    refused.negotiateRequest = Examples.moment(2)
    var bare = HTTPExchange(
      connection: 11, client: EVEExamples.client, server: EVEExamples.server,
      request: Examples.moment(4), method: "GET", target: "*", version: "HTTP/1.0")
    bare.hasCredentials = true
    var empty = EVEExamples.name(isResponse: true)
    empty.questions = []
    empty.answers = []
    empty.responseCode = 4_095
    empty.application = .mdns
    let observations: [Observation] = [
      .connection(upgraded), .connection(EVEExamples.connection(.tls(unanswered), id: 2)),
      .connection(EVEExamples.connection(.smb(EVEExamples.smb()), id: 3)),
      .connection(EVEExamples.connection(.smb(refused), id: 4)),
      .connection(EVEExamples.connection(.unknown, id: 5)),
      .connection(EVEExamples.connection(.other(.text), id: 6)),
      .connection(EVEExamples.connection(.http(HTTPConversation()), id: 7)),
      .connection(EVEExamples.connection(.quic(EVEExamples.quic()), id: 8)),
      .name(EVEExamples.name(isResponse: false)), .name(EVEExamples.name(isResponse: true)),
      .name(empty), .http(EVEExamples.exchange()), .http(bare),
    ]
    var lines = EVEExamples.lines(observations, coverage: Examples.report(findings: []).coverage)
    var full = Examples.finding()
    full.suppression = SuppressionReference(who: "w", why: "y", until: "2026-06-30")
    var writer = JSONWriter()
    EVEAlert.write(full, to: &writer)
    EVEAlert.write(Examples.bareFinding(), to: &writer)
    lines += writer.octets
    // 8 flows, 2 of them with a handshake, 1 of them QUIC, 2 of them with a negotiation and its counts, 5 events
    // of names and requests, the counters, 2 alerts.
    #expect(try mistakes(in: lines) == "23\n")
  }

  @Test("the validator sees a name that EVE has not", .enabled(if: isPossible, skipped))
  func validatorIsAwake() throws {
    let line = #"{"timestamp":"now","event_type":"tls","tls":{"server_name":"a"}}"# + "\n"
    let found = try mistakes(in: Array(line.utf8))
    #expect(found.contains("$.timestamp"))
    #expect(found.contains("server_name"))
  }
}
