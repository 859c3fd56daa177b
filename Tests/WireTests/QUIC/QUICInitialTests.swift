import TestKit
import Testing
import Wire

/// Expected values: RFC 9001 appendix A and RFC 9369 appendix A.
@Suite("QUIC Initial protection")
struct QUICInitialTests {
  struct Opened: Equatable {
    var packetNumber: UInt64
    var payload: [UInt8]
  }

  static func secret(
    _ version: QUICVersion, _ connectionID: [UInt8] = QUICSamples.connectionID
  ) -> QUICInitialSecret? {
    QUICInitialSecret(version: version, connectionID: connectionID.span)
  }

  static func open(
    _ octets: [UInt8], version: QUICVersion, from sender: QUICInitialSecret.Sender,
    connectionID: [UInt8] = QUICSamples.connectionID, boundary: OctetReader.Boundary = .length
  ) throws -> Opened? {
    var reader = OctetReader(octets.span, layer: .quic, boundary: boundary)
    let packet = try QUICPacket(parsing: &reader)
    let secret = try #require(Self.secret(version, connectionID))
    var payload: [UInt8] = []
    let number = QUICInitialOpener().open(packet, with: secret, from: sender, into: &payload)
    return number.map { Opened(packetNumber: $0, payload: payload) }
  }

  @Test(
    "opens the sample packets of both versions",
    arguments: [
      (QUICSamples.client1, QUICVersion.version1), (QUICSamples.client2, .version2),
    ])
  func client(octets: [UInt8], version: QUICVersion) throws {
    let opened = try #require(try Self.open(octets, version: version, from: .client))
    #expect(opened.packetNumber == 2)
    #expect(opened.payload.count == 1162)
    #expect(opened.payload.starts(with: QUICSamples.clientFrames))
    #expect(opened.payload.dropFirst(QUICSamples.clientFrames.count).allSatisfy { $0 == 0 })
  }

  @Test(
    "opens the servers' answers with the client's identifier",
    arguments: [
      (QUICSamples.server1, QUICVersion.version1), (QUICSamples.server2, .version2),
    ])
  func server(octets: [UInt8], version: QUICVersion) throws {
    let opened = try #require(try Self.open(octets, version: version, from: .server))
    #expect(opened == Opened(packetNumber: 1, payload: QUICSamples.serverFrames))
  }

  @Test("opens nothing with the other end's keys, another version's or another identifier's")
  func wrongKeys() throws {
    let client = QUICSamples.client1
    #expect(try Self.open(client, version: .version1, from: .server) == nil)
    #expect(try Self.open(client, version: .version2, from: .client) == nil)
    let draft = QUICVersion(rawValue: 0xFF00_001D)
    #expect(try Self.open(client, version: draft, from: .client) == nil)
    #expect(
      try Self.open(
        client, version: .version1, from: .client, connectionID: hex("8394c8f03e515709"))
        == nil)
    #expect(try Self.open(client, version: .version1, from: .client, connectionID: []) == nil)
  }

  @Test("opens nothing when one bit is changed, wherever it lies")
  func damage() throws {
    for index in [0, 18, 20, 22, 100, 1199] {
      var octets = QUICSamples.client1
      octets[index] ^= index == 0 ? 0x04 : 0x10
      #expect(try Self.open(octets, version: .version1, from: .client) == nil, "octet \(index)")
    }
  }

  @Test("says of every prefix that it is cut, and opens none")
  func prefixes() throws {
    for sample in [QUICSamples.server1, QUICSamples.server2] {
      let secret = try #require(Self.secret(sample[1] == 0 ? .version1 : .version2))
      for length in sample.indices {
        var reader = OctetReader(sample.span.extracting(0..<length), layer: .quic)
        var payload: [UInt8] = []
        do throws(DecodeError) {
          let packet = try QUICPacket(parsing: &reader)
          let isCut = packet.isCut
          #expect(isCut, "\(length)")
          let number = QUICInitialOpener().open(
            packet, with: secret, from: .server, into: &payload)
          #expect(number == nil, "\(length)")
        } catch {
          #expect(error.kind == .truncated, "\(length): \(error)")
        }
      }
    }
  }

  @Test("has keys for versions 1 and 2, drafts 22 to 34 and mvfst, and for no other")
  func versions() {
    func hasKeys(_ number: UInt32) -> Bool {
      Self.secret(QUICVersion(rawValue: number)) != nil
    }
    let known: [UInt32] =
      [1, 0x6B33_43CF, 0xFACE_B001, 0xFACE_B002] + (22...34).map { 0xFF00_0000 + $0 }
    #expect(known.allSatisfy(hasKeys))
    let unknown: [UInt32] = [
      0, 2, 0xFF00_0015, 0xFF00_0023, 0x5130_3530, 0x0A1A_2A3A, 0xFACE_B003, .max,
    ]
    #expect(!unknown.contains(where: hasKeys))
    let long = [UInt8](repeating: 1, count: 21)
    #expect(Self.secret(.version1, long) == nil)
  }

  @Test("makes the keys of another version for the same connection")
  func changedVersion() throws {
    let first = try #require(Self.secret(.version1))
    let secret = try #require(first.changed(to: .version2))
    let sample = QUICSamples.server2
    var reader = OctetReader(sample.span, layer: .quic)
    let packet = try QUICPacket(parsing: &reader)
    var payload: [UInt8] = []
    let number = QUICInitialOpener().open(packet, with: secret, from: .server, into: &payload)
    #expect(number == 1)
    #expect(payload == QUICSamples.serverFrames)
  }
}
