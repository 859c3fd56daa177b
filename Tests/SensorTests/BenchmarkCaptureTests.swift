import Foundation
import Observations
import Testing

/// Captures of known composition, counted exactly.
@Suite(
  "generated captures",
  // The generator belongs to the benchmarks' material and is not part of the project.
  .enabled(if: GeneratedCapture.canGenerate, "no generator in ../shared/bench, or no C compiler"))
struct BenchmarkCaptureTests {
  @Test("every handshake of 200,000 packets is counted")
  func handshakes() throws {
    let capture = try GeneratedCapture(kind: "handshakes", size: 200_000)
    defer { capture.remove() }
    let coverage = try Sightings(replaying: capture.path).coverage
    #expect(coverage.packets == capture.truth.packets)
    compare(coverage, with: capture.truth)
  }

  @Test("every handshake in front of 100 megabytes of data is counted")
  func bulk() throws {
    let capture = try GeneratedCapture(kind: "bulk", size: 100_000_000)
    defer { capture.remove() }
    let coverage = try Sightings(replaying: capture.path).coverage
    #expect(coverage.packets == capture.truth.packets)
    compare(coverage, with: capture.truth)
  }

  private func compare(_ coverage: Coverage, with truth: GeneratedCapture.Truth) {
    let observed = coverage.observed
    func handshakes(_ version: TLSVersion) -> UInt64 { observed.tlsHandshakes[version] ?? 0 }
    #expect(handshakes(.tls10) == truth.tlsFlows["1.0"])
    #expect(handshakes(.tls11) == truth.tlsFlows["1.1"])
    #expect(handshakes(.tls12) == truth.tlsFlows["1.2"])
    #expect(handshakes(.tls13) == truth.tlsFlows["1.3"])
    #expect(observed.clientHellos == truth.clientHello)
    #expect(observed.splitClientHellos == truth.clientHelloSplitOverSegments)
    func negotiations(_ dialect: SMBDialect) -> UInt64 { observed.smbNegotiations[dialect] ?? 0 }
    #expect(negotiations(.smb202) == truth.smbFlows["2.0.2"])
    #expect(negotiations(.smb21) == truth.smbFlows["2.1"])
    #expect(negotiations(.smb30) == truth.smbFlows["3.0"])
    #expect(negotiations(.smb302) == truth.smbFlows["3.0.2"])
    #expect(negotiations(.smb311) == truth.smbFlows["3.1.1"])
    #expect(negotiations(.smb1) == truth.smbFlows["smb1_only"])
    #expect(observed.encryptedSMBSessions == truth.smbEncryptedSessions)
    #expect(observed.dnsQuestions == truth.dnsQueries)
    #expect(observed.dnsAnswers == truth.dnsResponses)
    #expect(observed.httpRequests == truth.httpGetPort80)
    #expect(coverage.gaps == 0)
    #expect(coverage.malformed.isEmpty, "\(coverage.malformed)")
    #expect(coverage.truncated.isEmpty, "\(coverage.truncated)")
    #expect(coverage.evictions.isEmpty)
  }
}

/// A capture of the benchmark generator, written for one test.
struct GeneratedCapture {
  /// What was put into it.
  struct Truth: Decodable {
    var packets: UInt64
    var tlsFlows: [String: UInt64]
    var clientHello: UInt64
    var clientHelloSplitOverSegments: UInt64
    var smbFlows: [String: UInt64]
    var smbEncryptedSessions: UInt64
    var dnsQueries: UInt64
    var dnsResponses: UInt64
    var httpGetPort80: UInt64

    enum CodingKeys: String, CodingKey {
      case packets
      case tlsFlows = "tls_flows"
      case clientHello = "client_hello"
      case clientHelloSplitOverSegments = "client_hello_split_over_segments"
      case smbFlows = "smb_flows"
      case smbEncryptedSessions = "smb_encrypted_sessions"
      case dnsQueries = "dns_queries"
      case dnsResponses = "dns_responses"
      case httpGetPort80 = "http_get_port80"
    }
  }

  static let folder = LabelledCorpus.packageRoot.deletingLastPathComponent()
    .appendingPathComponent("shared/bench")
  static let compiler = "/usr/bin/cc"

  static var canGenerate: Bool {
    FileManager.default.fileExists(atPath: folder.appendingPathComponent("gen.c").path)
      && FileManager.default.isExecutableFile(atPath: compiler)
  }

  private let directory: URL
  let path: String
  let truth: Truth

  init(kind: String, size: Int) throws {
    directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("labtap-capture-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    // The generator reads its certificates beside itself.
    for name in ["gen.c", "leaf.der", "ca.der"] {
      try FileManager.default.copyItem(
        at: Self.folder.appendingPathComponent(name), to: directory.appendingPathComponent(name))
    }
    let generator = directory.appendingPathComponent("gen").path
    path = directory.appendingPathComponent("\(kind).pcap").path
    try Self.run(Self.compiler, ["-O2", "-w", "-o", generator, "\(generator).c"])
    try Self.run(generator, [kind, path, "\(size)"])
    truth = try JSONDecoder().decode(
      Truth.self, from: Data(contentsOf: URL(fileURLWithPath: "\(path).truth.json")))
  }

  func remove() { try? FileManager.default.removeItem(at: directory) }

  private struct Failure: Error {
    var command: String
    var status: Int32
  }

  private static func run(_ command: String, _ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: command)
    process.arguments = arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(command: command, status: process.terminationStatus)
    }
  }
}
