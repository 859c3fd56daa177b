import Observations
import TestKit
import Testing

@testable import Flows

/// The hellos are those of RFC 9001 appendix A: `example.com` offered, TLS 1.3 with 0x1301 chosen.
@Suite("QUIC flows")
struct QUICReaderTests {
  /// A Handshake packet and a short header, whose content nobody can read.
  static let handshake = hex("e0 00000001 00 08 f067a5502a4262b5 05 0102030405")
  static let short = hex("40") + [UInt8](repeating: 7, count: 30)
  static let otherShort = hex("41") + [UInt8](repeating: 9, count: 30)
  static let retry = hex("ff000000010008f067a5502a4262b5746f6b656e04a265ba2eff4d829058fb3f0f2496ba")

  func flow(_ play: (inout DatagramScene) -> Void) throws -> (Connection, Coverage) {
    var scene = DatagramScene()
    play(&scene)
    let (flows, coverage) = scene.finish()
    #expect(flows.count == 1)
    return (try #require(flows.first), coverage)
  }

  @Test("a hello without an answer is an attempt with a name")
  func attempt() throws {
    let (connection, coverage) = try flow { $0.ask(QUICDatagrams.client) }
    let quic = try #require(connection.quic)
    let hello = try #require(quic.handshake)
    #expect(quic.version == .version1)
    #expect(hello.serverName == "example.com")
    #expect(hello.clientALPN == ["alpn"])
    #expect(hello.clientVersions == [.tls13])
    #expect(hello.clientHelloSegments == 1)
    #expect(hello.version == nil)
    #expect(quic.stage == .attempted)
    #expect(connection.stage == .attempted)
    #expect(coverage.observed.clientHellos == 1)
    #expect(coverage.observed.splitClientHellos == 0)
  }

  @Test("a ServerHello establishes, short headers of both ends are data")
  func established() throws {
    let (connection, coverage) = try flow {
      $0.ask(QUICDatagrams.client)
      $0.answer(QUICDatagrams.server + Self.handshake)
    }
    let hello = try #require(connection.quic?.handshake)
    #expect(hello.version == .tls13)
    #expect(hello.cipherSuite == 0x1301)
    #expect(hello.protectedFromServer)
    #expect(!hello.protectedFromClient)
    #expect(connection.stage == .established)
    #expect(connection.deciding.frame == 2)
    #expect(coverage.observed.tlsHandshakes == [.tls13: 1])

    let (data, _) = try flow {
      $0.ask(QUICDatagrams.client)
      $0.answer(QUICDatagrams.server + Self.handshake + Self.short)
      $0.ask(Self.handshake + Self.short)
      $0.ask(Self.otherShort)
      $0.answer(Self.otherShort)
    }
    #expect(data.stage == .succeeded)
    #expect(data.deciding.frame == 5)
    #expect(data.quic?.handshake?.stage == .succeeded)
  }

  @Test("packets that a double mirror repeats are no data")
  func repeated() throws {
    let (connection, _) = try flow {
      $0.ask(QUICDatagrams.client)
      for _ in 0..<2 { $0.answer(QUICDatagrams.server + Self.handshake + Self.short) }
      for _ in 0..<2 { $0.ask(Self.handshake + Self.short) }
    }
    #expect(connection.stage == .established)
  }

  @Test(
    "frames of a hello are put together in any order over two packets", arguments: [true, false])
  func shuffled(isInOrder: Bool) throws {
    let first = isInOrder ? QUICDatagrams.shuffled1 : QUICDatagrams.shuffled2
    let second = isInOrder ? QUICDatagrams.shuffled2 : QUICDatagrams.shuffled1
    let (connection, coverage) = try flow {
      $0.ask(first)
      $0.ask(first)
      $0.ask(second)
    }
    let hello = try #require(connection.quic?.handshake)
    #expect(hello.serverName == "example.com")
    #expect(hello.clientHello?.frame == 3)
    #expect(!connection.hasConflictingOverlap)
    #expect(coverage.observed.clientHellos == 1)
    #expect(coverage.observed.splitClientHellos == 1)
  }

  @Test("of octets that come twice the first count, and the difference is told")
  func conflict() throws {
    let (connection, _) = try flow {
      $0.ask(QUICDatagrams.shuffled2)
      $0.ask(QUICDatagrams.conflicting)
      $0.ask(QUICDatagrams.shuffled1)
    }
    #expect(connection.quic?.handshake?.serverName == "example.com")
    #expect(connection.hasConflictingOverlap)
  }

  @Test("packets of one datagram and of several read alike")
  func coalesced() throws {
    let (connection, coverage) = try flow {
      $0.ask(QUICDatagrams.shuffled1 + QUICDatagrams.shuffled2)
    }
    #expect(connection.quic?.handshake?.serverName == "example.com")
    #expect(coverage.observed.splitClientHellos == 1)
  }

  @Test("an answer that is seen before the question waits for its keys")
  func swapped() throws {
    let (connection, _) = try flow {
      $0.answer(QUICDatagrams.server)
      $0.ask(QUICDatagrams.client)
    }
    let quic = try #require(connection.quic)
    #expect(quic.handshake?.serverName == "example.com")
    #expect(quic.handshake?.version == .tls13)
    #expect(quic.unreadInitials == 0)
    #expect(connection.responder.port == 4_433)
    #expect(connection.stage == .established)
  }

  @Test(
    "a Retry moves the keys to its identifier, also when it was not seen", arguments: [true, false])
  func retry(isSeen: Bool) throws {
    let (connection, _) = try flow {
      $0.ask(QUICDatagrams.client)
      if isSeen { $0.answer(Self.retry) }
      $0.ask(QUICDatagrams.retried)
      $0.answer(QUICDatagrams.serverAfterRetry)
    }
    let quic = try #require(connection.quic)
    #expect(quic.hasRetry == isSeen)
    #expect(quic.handshake?.serverName == "example.com")
    #expect(quic.handshake?.version == .tls13)
    #expect(quic.unreadInitials == 0)
  }

  @Test("a Retry alone accepts nothing")
  func retryOnly() throws {
    let (connection, _) = try flow {
      $0.ask(QUICDatagrams.client)
      $0.answer(Self.retry)
    }
    #expect(connection.quic?.hasRetry == true)
    #expect(connection.stage == .attempted)
  }

  @Test("a version negotiation is read, and the version that follows it")
  func negotiation() throws {
    let (connection, _) = try flow {
      var reserved = QUICDatagrams.client
      reserved.replaceSubrange(1..<5, with: hex("1a2a3a4a"))
      $0.ask(reserved)
      $0.answer(hex("80 00000000 00 08 8394c8f03e515708 00000001 6b3343cf"))
      $0.ask(QUICDatagrams.client)
    }
    let quic = try #require(connection.quic)
    #expect(quic.negotiatedVersions == [.version1, .version2])
    #expect(quic.version == .version1)
    #expect(quic.handshake?.serverName == "example.com")
    #expect(connection.stage == .attempted)
  }

  @Test(
    "an unknown version is QUIC without hellos", arguments: ["51303530", "ff000015", "77777777"])
  func unknownVersion(number: String) throws {
    var initial = QUICDatagrams.client + [UInt8](repeating: 0, count: 1200)
    initial.replaceSubrange(1..<5, with: hex(number))
    let (connection, _) = try flow { $0.ask(initial) }
    let quic = try #require(connection.quic)
    #expect(quic.version.rawValue == UInt32(number, radix: 16))
    #expect(!quic.version.isDecoded)
    #expect(quic.handshake == nil)
  }

  @Test(
    "a hello of every version whose keys are known is read", arguments: QUICDatagrams.versions)
  func versions(number: UInt32, octets: [UInt8]) throws {
    let (connection, _) = try flow { $0.ask(octets) }
    let quic = try #require(connection.quic)
    #expect(quic.version.rawValue == number)
    #expect(quic.version.isDecoded)
    #expect(quic.handshake?.serverName == "example.com")
    #expect(quic.unreadInitials == 0)
  }

  @Test("a server that closes in an Initial refuses")
  func refused() throws {
    let (connection, _) = try flow {
      $0.ask(QUICDatagrams.client)
      $0.answer(QUICDatagrams.closing)
    }
    #expect(connection.quic?.closeFromServer == 0x128)
    #expect(connection.stage == .refused)
  }

  @Test("another connection between the same ports is another flow")
  func another() {
    var scene = DatagramScene()
    scene.ask(QUICDatagrams.client)
    scene.answer(QUICDatagrams.server)
    scene.ask(QUICDatagrams.other)
    let (flows, _) = scene.finish()
    #expect(flows.map { $0.quic?.handshake?.serverName } == ["example.com", "example.org"])
    #expect(flows.map(\.stage) == [.established, .attempted])
  }

  @Test("a hello of which a part is missing is told as missing")
  func incomplete() throws {
    let (connection, coverage) = try flow {
      $0.ask(QUICDatagrams.shuffled1)
      $0.answer(QUICDatagrams.server)
    }
    let hello = try #require(connection.quic?.handshake)
    #expect(hello.helloMissing)
    #expect(hello.serverName == nil)
    #expect(hello.version == .tls13)
    #expect(coverage.observed.clientHellos == 0)
  }

  @Test("a packet that the capture cut is counted as cut, its version is used")
  func cut() throws {
    let (connection, coverage) = try flow { $0.ask(QUICDatagrams.client, snapLength: 200) }
    let quic = try #require(connection.quic)
    #expect(quic.version == .version1)
    #expect(quic.handshake == nil)
    #expect(quic.unreadInitials == 1)
    #expect(coverage.truncated["quic"] == 1)
  }

  @Test("a frame that no Initial carries is malformed")
  func forbidden() throws {
    let (connection, coverage) = try flow { $0.ask(QUICDatagrams.forbidden) }
    #expect(connection.quic?.version == .version1)
    #expect(coverage.malformed.keys.map(\.layer) == ["quic"])
  }

  @Test("damaged Initials cost a bounded number of trials")
  func damaged() throws {
    var scene = DatagramScene()
    for number in 0..<40 {
      var initial = QUICDatagrams.client
      initial[40] ^= UInt8(number + 1)
      scene.ask(initial)
    }
    let (flows, coverage) = scene.finish()
    let quic = try #require(flows.first?.quic)
    #expect(quic.handshake == nil)
    #expect(quic.unreadInitials > 0)
    // Sixteen are tried, the rest is counted.
    #expect(coverage.limits["QUIC Initials that do not open"] == 24)
  }

  @Test("above the limit of readers a flow is still recognised")
  func readerLimit() throws {
    var limits = FlowLimits()
    limits.datagramReadersPerPartition = 0
    var scene = DatagramScene(limits: limits)
    scene.ask(QUICDatagrams.client)
    let (flows, coverage) = scene.finish()
    #expect(flows.map(\.application) == [.other(.quic)])
    #expect(coverage.limits["QUIC and DTLS flows"] == 1)
  }

  @Test("is found behind datagrams of another protocol")
  func late() throws {
    let binding = hex("0001 0000 2112a442 000102030405060708090a0b")
    let (connection, _) = try flow {
      $0.ask(binding)
      $0.ask(QUICDatagrams.client)
    }
    #expect(connection.quic?.handshake?.serverName == "example.com")
  }
}
