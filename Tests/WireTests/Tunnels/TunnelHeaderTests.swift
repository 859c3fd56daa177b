import TestKit
import Testing
import Wire

@Suite("headers of tunnels")
struct TunnelHeaderTests {
  private static func read<Header>(
    _ octets: [UInt8], _ layer: Layer, _ decode: (inout OctetReader) throws(DecodeError) -> Header
  ) throws -> (Header, rest: Int) {
    var reader = OctetReader(octets.span, layer: layer)
    let header = try decode(&reader)
    return (header, reader.remaining)
  }

  // Expected values are those that tshark prints for the same frames.

  @Test("reads ERSPAN type II behind GRE with a sequence number")
  func erspanII() throws {
    let octets = TunnelHeaders.erspanII
    var reader = OctetReader(octets.span, layer: .gre)
    let gre = try GREHeader(parsing: &reader)
    #expect(gre.protocolType == .erspan)
    #expect(gre.sequenceNumber == 1796)
    let header = try ERSPANHeader(parsing: &reader, behind: gre)
    #expect(header.version == .two)
    #expect(header.vlan == 23)
    #expect(header.session == 100)
  }

  @Test("reads ERSPAN type III")
  func erspanIII() throws {
    let octets = TunnelHeaders.erspanIII
    var reader = OctetReader(octets.span, layer: .gre)
    let gre = try GREHeader(parsing: &reader)
    let header = try ERSPANHeader(parsing: &reader, behind: gre)
    #expect(header.version == .three)
    #expect(header.vlan == 20)
    #expect(header.etherType == .transparentEthernet)
    let rest = reader.remaining
    #expect(rest == 0)
  }

  @Test("takes ERSPAN without a sequence number for type I, which has no header")
  func erspanI() throws {
    let octets = hex("000088be 0010db88d2ef")
    var reader = OctetReader(octets.span, layer: .gre)
    let header = try ERSPANHeader(parsing: &reader, behind: try GREHeader(parsing: &reader))
    #expect(header.version == .one)
    let rest = reader.remaining
    #expect(rest == 6)
  }

  @Test("reads the version of PPTP with its payload length")
  func pptp() throws {
    let (header, rest) = try Self.read(TunnelHeaders.pptp, .gre) {
      (reader) throws(DecodeError) in try GREHeader(parsing: &reader)
    }
    #expect(header.version == 1)
    #expect(header.payloadLength == 18)
    #expect(header.sequenceNumber == 1)
    #expect(header.acknowledgmentNumber == .max)
    #expect(rest == 0)
  }

  @Test("reads VXLAN, GENEVE with and without options, GTP and PPPoE")
  func others() throws {
    let (vxlan, frame) = try Self.read(TunnelHeaders.vxlan, .vxlan) {
      (reader) throws(DecodeError) in try VXLANHeader(parsing: &reader)
    }
    #expect(vxlan.networkIdentifier == 4711)
    #expect(frame == 14)
    let (geneve, _) = try Self.read(TunnelHeaders.geneve, .geneve) {
      (reader) throws(DecodeError) in try GENEVEHeader(parsing: &reader)
    }
    #expect(geneve.optionsLength == 8)
    #expect(geneve.protocolType == .ipv4)
    let (plain, rest) = try Self.read(TunnelHeaders.genevePlain, .geneve) {
      (reader) throws(DecodeError) in try GENEVEHeader(parsing: &reader)
    }
    #expect(plain.networkIdentifier == 4242)
    #expect(rest == 0)
    let (gtp, _) = try Self.read(TunnelHeaders.gtp, .gtp) {
      (reader) throws(DecodeError) in try GTPHeader(parsing: &reader)
    }
    #expect(gtp.isUserPacket)
    #expect(gtp.tunnelIdentifier == 0x022B_E642)
    #expect(gtp.length == 380)
    let (pppoe, ppp) = try Self.read(TunnelHeaders.pppoe, .pppoe) {
      (reader) throws(DecodeError) in try PPPoEHeader(parsing: &reader)
    }
    #expect(pppoe.session == 0x069D)
    #expect(pppoe.length == 50)
    #expect(ppp == 2)
  }

  @Test("reads AYIYA with identity and signature, and the IPv6 it forwards")
  func ayiya() throws {
    let (header, rest) = try Self.read(TunnelHeaders.ayiya, .ayiya) {
      (reader) throws(DecodeError) in try AYIYAHeader(parsing: &reader)
    }
    #expect(header.isForwarding)
    #expect(header.nextHeader == .ipv6)
    #expect(rest == 0)
  }

  @Test("skips GTP extension headers up to their maximum and stops at one more")
  func gtpExtensions() throws {
    // TS 29.281 section 5.2: an extension of one word is length, 2 octets, next type.
    let word = hex("01 0000 85")
    for (count, isRead) in [(0, true), (15, true), (16, true), (17, false)] {
      var message = hex("34ff0000 00000001 0000 00") + [count == 0 ? 0 : 0x85]
      for index in 0..<count { message += word.dropLast() + [index + 1 < count ? 0x85 : 0] }
      let failed = failure(of: message, layer: .gtp) { (reader) throws(DecodeError) in
        let header = try GTPHeader(parsing: &reader)
        guard header.extensionCount == count else { throw reader.limit("wrong count") }
      }
      #expect((failed == nil) == isRead, "\(count): \(failed.map { "\($0)" } ?? "-")")
    }
  }

