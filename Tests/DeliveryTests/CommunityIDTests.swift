import Delivery
import Digest
import Observations
import TestKit
import Testing

/// Expected values are those of the Community ID specification's own test vectors.
@Suite struct CommunityIDTests {
  struct Vector: Sendable, CustomStringConvertible {
    var transport: Transport
    var source: (address: String, port: UInt16)
    var destination: (address: String, port: UInt16)
    var seed: UInt16 = 0
    var expected: String

    var description: String { "\(transport) \(source) \(destination) seed \(seed)" }
  }

  static let vectors = [
    Vector(
      transport: .tcp, source: ("1.2.3.4", 1122), destination: ("5.6.7.8", 3344),
      expected: "1:wCb3OG7yAFWelaUydu0D+125CLM="),
    Vector(
      transport: .udp, source: ("1.2.3.4", 1122), destination: ("5.6.7.8", 3344),
      expected: "1:0Mu9InQx6z4ZiCZM/7HXi2WMhOg="),
    Vector(
      transport: .tcp, source: ("128.232.110.120", 34855), destination: ("66.35.250.204", 80),
      expected: "1:LQU9qZlK+B5F3KDmev6m5PMibrg="),
    Vector(
      transport: .udp, source: ("192.168.1.52", 54585), destination: ("8.8.8.8", 53),
      expected: "1:d/FP5EW3wiY1vCndhwleRRKHowQ="),
    Vector(
      transport: .tcp, source: ("2001:470:e5bf:dead:4957:2174:e82c:4887", 63943),
      destination: ("2607:f8b0:400c:c03::1a", 25), expected: "1:/qFaeAR+gFe1KYjMzVDsMv+wgU4="),
    Vector(
      transport: .icmp, source: ("192.168.0.89", 8), destination: ("192.168.0.1", 0),
      expected: "1:X0snYXpgwiv9TZtqg64sgzUn6Dk="),
    Vector(
      transport: .tcp, source: ("1.2.3.4", 1122), destination: ("5.6.7.8", 3344), seed: 1,
      expected: "1:HhA1B+6CoLbiKPEs5nhNYN4XWfk="),
  ]

  @Test("agrees with the published vectors", arguments: vectors)
  func agreesWithVectors(_ vector: Vector) throws {
    let source = Endpoint(try #require(IPAddress(vector.source.address)), vector.source.port)
    let destination = Endpoint(
      try #require(IPAddress(vector.destination.address)), vector.destination.port)
    let identity = CommunityID(
      transport: vector.transport, source: source, destination: destination, seed: vector.seed)
    #expect(identity.description == vector.expected)
  }

  @Test("is the same in both directions", arguments: vectors.filter { $0.transport != .icmp })
  func isSymmetric(_ vector: Vector) throws {
    let source = Endpoint(try #require(IPAddress(vector.source.address)), vector.source.port)
    let destination = Endpoint(
      try #require(IPAddress(vector.destination.address)), vector.destination.port)
    let identity = CommunityID(
      transport: vector.transport, source: destination, destination: source, seed: vector.seed)
    #expect(identity.description == vector.expected)
  }

  @Test("an echo reply has the identity of its request")
  func echoReply() throws {
    let reply = CommunityID(
      transport: .icmp, source: Endpoint(try #require(IPAddress("192.168.0.1")), 0),
      destination: Endpoint(try #require(IPAddress("192.168.0.89")), 0))
    #expect(reply.description == "1:X0snYXpgwiv9TZtqg64sgzUn6Dk=")
  }

  @Test(
    "hashes as FIPS 180-4 says",
    arguments: [
      ("", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
      ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "84983e441c3bd26ebaae4aa1f95129e5e54670f1"
      ),
    ])
  func hashes(_ text: String, _ expected: String) {
    #expect(SHA1.hash(Array(text.utf8)) == hex(expected))
  }
}
