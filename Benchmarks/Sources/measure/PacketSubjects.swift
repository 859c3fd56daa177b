internal import TestKit
internal import Wire

/// The headers below the application, and what mirrors wrap frames in.
enum PacketSubjects {
  static var all: [Subject] { headers + tunnels }

  private static let client = Host("10.77.0.10", port: 49_152)
  private static let server = Host("10.77.0.20", port: 443)
  private static let client6 = Host("fd77::10", port: 49_152)
  private static let server6 = Host("fd77::20", port: 443)

  private static var headers: [Subject] {
    let segment = PacketBuilder.tcp(
      from: client, to: server, sequence: 1, flags: .ack,
      options: TCPConversation.synOptions, [UInt8](repeating: 7, count: 1_400))
    let packet = PacketBuilder.ip(from: client, to: server, .tcp, segment)
    let packet6 = PacketBuilder.ip(from: client6, to: server6, .tcp, segment)
    let datagram = PacketBuilder.udp(from: client, to: server, [1, 2, 3])
    let frame = PacketBuilder.ethernet(from: client, to: server, ip: packet)
    let tagged = PacketBuilder.ethernet(from: client, to: server, vlans: [7, 77], ip: packet)
    let payload = [UInt8](repeating: 7, count: 1_460)
    return [
      Subject("harness/call", octets: 1, "nothing: what calling a decoder costs", run: empty),
      .decoder("packet/ethernet", Array(frame.prefix(14)), "header", layer: .ethernet) {
        (reader) throws(DecodeError) in
        Int(try LinkHeader(parsing: &reader, linkType: .ethernet).etherType.rawValue)
      },
      .decoder("packet/two-vlan-tags", Array(tagged.prefix(22)), "header", layer: .ethernet) {
        (reader) throws(DecodeError) in
        Int(try LinkHeader(parsing: &reader, linkType: .ethernet).etherType.rawValue)
      },
      .decoder("packet/ipv4", Array(packet.prefix(20)), "header", layer: .ipv4) {
        (reader) throws(DecodeError) in
        Int(try IPv4Header(parsing: &reader).source)
      },
      .decoder("packet/ipv6", Array(packet6.prefix(40)), "header", layer: .ipv6) {
        (reader) throws(DecodeError) in
        Int(truncatingIfNeeded: try IPv6Header(parsing: &reader).source)
      },
      .decoder("packet/tcp", Array(segment.prefix(32)), "header", layer: .tcp) {
        (reader) throws(DecodeError) in
        Int(try TCPHeader(parsing: &reader).sequenceNumber)
      },
      .decoder(
        "packet/tcp-options", TCPConversation.synOptions, "MSS, SACK, window scale", layer: .tcp
      ) { (reader) throws(DecodeError) in
        Int(try TCPOptions(parsing: &reader).maximumSegmentSize ?? 0)
      },
      .decoder("packet/udp", Array(datagram.prefix(8)), "header", layer: .udp) {
        (reader) throws(DecodeError) in
        Int(try UDPHeader(parsing: &reader).length)
      },
      .decoder(
        "packet/arp", PacketBuilder.arp(.request, from: client, to: server), "request", layer: .arp
      ) { (reader) throws(DecodeError) in
        Int(truncatingIfNeeded: try ARPPacket(parsing: &reader).operation.rawValue)
      },
      .decoder(
        "packet/icmp",
        PacketBuilder.icmp(from: server, to: client, type: 3, code: 3, Array(packet.prefix(28))),
        "port unreachable", layer: .icmp
      ) { (reader) throws(DecodeError) in
        Int(try ICMPMessage(parsing: &reader).code)
      },
      Subject("packet/checksum", octets: payload.count, "a full segment") { count in
        var sum = 0
        for _ in 0..<count {
          var checksum = InternetChecksum()
          checksum.add(payload.span)
          checksum.add(UInt32(truncatingIfNeeded: sum))
          sum &+= checksum.isRight ? 1 : 2
        }
        return sum
      },
    ]
  }

  /// Chosen while running, so that the call is one.
  private static var unread: Decoding {
    CommandLine.arguments.isEmpty
      ? { (reader) throws(DecodeError) in reader.position }
      : { (reader) throws(DecodeError) in reader.remaining }
  }

  /// The calls of a decoder without a decoder.
  private static func empty(_ count: Int) -> Int {
    let octets: [UInt8] = [1]
    let decode = Self.unread
    var sum = 0
    for _ in 0..<count {
      var reader = OctetReader(octets.span, layer: .tcp)
      do throws(DecodeError) { sum &+= try decode(&reader) } catch { sum &-= 1 }
    }
    return sum
  }

  // Laid out by hand after the documents that the decoders name.
  private static var tunnels: [Subject] {
    [
      .decoder("tunnel/gre", hex("3081880b 00120000 00000001 ffffffff"), "PPTP", layer: .gre) {
        (reader) throws(DecodeError) in
        Int(try GREHeader(parsing: &reader).protocolType.rawValue)
      },
      .decoder(
        "tunnel/erspan", hex("100088be 00000704 10170864 00000000"), "GRE and type II", layer: .gre
      ) { (reader) throws(DecodeError) in
        let gre = try GREHeader(parsing: &reader)
        return Int(try ERSPANHeader(parsing: &reader, behind: gre).session)
      },
      .decoder("tunnel/vxlan", hex("08000000 00126700"), "header", layer: .vxlan) {
        (reader) throws(DecodeError) in
        Int(try VXLANHeader(parsing: &reader).networkIdentifier)
      },
      .decoder(
        "tunnel/geneve", hex("02000800 00000000 000080010000000c"), "one option", layer: .geneve
      ) { (reader) throws(DecodeError) in
        Int(try GENEVEHeader(parsing: &reader).networkIdentifier)
      },
      .decoder("tunnel/gtp", hex("30ff0000 022be642"), "GTP-U", layer: .gtp) {
        (reader) throws(DecodeError) in
        _ = try GTPHeader(parsing: &reader)
        return reader.remaining
      },
      .decoder("tunnel/pppoe", hex("11000069 0002 0021"), "session", layer: .pppoe) {
        (reader) throws(DecodeError) in
        _ = try PPPoEHeader(parsing: &reader)
        return reader.remaining
      },
      .decoder(
        "tunnel/mpls", hex("00012dfe 45c0009b 93cc4000 ff06dac4 02020202 04040404"), "one label",
        layer: .mpls
      ) { (reader) throws(DecodeError) in
        _ = try MPLSLabelStack(parsing: &reader)
        return reader.remaining
      },
      .decoder("tunnel/l2tp", hex("0002 0001 0002 ff03 0021"), "data", layer: .l2tp) {
        (reader) throws(DecodeError) in
        _ = try L2TPHeader(parsing: &reader)
        return reader.remaining
      },
      .decoder(
        "tunnel/ayiya",
        hex(
          """
          41521129 4af64c05 20014978000f004c0000000000000002
          0daa852eb71251dd42588b9ffce0c097edc69471
          """), "data", layer: .ayiya
      ) { (reader) throws(DecodeError) in
        _ = try AYIYAHeader(parsing: &reader)
        return reader.remaining
      },
    ]
  }
}
