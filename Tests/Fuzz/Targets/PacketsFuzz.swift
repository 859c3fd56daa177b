import Wire

/// Headers of link, network, transport and tunnels, each offered the whole input.
enum PacketsFuzz {
  private static let linkTypes: [LinkType] = [
    .ethernet, .null, .loop, .ppp, .pppHDLC, .pppoe, .raw, .fddi, .ciscoHDLC, .linuxSLL,
    .linuxSLL2, .ipv4, .ipv6, .nflog, .ieee80211,
  ]

  static func run(_ octets: Span<UInt8>) {
    for linkType in linkTypes {
      decode(octets, .ethernet) { (reader) throws(DecodeError) in
        use(try LinkHeader(parsing: &reader, linkType: linkType))
      }
    }
    readNetwork(octets)
    readTransport(octets)
    readTunnels(octets)
  }

  private static func readNetwork(_ octets: Span<UInt8>) {
    decode(octets, .ipv4) { (reader) throws(DecodeError) in
      let packet = reader
      let header = try IPv4Header(parsing: &reader)
      use(header.isChecksumRight(in: packet))
      use(try header.payload(of: &reader, layer: .tcp).remaining)
    }
    decode(octets, .ipv6) { (reader) throws(DecodeError) in
      let header = try IPv6Header(parsing: &reader)
      var payload = try header.payload(of: &reader)
      use(try IPv6ExtensionHeaders(parsing: &payload, nextHeader: header.nextHeader))
    }
    decode(octets, .arp) { (reader) throws(DecodeError) in use(try ARPPacket(parsing: &reader)) }
    decode(octets, .icmp) { (reader) throws(DecodeError) in use(try ICMPMessage(parsing: &reader)) }
    decode(octets, .icmpv6) { (reader) throws(DecodeError) in
      use(try ICMPv6Message(parsing: &reader))
    }
    var checksum = InternetChecksum()
    checksum.add(octets)
    use(checksum.isRight)
  }

  private static func readTransport(_ octets: Span<UInt8>) {
    decode(octets, .tcp) { (reader) throws(DecodeError) in
      let segment = reader
      use(try TCPHeader(parsing: &reader).options(in: segment))
    }
    decode(octets, .udp) { (reader) throws(DecodeError) in use(try UDPHeader(parsing: &reader)) }
  }

  private static func readTunnels(_ octets: Span<UInt8>) {
    decode(octets, .mpls) { (reader) throws(DecodeError) in
      use(try MPLSLabelStack(parsing: &reader))
    }
    decode(octets, .gre) { (reader) throws(DecodeError) in
      let gre = try GREHeader(parsing: &reader)
      use(try ERSPANHeader(parsing: &reader, behind: gre))
    }
    decode(octets, .pppoe) { (reader) throws(DecodeError) in use(try PPPoEHeader(parsing: &reader))
    }
    decode(octets, .vxlan) { (reader) throws(DecodeError) in
      use(VXLANHeader.recognises(reader))
      use(try VXLANHeader(parsing: &reader))
    }
    decode(octets, .geneve) { (reader) throws(DecodeError) in
      use(try GENEVEHeader(parsing: &reader))
    }
    decode(octets, .gtp) { (reader) throws(DecodeError) in use(try GTPHeader(parsing: &reader)) }
    decode(octets, .teredo) { (reader) throws(DecodeError) in
      use(TeredoHeader.recognises(reader))
      use(try TeredoHeader(parsing: &reader))
    }
    decode(octets, .l2tp) { (reader) throws(DecodeError) in use(try L2TPHeader(parsing: &reader)) }
    decode(octets, .ayiya) { (reader) throws(DecodeError) in use(try AYIYAHeader(parsing: &reader))
    }
  }
}
