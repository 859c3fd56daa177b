import TestKit
import Testing
import Wire

@Suite("LinkHeader")
struct LinkHeaderTests {
  struct Sample: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var octets: [UInt8]
    var linkType: LinkType
    var length: Int
    var source: UInt64
    var vlans: [UInt16]
    var etherType: EtherType
  }

  static let samples = [
    Sample(
      testDescription: "802.1ad and 802.1Q", octets: LinkFrames.serviceVLAN, linkType: .ethernet,
      length: 22, source: 0x88D9_8F5F_C548, vlans: [1525, 30], etherType: .ipv4),
    Sample(
      testDescription: "two 802.1Q tags", octets: LinkFrames.twoVLANs, linkType: .ethernet,
      length: 22, source: 0x000C_29C1_2D24, vlans: [201, 200], etherType: .ipv4),
    Sample(
      testDescription: "802.3 with 802.2", octets: LinkFrames.spanningTree, linkType: .ethernet,
      length: 17, source: 0x001C_B1C7_F615, vlans: [], etherType: .unknown),
    Sample(
      testDescription: "Linux cooked v2", octets: LinkFrames.cooked2, linkType: .linuxSLL2,
      length: 20, source: 0, vlans: [], etherType: .ipv4),
    Sample(
      testDescription: "Linux cooked v1", octets: LinkFrames.cooked, linkType: .linuxSLL,
      length: 16, source: 0x0030_2BD9_384C, vlans: [], etherType: .ipv4),
    Sample(
      testDescription: "loopback with IPv4", octets: LinkFrames.null, linkType: .null,
      length: 4, source: 0, vlans: [], etherType: .ipv4),
    Sample(
      testDescription: "loopback with IPv6", octets: LinkFrames.null6, linkType: .null,
      length: 4, source: 0, vlans: [], etherType: .ipv6),
    Sample(
      testDescription: "NFLOG", octets: LinkFrames.nflog, linkType: .nflog,
      length: 48, source: 0, vlans: [], etherType: .ipv4),
    Sample(
      testDescription: "802.11 with radiotap, to the access point", octets: LinkFrames.radiotap,
      linkType: .ieee80211Radiotap,
      length: 82, source: 0x7831_C1C6_3FC2, vlans: [], etherType: .arp),
    Sample(
      testDescription: "802.11 from the access point", octets: LinkFrames.wireless,
      linkType: .ieee80211,
      length: 34, source: 0xF8ED_A5C0_A4F1, vlans: [], etherType: .arp),
    Sample(
      testDescription: "PPP", octets: LinkFrames.ppp, linkType: .ppp,
      length: 2, source: 0, vlans: [], etherType: .ipv4),
    Sample(
      testDescription: "PPP in HDLC framing", octets: [0xFF, 0x03] + LinkFrames.ppp,
      linkType: .pppHDLC, length: 4, source: 0, vlans: [], etherType: .ipv4),
    Sample(
      testDescription: "raw IPv4", octets: Array(LinkFrames.null[4...]), linkType: .raw,
      length: 0, source: 0, vlans: [], etherType: .ipv4),
    Sample(
      testDescription: "raw IPv6", octets: Array(LinkFrames.null6[4...]), linkType: .ipv6,
      length: 0, source: 0, vlans: [], etherType: .ipv6),
  ]

  @Test("takes a frame of every decoded link type to its network layer", arguments: samples)
  func reachesNetworkLayer(sample: Sample) throws {
    var reader = OctetReader(sample.octets.span, layer: sample.linkType.layer)
    let header = try LinkHeader(parsing: &reader, linkType: sample.linkType)
    #expect(reader.position == sample.length)
    #expect(header.source == sample.source)
    #expect(header.vlans.identifiers == sample.vlans)
    #expect(header.etherType == sample.etherType)
    #expect(sample.linkType.isDecoded)
  }

  @Test("fails every shorter header at the place of the missing octets", arguments: samples)
  func failsEveryPrefix(sample: Sample) {
    // Raw IP has no header of its own; its version nibble is one octet.
    let header = Array(sample.octets.prefix(max(1, sample.length)))
    let failures = prefixFailures(of: header, layer: sample.linkType.layer) {
      (reader) throws(DecodeError) in
      _ = try LinkHeader(parsing: &reader, linkType: sample.linkType)
    }
    #expect(failures.isEmpty, "\(failures)")
  }

  @Test(
    "reads as many VLAN tags as its maximum and one less, and stops at one more",
    arguments: [(3, true), (4, true), (5, false)])
  func limitsVLANTags(count: Int, accepted: Bool) {
    let vlans = (1...count).map { UInt16($0) }
    let frame = PacketBuilder.ethernet(from: 1, to: 2, type: .ipv6, vlans: vlans, [0x60])
    var seen: [UInt16] = []
    let error = failure(of: frame, layer: .ethernet) { (reader) throws(DecodeError) in
      seen = try LinkHeader(parsing: &reader, linkType: .ethernet).vlans.identifiers
    }
    if accepted {
      #expect(error == nil)
      #expect(seen == vlans)
    } else {
      #expect(error?.kind == .limit)
      #expect(error?.layer == .vlan)
      #expect(error?.offset == 14 + 4 * 4)
    }
  }

  @Test("reads the old service tag number like the others")
  func readsOldServiceTag() throws {
    let frame = hex("0200000000010200000000029100 0007 8100 0008 86dd")
    var reader = OctetReader(frame.span, layer: .ethernet)
    let header = try LinkHeader(parsing: &reader, linkType: .ethernet)
    #expect(header.vlans.identifiers == [7, 8])
    #expect(header.etherType == .ipv6)
  }

  @Test("finds the EtherType behind SNAP, RFC 1042 section 3", arguments: ["000000", "0000f8"])
  func readsSNAP(organization: String) throws {
    let frame = hex("020000000001 020000000002 0024 aaaa03 \(organization) 0800 45")
    var reader = OctetReader(frame.span, layer: .ethernet)
    let header = try LinkHeader(parsing: &reader, linkType: .ethernet)
    #expect(header.etherType == .ipv4)
    #expect(reader.position == 22)
  }

  @Test("leaves SNAP of another organisation without an EtherType")
  func keepsForeignSNAP() throws {
    // Cisco's organisation with CDP's number.
    let frame = hex("01000ccccccc 020000000002 0024 aaaa03 00000c 2000 02")
    var reader = OctetReader(frame.span, layer: .ethernet)
    #expect(try LinkHeader(parsing: &reader, linkType: .ethernet).etherType == .unknown)
  }

  @Test("keeps an EtherType that it does not know as a number")
  func keepsUnknownEtherType() throws {
    let frame = hex("020000000001 020000000002 88b5 00")
    var reader = OctetReader(frame.span, layer: .ethernet)
    let type = try LinkHeader(parsing: &reader, linkType: .ethernet).etherType
    #expect(type == EtherType(rawValue: 0x88B5))
    #expect(type.description == "0x88b5")
  }

  @Test(
    "tells lengths from types at 1500 and 1501, IEEE 802.3 section 3.2.6",
    arguments: [(UInt16(1500), true), (1501, false), (1536, false)])
  func tellsLengthFromType(value: UInt16, isLength: Bool) throws {
    let frame = hex("020000000001 020000000002") + octets(value)
    var reader = OctetReader(frame.span, layer: .ethernet)
    #expect(try EthernetHeader(parsing: &reader).isLLC == isLength)
  }

  @Test(
    "reads the address family of every BSD in both byte orders",
    arguments: [(UInt32(2), EtherType.ipv4), (24, .ipv6), (28, .ipv6), (30, .ipv6), (10, .ipv6)])
  func readsLoopbackFamilies(family: UInt32, type: EtherType) throws {
    for frame in [octets(family), octets(family.byteSwapped)] {
      var reader = OctetReader(frame.span, layer: .loopback)
      #expect(try LinkHeader(parsing: &reader, linkType: .loop).etherType == type)
    }
  }

  @Test("keeps an address family that is not IP as unknown")
  func keepsUnknownFamily() throws {
    let frame = hex("07000000")
    var reader = OctetReader(frame.span, layer: .loopback)
    #expect(try LinkHeader(parsing: &reader, linkType: .null).etherType == .unknown)
  }

  @Test("refuses raw IP of version 5")
  func refusesRawVersion() {
    let error = failure(of: [0x50], layer: .ipv4) { (reader) throws(DecodeError) in
      _ = try LinkHeader(parsing: &reader, linkType: .raw)
    }
    #expect(error?.kind == .malformed)
  }

  @Test("reads nothing of a link type without a decoder, and names it")
  func passesUnknownLinkType() throws {
    let frame: [UInt8] = [1, 2, 3]
    let type = LinkType(rawValue: 147)
    var reader = OctetReader(frame.span, layer: type.layer)
    #expect(try LinkHeader(parsing: &reader, linkType: type).etherType == .unknown)
    #expect(reader.position == 0)
    #expect(!type.isDecoded)
    #expect(type.description == "link type 147")
  }

  @Test("reads all fields of both cooked headers")
  func readsCookedFields() throws {
    let firstFrame = LinkFrames.cooked
    var reader = OctetReader(firstFrame.span, layer: .linuxCooked)
    let first = try LinuxCookedHeader(parsing: &reader)
    #expect(first.packetType == .outgoing)
    #expect(first.hardwareType == 1)
    #expect(first.addressLength == 6)
    let secondFrame = LinkFrames.cooked2
    var second = OctetReader(secondFrame.span, layer: .linuxCooked)
    let header = try LinuxCooked2Header(parsing: &second)
    #expect(header.interfaceIndex == 1)
    #expect(header.hardwareType == 772)
    #expect(header.packetType == .host)
    #expect(header.protocolType == .ipv4)
  }

  @Test("refuses an NFLOG item shorter than its own header, and more items than its maximum")
  func boundsNFLOG() {
    let short = failure(of: hex("02000000 0300 0100"), layer: .nflog) {
      (reader) throws(DecodeError) in
      _ = try NFLOGHeader(parsing: &reader)
    }
    #expect(short?.kind == .malformed)
    #expect(short?.offset == 4)
    for (count, kind) in [(31, nil), (32, DecodeError.Kind.limit)] {
      let items = Array(repeating: hex("0400 0100"), count: count).flatMap(\.self)
      let record = hex("02000000") + items + hex("0400 0900")
      let error = failure(of: record, layer: .nflog) { (reader) throws(DecodeError) in
        _ = try NFLOGHeader(parsing: &reader)
      }
      #expect(error?.kind == kind)
    }
  }

  @Test("reads NFLOG items of a big-endian machine")
  func readsBigEndianNFLOG() throws {
    let record = hex("0a000000 0008 000a 00000001 0004 0009 60")
    var reader = OctetReader(record.span, layer: .nflog)
    #expect(try NFLOGHeader(parsing: &reader).etherType == .ipv6)
    #expect(reader.position == 16)
  }

  @Test(
    "takes no protocol from wireless frames that carry none in clear",
    arguments: [
      // Beacon, acknowledgement, null data, QoS null, protected, later fragment, A-MSDU.
      (0x80, 0x00, 0x00, 0x00), (0xD4, 0x00, 0x00, 0x00), (0x48, 0x01, 0x00, 0x00),
      (0xC8, 0x01, 0x00, 0x00), (0x88, 0x41, 0x00, 0x00), (0x88, 0x01, 0x01, 0x00),
      (0x88, 0x01, 0x00, 0x80),
    ] as [(UInt8, UInt8, UInt8, UInt8)])
  func wirelessWithoutData(control: UInt8, flags: UInt8, fragment: UInt8, quality: UInt8) throws {
    var frame = LinkFrames.wireless
    frame[0] = control
    frame[1] = flags
    frame[22] = fragment
    frame[24] = quality
    var reader = OctetReader(frame.span, layer: .wireless)
    let header = try LinkHeader(parsing: &reader, linkType: .ieee80211)
    #expect(header.etherType == .unknown)
  }

  @Test("reads a wireless frame between two access points, and its fourth address")
  func fourAddresses() throws {
    var frame = LinkFrames.wireless
    frame[1] = 0x03
    frame.insert(contentsOf: hex("020000000001"), at: 24)
    var reader = OctetReader(frame.span, layer: .wireless)
    let header = try LinkHeader(parsing: &reader, linkType: .ieee80211)
    #expect(header.source == 0x0200_0000_0001)
    #expect(header.destination == 0xF8ED_A5C0_A4F1)
    #expect(header.etherType == .arp)
  }

  @Test("refuses another version of radiotap or 802.11, and a length below its fixed part")
  func refusesWireless() {
    for octets in [
      hex("01000800 00000000"), hex("00000700 00000000"), hex("00000800 00000000 8901"),
    ] {
      let error = failure(of: octets, layer: .wireless) { (reader) throws(DecodeError) in
        _ = try LinkHeader(parsing: &reader, linkType: .ieee80211Radiotap)
      }
      #expect(error?.kind == .malformed)
    }
  }
}
