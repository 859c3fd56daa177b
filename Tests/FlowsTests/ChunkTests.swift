import Observations
import TestKit
import Testing

@testable import Flows

/// What is concluded of a connection does not depend on how TCP cut and ordered its octets.
@Suite("streams in every cut", .timeLimit(.minutes(30)))
struct ChunkTests {
  static let sessions: [(String, RecordedSession)] = [
    ("TLS 1.0", TLSSessions.tls10), ("TLS 1.2", TLSSessions.tls12),
    ("TLS 1.2 resumed", TLSSessions.tls12Resumed),
    ("a hello over two records", TLSSessions.tls12OverTwoRecords),
    ("TLS 1.3", TLSSessions.tls13), ("TLS 1.3 after a retry", TLSSessions.tls13Retry),
    ("no common version", RefusedTLSSessions.noCommonVersion),
    ("TLS 1.2 rejected", RefusedTLSSessions.certificateRejected12),
    ("TLS 1.3 rejected in clear", RefusedTLSSessions.certificateRejected13),
    ("TLS 1.3 rejected in private", RefusedTLSSessions.certificateRejectedProtected),
    ("a post-quantum hello", ScriptedSessions.postQuantum),
    ("an SSL 2.0 hello", ScriptedSessions.ssl2Hello),
    ("SMB1", SignedSMBSessions.smb1), ("SMB 2.1", SMBSessions.smb21),
    ("SMB 3.1.1 signed", SignedSMBSessions.smb311Signed),
    ("SMB 3.1.1 encrypted", SMBSessions.smb311Encrypted),
    ("HTTP", ScriptedSessions.http), ("DNS over TCP", ScriptedSessions.dns),
  ]

  @Test("are read alike", arguments: sessions.map(\.0))
  func readAlike(name: String) throws {
    let session = try #require(Self.sessions.first { $0.0 == name }?.1)
    let whole = FlowFeeder().feed(session.frames(.whole))
    #expect(whole.coverage.gaps == 0)
    let expected = Conclusion(whole)
    #expect(expected.connections.count == 1)
    for delivery in RecordedSession.Delivery.variations(seeds: 1...3) {
      let outcome = FlowFeeder().feed(session.frames(delivery))
      #expect(Conclusion(outcome) == expected, "\(name): \(delivery)")
      #expect(outcome.coverage.gaps == 0, "\(name): \(delivery)")
      #expect(outcome.coverage.malformed == whole.coverage.malformed, "\(name): \(delivery)")
    }
  }

  @Test("are read alike where sequence numbers wrap")
  func wraps() {
    for (name, session) in Self.sessions {
      let expected = Conclusion(FlowFeeder().feed(session.frames(.whole)))
      for delivery in [RecordedSession.Delivery.reordered(seed: 7), .overlapping(seed: 8)] {
        let frames = session.frames(
          delivery, clientSequence: .max - 60, serverSequence: .max - 300)
        #expect(Conclusion(FlowFeeder().feed(frames)) == expected, "\(name): \(delivery)")
      }
    }
  }

  @Test("give the same observations every time, whatever the seed of the tables")
  func deterministic() {
    let frames = Self.sessions.enumerated().flatMap { index, session in
      session.1.frames(
        .reordered(seed: 3), client: Host("10.77.0.10", port: 40_000 + UInt16(index)))
    }
    let first = FlowFeeder(seed: 1).feed(frames)
    #expect(first.observations == FlowFeeder(seed: 1).feed(frames).observations)
    #expect(first.observations == FlowFeeder(seed: 0xfeed).feed(frames).observations)
    #expect(first.coverage == FlowFeeder(seed: 2).feed(frames).coverage)
  }
}
