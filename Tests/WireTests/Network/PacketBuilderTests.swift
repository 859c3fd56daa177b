import TestKit
import Testing
import Wire

/// The builders must write what real stacks write, or every test that uses them tests a fiction.
@Suite("PacketBuilder")
struct PacketBuilderTests {
  @Test("rebuilds a SYN of Linux, octet by octet")
  func rebuildsSYN() {
    // Mercury test/data/capture2.pcap, frame 1; tshark finds both checksums right.
    let original = hex(
      """
      00c0f02d4aa3 000a9567493c 0800 4500003cf5d940004006398ec0a84502c0a84501
      850b00508ff5a23200000000a00216d09e890000020405b40402080a77e357eb0000000001030307
      """)
    let client = Host("192.168.69.2", port: 34059, mac: 0x000A_9567_493C)
    let server = Host("192.168.69.1", port: 80, mac: 0x00C0_F02D_4AA3)
    let segment = PacketBuilder.tcp(
      from: client, to: server, sequence: 2_415_239_730, flags: .syn, window: 5840,
      options: hex("020405b40402080a77e357eb0000000001030307"))
    let packet = PacketBuilder.ip(from: client, to: server, .tcp, identification: 0xF5D9, segment)
    #expect(PacketBuilder.ethernet(from: client, to: server, ip: packet) == original)
  }

  @Test("puts 802.1ad outside of 802.1Q")
  func stacksTags() {
    let frame = PacketBuilder.ethernet(
      from: 0x88D9_8F5F_C548, to: 0x408F_9D6E_C7D8, type: .ipv4, vlans: [1525, 30],
      Array(LinkFrames.serviceVLAN[22...]))
    // The original's outer tag has no priority either.
    #expect(frame == LinkFrames.serviceVLAN)
  }

  @Test("rebuilds the ICMPv6 error of Linux, octet by octet")
  func rebuildsPortUnreachable() {
    let loopback = Host("::1")
    let quote = Array(ICMPMessageTests.portUnreachable6[8...])
    #expect(
      PacketBuilder.icmp(from: loopback, to: loopback, type: 1, code: 4, quote)
        == ICMPMessageTests.portUnreachable6)
  }

  @Test("rebuilds ICMP errors, octet by octet")
  func rebuildsUnreachable() {
    let quote = Array(ICMPMessageTests.quotingUDP[8...])
    let message = PacketBuilder.icmp(
      from: Host("86.128.163.125"), to: Host("192.168.1.2"), type: 3, code: 3, quote)
    #expect(message == ICMPMessageTests.quotingUDP)
  }

  @Test("rebuilds a DNS question of macOS, octet by octet")
  func rebuildsDatagram() {
    // Arkime tests/pcap/dns-mx.pcap, frame 1.
    let original = hex(
      """
      00000c07ac01 001f5bff51cb 0800 45000034f4420000401175e00ab49cb90a025f27 c8e3003500208df6
      4c17010000010000000000000 26d7803636f6d00000f0001
      """)
    let client = Host("10.180.156.185", port: 51427, mac: 0x001F_5BFF_51CB)
    let server = Host("10.2.95.39", port: 53, mac: 0x0000_0C07_AC01)
    let datagram = PacketBuilder.udp(from: client, to: server, Array(original[42...]))
    // A fragment of offset 0 without more to come: the plain way to leave "don't fragment" out.
    let packet = PacketBuilder.ip(
      from: client, to: server, .udp, identification: 0xF442, fragment: (0, false), datagram)
    #expect(PacketBuilder.ethernet(from: client, to: server, ip: packet) == original)
  }

  @Test("rebuilds an ARP probe, octet by octet")
  func rebuildsProbe() {
    let packet = PacketBuilder.arp(
      .request, from: Host("0.0.0.0", mac: 0x000C_2961_F55F), to: Host("169.254.145.153"))
    #expect(packet == ARPPacketTests.probe)
  }

  @Test(
    "reads IPv6 addresses with and without a gap",
    arguments: [
      ("::", UInt128(0)), ("::1", 1), ("fd77::10", 0xFD77_0000_0000_0000_0000_0000_0000_0010),
      ("2001:db8::", 0x2001_0DB8_0000_0000_0000_0000_0000_0000),
      ("1:2:3:4:5:6:7:8", 0x0001_0002_0003_0004_0005_0006_0007_0008),
    ])
  func readsAddresses(text: String, value: UInt128) {
    #expect(Host(text).address == .v6(value))
  }

  @Test("moves sequence numbers on by data, SYN and FIN")
  func keepsSequence() throws {
    var conversation = TCPConversation(
      client: Host("fd77::10", port: 50_000), server: Host("fd77::20", port: 443), segmentSize: 4)
    conversation.handshake()
    conversation.send([1, 2, 3, 4, 5, 6], from: .client, acknowledged: true)
    conversation.send([7, 8, 9], from: .server, segments: [1])
    conversation.close()
    var seen: [String] = []
    for frame in conversation.frames {
      var reader = OctetReader(frame.octets.span, layer: .ethernet)
      _ = try LinkHeader(parsing: &reader, linkType: .ethernet)
      let ip = try IPv6Header(parsing: &reader)
      var segment = try ip.payload(of: &reader, layer: .tcp)
      let tcp = try TCPHeader(parsing: &segment)
      seen.append(
        "\(tcp.sourcePort == 443 ? "<" : ">") \(tcp.flags) \(tcp.sequenceNumber)"
          + " \(tcp.acknowledgmentNumber) \(segment.remaining)")
    }
    #expect(
      seen == [
        "> S 1000 0 0", "< SA 5000 1001 0", "> A 1001 5001 0",
        "> PA 1001 5001 4", "< A 5001 1005 0", "> PA 1005 5001 2", "< A 5001 1007 0",
        "< PA 5001 1007 1", "< PA 5002 1007 2",
        "> FA 1007 5004 0", "< FA 5004 1008 0", "> A 1008 5005 0",
      ])
  }
}
