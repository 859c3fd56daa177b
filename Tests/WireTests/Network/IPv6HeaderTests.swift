import TestKit
import Testing
import Wire

@Suite("IPv6Header and IPv6ExtensionHeaders")
struct IPv6HeaderTests {
  /// Zeek testing/btest/Traces/linux_dlt_sll2.pcap, frame 3, from the IPv6 header on, cut.
  static let plain = hex(
    """
    6005c2e400403a40 fe800000000000008c3606fffe44acaf fe800000000000008c3606fffe44acaf
    8000a8d700090001
    """)
  /// Zeek testing/btest/Traces/ipv6-http-atomic-frag.pcap: TCP behind one extension header each.
  static let destinationOptions = hex(
    """
    60000000001c3c40 20010db8000100000000000000000002 20010db8000100000000000000000001
    0600010400000000 90570050e31ebd4e000000005002200003570000
    """)
  static let atomicFragment = hex(
    """
    60000000001c2c40 20010db8000100000000000000000002 20010db8000100000000000000000001
    0600000000000000 e92e0050698179050000000050022000 68660000
    """)
  static let hopByHop = hex(
    """
    60000000001c0040 20010db8000100000000000000000002 20010db8000100000000000000000001
    0600010400000000 6b010050515fabe1000000005002200 0cbd90000
    """)
  static let routing = hex(
    """
    60000000001c2b40 20010db8000100000000000000000002 20010db8000100000000000000000001
    0600000000000000 b2ed00501bc76adf0000000050022000 fa870000
    """)
  /// Zeek testing/btest/Traces/ipv6-fragmented-dns.pcap, frame 4, cut: the last fragment, whose
  /// offset tshark gives as 362 units of 8 octets.
  static let lastFragment = hex(
    """
    6000000000122c35 2607f740000b0000000000000000 0f93 200104701f11081fd1385f5506d41fe2
    11000b5000000001 58585858585858585858
    """)

  @Test("reads the fields of a header")
  func readsFields() throws {
    var reader = OctetReader(Self.plain.span, layer: .ipv6)
    let header = try IPv6Header(parsing: &reader)
    #expect(header.trafficClass == 0)
    #expect(header.flowLabel == 0x05C2E4)
    #expect(header.payloadLength == 64)
    #expect(header.nextHeader == .icmpv6)
    #expect(header.hopLimit == 64)
    #expect(header.source == 0xFE80_0000_0000_0000_8C36_06FF_FE44_ACAF)
    #expect(header.destination == header.source)
    let payload = try header.payload(of: &reader)
    #expect(payload.remaining == 8)
    #expect(payload.boundary == .capture)
  }

  @Test(
    "walks one extension header of each kind to TCP",
    arguments: [
      (destinationOptions, UInt16(36951), false), (atomicFragment, 59694, true),
      (hopByHop, 27393, false), (routing, 45805, false),
    ])
  func walksExtensionHeaders(packet: [UInt8], sourcePort: UInt16, hasFragment: Bool) throws {
    var reader = OctetReader(packet.span, layer: .ipv6)
    let header = try IPv6Header(parsing: &reader)
    var payload = try header.payload(of: &reader)
    let chain = try IPv6ExtensionHeaders(parsing: &payload, nextHeader: header.nextHeader)
    #expect(chain.protocolNumber == .tcp)
    #expect(chain.count == 1)
    #expect(chain.length == 8)
    #expect(chain.fragment?.isAtomic == (hasFragment ? true : nil))
    #expect(payload.offset == 48)
    let tcp = try TCPHeader(parsing: &payload)
    #expect(tcp.sourcePort == sourcePort)
    #expect(tcp.destinationPort == 80)
    #expect(tcp.flags == .syn)
  }

  @Test("stops behind the header of a true fragment")
  func stopsAtFragment() throws {
    var reader = OctetReader(Self.lastFragment.span, layer: .ipv6)
    let header = try IPv6Header(parsing: &reader)
    var payload = try header.payload(of: &reader)
    let chain = try IPv6ExtensionHeaders(parsing: &payload, nextHeader: header.nextHeader)
    #expect(chain.protocolNumber == .udp)
    #expect(chain.fragment?.fragmentOffset == 362 * 8)
    #expect(chain.fragment?.hasMoreFragments == false)
    #expect(chain.fragment?.identification == 1)
    #expect(payload.remaining == 10)
  }