  @Test("reads Teredo's authentication and origin in front of an IPv6 packet")
  func teredo() throws {
    // RFC 4380 section 5.1.1: port and address are sent inverted. The server answers 70.55.215.234
    // port 3797, as tshark prints it for frame 7 of Zeek's Teredo.pcap.
    let headers = hex("0001 00 00 0102030405060708 00") + hex("0000 f12a b9c82815")
    let packet = PacketBuilder.ip(
      from: Host("fe80::1"), to: Host("fe80::2"), .noNextHeader, [])
    let (header, rest) = try Self.read(headers + packet, .teredo) {
      (reader) throws(DecodeError) in try TeredoHeader(parsing: &reader)
    }
    #expect(header.hasAuthentication)
    #expect(header.originPort == 3797)
    #expect(header.originAddress == 0x4637_D7EA)
    #expect(rest == 40)
  }

  @Test("reads L2TP data with length, numbers and padding")
  func l2tp() throws {
    // RFC 2661 section 3.1: L, S and O bits, version 2.
    let message = hex("4a02 0014 0001 0002 0003 0004 0002 ffff") + hex("0021")
    let (header, rest) = try Self.read(message, .l2tp) {
      (reader) throws(DecodeError) in try L2TPHeader(parsing: &reader)
    }
    #expect(header.length == 20)
    #expect(header.tunnel == 1)
    #expect(header.session == 2)
    #expect(!header.isControl)
    #expect(rest == 2)
  }

  @Test(
    "fails every shorter header at the place of the missing octets",
    arguments: [
      "erspanII", "erspanIII", "vxlan", "geneve", "gtp", "pppoe", "ayiya", "pptp", "l2tp",
    ])
  func prefixes(_ name: String) {
    let failures: [PrefixFailure] =
      switch name {
      case "erspanII", "erspanIII":
        prefixFailures(
          of: name == "erspanII" ? TunnelHeaders.erspanII : TunnelHeaders.erspanIII, layer: .gre,
          // The mirrored packet behind a type III header is not looked at for an Ethernet frame.
          decode: { (reader) throws(DecodeError) in
            let gre = try GREHeader(parsing: &reader)
            _ = try ERSPANHeader(parsing: &reader, behind: gre)
          })
      case "vxlan":
        prefixFailures(of: Array(TunnelHeaders.vxlan.prefix(8)), layer: .vxlan) {
          (reader) throws(DecodeError) in _ = try VXLANHeader(parsing: &reader)
        }
      case "geneve":
        prefixFailures(of: TunnelHeaders.geneve, layer: .geneve) {
          (reader) throws(DecodeError) in _ = try GENEVEHeader(parsing: &reader)
        }
      case "gtp":
        prefixFailures(of: hex("34ff0000 00000001 0000 0085 01000000"), layer: .gtp) {
          (reader) throws(DecodeError) in _ = try GTPHeader(parsing: &reader)
        }
      case "pppoe":
        prefixFailures(of: Array(TunnelHeaders.pppoe.prefix(6)), layer: .pppoe) {
          (reader) throws(DecodeError) in _ = try PPPoEHeader(parsing: &reader)
        }
      case "ayiya":
        prefixFailures(of: TunnelHeaders.ayiya, layer: .ayiya) {
          (reader) throws(DecodeError) in _ = try AYIYAHeader(parsing: &reader)
        }
      case "pptp":
        prefixFailures(of: TunnelHeaders.pptp, layer: .gre) {
          (reader) throws(DecodeError) in _ = try GREHeader(parsing: &reader)
        }
      default:
        prefixFailures(of: hex("4a02 0014 0001 0002 0003 0004 0002 ffff"), layer: .l2tp) {
          (reader) throws(DecodeError) in _ = try L2TPHeader(parsing: &reader)
        }
      }
    #expect(failures.isEmpty, "\(failures)")
  }

  @Test(
    "refuses what only uses the port of a tunnel",
    arguments: [
      ("vxlan", "00000000 00126700"), ("vxlan", "08000000 00126701"),
      ("vxlan", "08010000 00126700"), ("geneve", "40000800 00109200"),
      ("geneve", "00010800 00109200"), ("geneve", "00000800 00109201"),
      ("gtp", "20ff017c 022be642"), ("pppoe", "1200069d 0032"), ("pppoe", "1109069d 0032"),
      ("gre", "00020800"), ("gre", "40000800"), ("gre", "20010800 00000000"),
    ])
  func strict(_ name: String, _ octets: String) {
    let failed = failure(of: hex(octets), layer: .udp) { (reader) throws(DecodeError) in
      switch name {
      case "vxlan": _ = try VXLANHeader(parsing: &reader)
      case "geneve": _ = try GENEVEHeader(parsing: &reader)
      case "gtp": _ = try GTPHeader(parsing: &reader)
      case "pppoe": _ = try PPPoEHeader(parsing: &reader)
      default: _ = try GREHeader(parsing: &reader)
      }
    }
    #expect(failed?.kind == .malformed)
  }
}
