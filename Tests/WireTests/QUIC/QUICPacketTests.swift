import TestKit
import Testing
import Wire

/// Expected values: RFC 9000 appendix A, RFC 9001 and RFC 9369 appendix A, and the RFCs' rules.
@Suite("QUIC packets")
struct QUICPacketTests {
  struct Summary {
    var kind: QUICPacket.Kind
    var version: QUICVersion
    var destination: [UInt8]
    var source: [UInt8]
    var token: [UInt8]
    var packetNumberOffset: Int
    var count: Int
    var isCut: Bool

    init(_ packet: borrowing QUICPacket) {
      func values(_ span: Span<UInt8>) -> [UInt8] { span.indices.map { span[$0] } }
      kind = packet.kind
      version = packet.version
      destination = values(packet.destinationConnectionID)
      source = values(packet.sourceConnectionID)
      token = values(packet.token)
      packetNumberOffset = packet.packetNumberOffset
      count = packet.octets.count
      isCut = packet.isCut
    }
  }

  @Test(
    "reads the sample integers of every length",
    arguments: [
      ("c2197c5eff14e88c", 151_288_809_941_952_652), ("9d7f3e7d", 494_878_333), ("7bbd", 15293),
      ("25", 37), ("4025", 37),
    ] as [(String, UInt64)])
  func integers(text: String, value: UInt64) throws {
    let octets = hex(text)
    var reader = OctetReader(octets.span, layer: .quic)
    let read = try reader.readVariableLengthInteger()
    let isAtEnd = reader.isAtEnd
    #expect(read == value)
    #expect(isAtEnd)
    let failures = prefixFailures(of: octets, layer: .quic) { reader throws(DecodeError) in
      _ = try reader.readVariableLengthInteger()
    }
    #expect(failures.isEmpty, "\(failures)")
  }

  @Test(
    "reads the headers of the clients' sample packets",
    arguments: [
      (QUICSamples.client1, QUICVersion.version1), (QUICSamples.client2, .version2),
    ])
  func initial(octets: [UInt8], version: QUICVersion) throws {
    var reader = OctetReader(octets.span, layer: .quic)
    let packet = try QUICPacket(parsing: &reader)
    let found = Summary(packet)
    #expect(found.kind == .initial)
    #expect(found.version == version)
    #expect(found.destination == QUICSamples.connectionID)
    #expect(found.source == [])
    #expect(found.token == [])
    #expect(found.packetNumberOffset == 18)
    #expect(found.count == 1200)
    #expect(!found.isCut)
    let isAtEnd = reader.isAtEnd
    #expect(isAtEnd)
  }

  @Test(
    "reads the token of the sample Retry packets",
    arguments: [(QUICSamples.retry1, QUICVersion.version1), (QUICSamples.retry2, .version2)])
  func retry(octets: [UInt8], version: QUICVersion) throws {
    var reader = OctetReader(octets.span, layer: .quic)
    let packet = try QUICPacket(parsing: &reader)
    let found = Summary(packet)
    #expect(found.kind == .retry)
    #expect(found.version == version)
    #expect(found.source == hex("f067a5502a4262b5"))
    #expect(found.token == Array("token".utf8))
  }

  @Test("reads coalesced packets one after the other and leaves a short header alone")
  func coalesced() throws {
    let handshake = hex("e0 00000001 00 08 f067a5502a4262b5 05 0102030405")
    let datagram = QUICSamples.server1 + handshake + hex("40 00")
    var reader = OctetReader(datagram.span, layer: .quic, boundary: .length)
    var kinds: [QUICPacket.Kind] = []
    while let first = reader.peek(), QUICPacket.isLongHeader(firstOctet: first) {
      kinds.append(try QUICPacket(parsing: &reader).kind)
    }
    let remaining = reader.remaining
    #expect(kinds == [.initial, .handshake])
    #expect(remaining == 2)
  }

