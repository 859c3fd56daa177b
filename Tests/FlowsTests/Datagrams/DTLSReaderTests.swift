import Observations
import TestKit
import Testing

@testable import Flows

/// Expected values: tshark 4.0.17 on the capture that the datagrams come from.
@Suite("DTLS flows")
struct DTLSReaderTests {
  func flow(_ play: (inout DatagramScene) -> Void) throws -> (Connection, Coverage) {
    var scene = DatagramScene()
    play(&scene)
    let (flows, coverage) = scene.finish()
    #expect(flows.count == 1)
    return (try #require(flows.first), coverage)
  }

  /// A handshake record cut into records of one fragment each.
  static func fragments(of record: [UInt8], size: Int) -> [[UInt8]] {
    let header = record[13..<25]
    let body = Array(record[25...])
    return stride(from: 0, to: body.count, by: size).map { start in
      let part = body[start..<min(body.count, start + size)]
      let fragment =
        Array(header.prefix(6)) + [0] + octets(UInt16(start)) + [0] + octets(UInt16(part.count))
        + part
      return Array(record.prefix(11)) + octets(UInt16(fragment.count)) + fragment
    }
  }

  @Test("a cookie exchange and both Finished establish DTLS 1.2")
  func established() throws {
    let (connection, coverage) = try flow {
      $0.ask(DTLSDatagrams.hello)
      $0.answer(DTLSDatagrams.verify)
      $0.ask(DTLSDatagrams.helloWithCookie)
      $0.answer(DTLSDatagrams.serverHello)
      $0.ask(DTLSDatagrams.clientFinished)
      $0.answer(DTLSDatagrams.serverFinished)
      $0.ask(DTLSDatagrams.clientData)
    }
    let handshake = try #require(connection.tls)
    #expect(connection.transport == .udp)
    #expect(handshake.clientMaxVersion == .dtls12)
    #expect(handshake.version == .dtls12)
    #expect(handshake.cipherSuite == 0xC030)
    #expect(handshake.stage == .established)
    #expect(handshake.deciding?.frame == 6)
    #expect(!handshake.applicationData)
    #expect(!handshake.helloMissing)
    #expect(coverage.observed.clientHellos == 2)
    #expect(coverage.observed.tlsHandshakes == [.dtls12: 1])
  }

  @Test("data of both ends is the success of the connection")
  func data() throws {
    let (connection, _) = try flow {
      $0.ask(DTLSDatagrams.helloWithCookie)
      $0.answer(DTLSDatagrams.serverHello)
      $0.ask(DTLSDatagrams.clientFinished)
      $0.answer(DTLSDatagrams.serverFinished)
      $0.ask(DTLSDatagrams.clientData)
      $0.answer(DTLSDatagrams.clientData)
    }
    #expect(connection.tls?.stage == .succeeded)
  }

  @Test(
    "fragments are put together in any order, with repetitions",
    arguments: [[0, 1, 2, 3], [3, 2, 1, 0], [1, 1, 3, 0, 0, 2]])
  func fragments(order: [Int]) throws {
    let parts = Self.fragments(of: DTLSDatagrams.helloWithCookie, size: 80)
    #expect(parts.count == 4)
    let (connection, coverage) = try flow {
      for index in order { $0.ask(parts[index]) }
      $0.answer(DTLSDatagrams.serverHello)
    }
    let handshake = try #require(connection.tls)
    #expect(handshake.clientVersions == [.dtls12])
    #expect(handshake.version == .dtls12)
    #expect(!handshake.helloMissing)
    #expect(!connection.hasConflictingOverlap)
    #expect(coverage.observed.clientHellos == 1)
    #expect(coverage.observed.splitClientHellos == 1)
  }

  @Test("a fragment that is missing leaves the hello missing")
  func missingFragment() throws {
    let parts = Self.fragments(of: DTLSDatagrams.helloWithCookie, size: 80)
    let (connection, coverage) = try flow {
      for index in [0, 1, 3] { $0.ask(parts[index]) }
    }
    #expect(connection.tls?.helloMissing == true)
    #expect(connection.tls?.clientVersions == [])
    #expect(coverage.observed.clientHellos == 0)
  }

  @Test("fragments that differ where they overlap are told; the first count")
  func conflict() throws {
    let parts = Self.fragments(of: DTLSDatagrams.helloWithCookie, size: 80)
    var changed = parts[1]
    changed[60] ^= 0xFF
    let (connection, _) = try flow {
      $0.ask(parts[1])
      $0.ask(changed)
      for index in [0, 2, 3] { $0.ask(parts[index]) }
    }
    #expect(connection.hasConflictingOverlap)
    #expect(connection.tls?.clientVersions == [.dtls12])
  }

  @Test("the sender of the ClientHello is the initiator, also when the server is seen first")
  func swapped() throws {
    let (connection, _) = try flow {
      $0.answer(DTLSDatagrams.verify)
      $0.ask(DTLSDatagrams.helloWithCookie)
    }
    #expect(connection.responder.port == 4_433)
  }

  @Test("an alert in clear ends the attempt")
  func alert() throws {
    let (connection, _) = try flow {
      $0.ask(DTLSDatagrams.hello)
      // fatal handshake_failure in epoch 0
      $0.answer(hex("15 feff 0000 000000000000 0002 02 28"))
    }
    #expect(connection.tls?.alertFromServer == TLSAlert(level: 2, description: 40))
    #expect(connection.tls?.stage == .refused)
  }

  @Test("joined in the middle, the hellos are missing")
  func midstream() throws {
    let (connection, _) = try flow {
      $0.ask(DTLSDatagrams.clientData)
      $0.answer(DTLSDatagrams.clientData)
    }
    let handshake = try #require(connection.tls)
    #expect(handshake.helloMissing)
    #expect(handshake.version == nil)
  }

  @Test("records with the unified header of DTLS 1.3 are protected")
  func unified() throws {
    // The selected version and the records behind the hellos (RFC 9147 sections 4 and 5.3).
    let body =
      hex("fefd") + [UInt8](repeating: 9, count: 32) + hex("00 1301 00 0006 002b 0002 fefc")
    let message =
      hex("02") + [0] + octets(UInt16(body.count)) + hex("0000 000000") + [0]
      + octets(UInt16(body.count)) + body
    let hello = hex("16 fefd 0000 000000000000") + octets(UInt16(message.count)) + message
    let (connection, _) = try flow {
      $0.ask(DTLSDatagrams.helloWithCookie)
      $0.answer(hello + hex("2e 0001 0010") + [UInt8](repeating: 3, count: 16))
      $0.ask(hex("2e 0001 0010") + [UInt8](repeating: 4, count: 16))
    }
    let handshake = try #require(connection.tls)
    #expect(handshake.version == .dtls13)
    #expect(handshake.stage == .established)
    #expect(handshake.deciding?.frame == 3)
  }

  @Test("another association between the same ports is another flow")
  func another() {
    var scene = DatagramScene()
    for _ in 0..<2 {
      scene.ask(DTLSDatagrams.hello)
      scene.answer(DTLSDatagrams.verify)
      scene.ask(DTLSDatagrams.helloWithCookie)
      scene.answer(DTLSDatagrams.serverHello)
      scene.ask(DTLSDatagrams.clientFinished)
      scene.answer(DTLSDatagrams.serverFinished)
    }
    let (flows, _) = scene.finish()
    #expect(flows.map { $0.tls?.stage } == [.established, .established])
  }

  @Test("what only begins like a record is not taken for DTLS")
  func recognition() {
    func isTaken(_ octets: [UInt8], isCut: Bool = false) -> Bool {
      DTLSReader.matches(octets.span, isCut: isCut)
    }
    for text in [
      "16 0303 0000 000000000000 0004 00000000", "16 feff 0000 000000000000 0005 00000000",
      "13 feff 0000 000000000000 0004 00000000", "16 feff 0000 000000000000 0000 00",
    ] {
      #expect(!isTaken(hex(text)), "\(text)")
    }
    #expect(isTaken(DTLSDatagrams.hello))
    let start = Array(DTLSDatagrams.hello.prefix(60))
    #expect(!isTaken(start))
    #expect(isTaken(start, isCut: true))
  }
}