  @Test(
    "fails every shorter packet at the place of the missing octets",
    arguments: [destinationOptions, atomicFragment, hopByHop, routing])
  func failsEveryPrefix(packet: [UInt8]) {
    let failures = prefixFailures(of: Array(packet[..<48]), layer: .ipv6) {
      (reader) throws(DecodeError) in
      let header = try IPv6Header(parsing: &reader)
      _ = try IPv6ExtensionHeaders(parsing: &reader, nextHeader: header.nextHeader)
    }
    #expect(failures.isEmpty, "\(failures)")
  }

  @Test("measures an authentication header in 32-bit words, RFC 4302 section 2.2")
  func readsAuthenticationHeader() throws {
    // Payload length 4: six words, the usual header with a 96-bit check value.
    let octets = hex("06 04 0000 00000001 00000002 aaaaaaaaaaaaaaaaaaaaaaaa ffff")
    var reader = OctetReader(octets.span, layer: .ipv6)
    let chain = try IPv6ExtensionHeaders(parsing: &reader, nextHeader: .ah)
    #expect(chain.protocolNumber == .tcp)
    #expect(reader.position == 24)
  }

  @Test("stops where nothing readable follows", arguments: [IPProtocol.esp, .noNextHeader, .tcp])
  func stops(number: IPProtocol) throws {
    let octets = [number.rawValue, 0, 0, 0, 0, 0, 0, 0, 0xFF]
    var reader = OctetReader(octets.span, layer: .ipv6)
    let chain = try IPv6ExtensionHeaders(parsing: &reader, nextHeader: .destinationOptions)
    #expect(chain.protocolNumber == number)
    #expect(reader.position == 8)
  }

  @Test(
    "follows as many headers as its maximum and one less, and stops at one more",
    arguments: [(15, true), (16, true), (17, false)])
  func limitsHeaders(count: Int, accepted: Bool) {
    var octets: [UInt8] = []
    for index in 1...count { octets += [index == count ? 6 : 60, 0, 1, 4, 0, 0, 0, 0] }
    let error = failure(of: octets, layer: .ipv6) { (reader) throws(DecodeError) in
      _ = try IPv6ExtensionHeaders(parsing: &reader, nextHeader: .destinationOptions)
    }
    #expect(error?.kind == (accepted ? nil : .limit))
    #expect(error?.offset == (accepted ? nil : 128))
  }

  @Test("calls an extension header that outgrows the payload length malformed")
  func boundsByPayloadLength() throws {
    var packet = Self.destinationOptions
    // The header announces 8 + 255 * 8 octets inside a payload of 28.
    packet[41] = 255
    let error = failure(of: packet, layer: .ipv6) { (reader) throws(DecodeError) in
      let header = try IPv6Header(parsing: &reader)
      var payload = try header.payload(of: &reader)
      _ = try IPv6ExtensionHeaders(parsing: &payload, nextHeader: header.nextHeader)
    }
    #expect(error?.kind == .malformed)
    #expect(error?.offset == 40)
  }

  @Test("takes a payload length of 0 as the rest of the frame, unless nothing follows")
  func readsJumbogram() throws {
    for (next, length) in [(UInt8(0), 4), (59, 0)] {
      let packet: [UInt8] =
        [0x60, 0, 0, 0, 0, 0, next, 64] + [UInt8](repeating: 0, count: 32) + [1, 2, 3, 4]
      var reader = OctetReader(packet.span, layer: .ipv6)
      let header = try IPv6Header(parsing: &reader)
      #expect(try header.payload(of: &reader).remaining == length)
    }
  }

  @Test("rejects a version that is not 6")
  func rejectsVersion() {
    let error = failure(of: [UInt8](repeating: 0x45, count: 40), layer: .ipv6) {
      (reader) throws(DecodeError) in
      _ = try IPv6Header(parsing: &reader)
    }
    #expect(error?.kind == .malformed)
    #expect(error?.offset == 0)
  }
}
