import Foundation
import Observations
import Testing

@testable import Sensor

/// Expected values: `Tests/Captures/matrix/labels.json`, made with tshark 4.0.17.
@Suite("DTLS in the project's own captures")
struct DTLSCaptureTests {
  private static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Captures/matrix")

  @Test(
    "both versions are established",
    arguments: [
      ("dtls1.0.pcap", TLSVersion.dtls10, 0xC014), ("dtls1.2.pcap", .dtls12, 0xC030),
    ] as [(String, TLSVersion, UInt16)])
  func versions(file: String, version: TLSVersion, cipher: UInt16) throws {
    var last: Connection?
    let pipeline = Pipeline(consume: { observation in
      if case .connection(let connection) = observation, connection.isFinal { last = connection }
    })
    var replay = try CaptureReplay(pipeline: pipeline, filter: nil, progress: nil)
    try replay.read(Self.folder.appendingPathComponent(file).path) { _, _ in }
    let coverage = pipeline.finish()
    let connection = try #require(last)
    guard case .tls(let handshake) = connection.application else {
      Issue.record("no TLS in \(file)")
      return
    }
    #expect(connection.transport == .udp)
    #expect(connection.responder.port == 4_433)
    #expect(handshake.clientVersions == [version])
    #expect(handshake.version == version)
    #expect(handshake.cipherSuite == cipher)
    #expect(handshake.stage == .established)
    #expect(coverage.observed.clientHellos == 2)
    #expect(coverage.malformed.isEmpty)
    #expect(coverage.truncated.isEmpty)
  }
}