  @Test("tells the types of version 2, which are turned by one")
  func types() throws {
    for (first, version, kind) in [
      (0xC0, "00000001", .initial), (0xD0, "00000001", .zeroRTT), (0xE0, "00000001", .handshake),
      (0xD0, "6b3343cf", .initial), (0xE0, "6b3343cf", .zeroRTT), (0xF0, "6b3343cf", .handshake),
      (0xC0, "ff00001d", .initial), (0xC0, "51303530", .unknownVersion),
      (0xC0, "00000000", .versionNegotiation),
    ] as [(UInt8, String, QUICPacket.Kind)] {
      // No identifiers, then what serves as empty token and as length.
      let octets = [first] + hex(version) + hex("00 00 00 00 00 00")
      var reader = OctetReader(octets.span, layer: .quic)
      let found = try QUICPacket(parsing: &reader).kind
      #expect(found == kind, "\(first) \(version)")
    }
  }

  @Test("reads the versions that a server offers")
  func negotiation() throws {
    let octets = hex("80 00000000 02 0102 01 03 00000001 6b3343cf 0a1a2a3a")
    var reader = OctetReader(octets.span, layer: .quic, boundary: .length)
    let packet = try QUICPacket(parsing: &reader)
    let kind = packet.kind
    #expect(kind == .versionNegotiation)
    let versions = packet.supportedVersions
    let numbers = versions.indices.map { versions[$0].rawValue }
    #expect(numbers == [0x0000_0001, 0x6B33_43CF, 0x0A1A_2A3A])
    let isReserved = versions[2].isReserved
    #expect(isReserved)
  }

  @Test("keeps malformed and cut packets apart")
  func faults() {
    for (text, boundary, expected) in [
      ("40 00000001 00 00 00 00", .length, .malformed),  // a short header
      ("c0 00000001 15 00", .length, .malformed),  // an identifier of 21 octets
      ("c0 00000001 08 00", .length, .malformed),
      ("c0 00000001 08 00", .capture, .truncated),
      ("c0 00000001 00 00 00 41", .length, .malformed),
      ("c0 00000001 00 00 05 01", .capture, .truncated),  // the token
      ("f0 00000001 00 00 01020304", .length, .malformed),  // no integrity tag
      ("80 00000000 00 00 000001", .length, .malformed),  // a part of a version
    ] as [(String, OctetReader.Boundary, DecodeError.Kind)] {
      let error = failure(of: hex(text), layer: .quic, boundary: boundary) {
        reader throws(DecodeError) in
        _ = try QUICPacket(parsing: &reader)
      }
      #expect(error?.kind == expected, "\(text)")
    }
  }

  @Test("names versions and keeps those without a name")
  func versionNames() {
    #expect(QUICVersion(rawValue: 0xFF00_001D).draft == 29)
    #expect(QUICVersion(rawValue: 0x5130_3530).isGoogle)
    #expect(!QUICVersion.version1.isGoogle)
    #expect(!QUICVersion(rawValue: 0x1234_5678).isKnown)
    #expect("\(QUICVersion(rawValue: 0x1234_5678))" == "QUIC 0x12345678")
  }

  @Test("takes datagrams for QUIC by version or by the shape of a first flight")
  func recognition() {
    func looks(_ octets: [UInt8], isCut: Bool = false) -> Bool {
      QUICPacket.looksLikeQUIC(octets.span, isCut: isCut)
    }
    let first = QUICSamples.client1
    #expect(looks(first))
    #expect(looks(QUICSamples.server2))
    #expect(looks(QUICSamples.retry1))
    #expect(!looks(Array(first.prefix(600))))
    #expect(looks(Array(first.prefix(600)), isCut: true))
    var unknown = first
    unknown[1] = 0x77
    #expect(looks(unknown))
    #expect(!looks(Array(unknown.prefix(1199))))
    unknown[5] = 30
    #expect(!looks(unknown))
    // Google's public header: flags, identifier, Q043.
    let google = hex("0d 0102030405060708 51303433 01 a0")
    #expect(looks(google))
    let version = QUICPacket.googleVersion(google.span)
    #expect(version?.rawValue == 0x5130_3433)
    // A DNS query whose identifier looks like a long header.
    #expect(
      !looks(hex("c123 0100 0001 0000 0000 0000 03777777 076578616d706c65 03636f6d 00 0001 0001")))
  }
}
