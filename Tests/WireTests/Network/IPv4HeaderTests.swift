import TestKit
import Testing
import Wire

@Suite("IPv4Header")
struct IPv4HeaderTests {
  /// Suricata-verify smb2-ntlmssp-negotiateflags/input.pcap, frame 32, from its IPv4 header on.
  ///
  /// A router alert option, then IGMP; field values in the tests are tshark's.
  static let withOptions = hex(
    "46000028736a000001024921c0a8c785e000001694040000 2200f9020000000104000000e00000fb")
  /// Arkime tests/pcap/twovlan.pcap, frame 1, its IPv4 header.
  static let plain = hex("4500003c13e440004006ef4c0a0000010a000002")

  @Test("reads the fields of a header with options")
  func readsOptions() throws {
    var reader = OctetReader(Self.withOptions.span, layer: .ipv4)
    let header = try IPv4Header(parsing: &reader)
    #expect(header.headerLength == 24)
    #expect(header.totalLength == 40)
    #expect(header.identification == 0x736A)
    #expect(header.timeToLive == 1)
    #expect(header.protocolNumber == .igmp)
    #expect(header.headerChecksum == 0x4921)
    #expect(header.source == 0xC0A8_C785)
    #expect(header.destination == 0xE000_0016)
    #expect(!header.isFragment)
    let payload = try header.payload(of: &reader, layer: .ipv4)
    #expect(payload.remaining == 16)
    #expect(payload.offset == 24)
  }

  @Test("reads the fields of a plain header")
  func readsPlain() throws {
    var reader = OctetReader(Self.plain.span, layer: .ipv4)
    let header = try IPv4Header(parsing: &reader)
    #expect(header.headerLength == 20)
    #expect(header.identification == 0x13E4)
    #expect(header.mayNotFragment)
    #expect(header.timeToLive == 64)
    #expect(header.protocolNumber == .tcp)
    #expect(header.source == 0x0A00_0001)
    #expect(header.destination == 0x0A00_0002)
    #expect(reader.position == 20)
  }

  @Test("fails every shorter header at the place of the missing octets")
  func failsEveryPrefix() {
    let failures = prefixFailures(of: Array(Self.withOptions[..<24]), layer: .ipv4) {
      (reader) throws(DecodeError) in
      _ = try IPv4Header(parsing: &reader)
    }
    #expect(failures.isEmpty, "\(failures)")
  }

  @Test("ignores the padding behind the total length")
  func ignoresPadding() throws {
    let packet = hex("4500001600000000401100000a0000010a000002 aabb 0000000000")
    var reader = OctetReader(packet.span, layer: .ipv4)
    let header = try IPv4Header(parsing: &reader)
    let payload = try header.payload(of: &reader, layer: .udp)
    #expect(payload.remaining == 2)
    #expect(payload.boundary == .length)
  }

  @Test("lends what was captured of a packet that a snap length cut, and calls the rest truncated")
  func clipsToCapture() throws {
    let packet = hex("4500006400000000401100000a0000010a000002 aabbcc")
    var reader = OctetReader(packet.span, layer: .ipv4)
    let header = try IPv4Header(parsing: &reader)
    var payload = try header.payload(of: &reader, layer: .udp)
    #expect(payload.remaining == 3)
    let error = #expect(throws: DecodeError.self) { try payload.skip(4) }
    #expect(error?.kind == .truncated)
  }

  @Test("takes a total length of 0 as the rest of the frame")
  func readsSegmentationOffload() throws {
    let packet = hex("4500000000000000400600000a0000010a000002 aabbccdd")
    var reader = OctetReader(packet.span, layer: .ipv4)
    let header = try IPv4Header(parsing: &reader)
    #expect(try header.payload(of: &reader, layer: .tcp).remaining == 4)
  }

  @Test(
    "rejects a version that is not 4, a header length below five words, and a total length below it",
    arguments: [
      ("55000014", 0), ("44000014", 0), ("45000013", 2), ("46000017", 2),
    ])
  func rejectsContradictions(start: String, offset: Int) {
    let packet = hex(start) + [UInt8](repeating: 0, count: 20)
    let error = failure(of: packet, layer: .ipv4) { (reader) throws(DecodeError) in
      _ = try IPv4Header(parsing: &reader)
    }
    #expect(error?.kind == .malformed)
    #expect(error?.offset == offset)
  }

  @Test("accepts a total length of the header alone")
  func acceptsEmptyPayload() throws {
    let packet = hex("4500001400000000400600000a0000010a000002 0000")
    var reader = OctetReader(packet.span, layer: .ipv4)
    let header = try IPv4Header(parsing: &reader)
    #expect(try header.payload(of: &reader, layer: .tcp).remaining == 0)
  }

  @Test(
    "tells first, middle and last fragments",
    arguments: [
      (UInt16(0x2000), 0, true, true), (0x20B9, 1480, true, true), (0x00B9, 1480, false, true),
      (0x4000, 0, false, false), (0x1FFF, 65_528, false, true),
    ])
  func readsFragments(field: UInt16, offset: Int, more: Bool, isFragment: Bool) throws {
    let packet = hex("450000140000") + octets(field) + hex("400600000a0000010a000002")
    var reader = OctetReader(packet.span, layer: .ipv4)
    let header = try IPv4Header(parsing: &reader)
    #expect(header.fragmentOffset == offset)
    #expect(header.hasMoreFragments == more)
    #expect(header.isFragment == isFragment)
  }

  @Test("keeps a protocol that it does not know as a number")
  func keepsUnknownProtocol() throws {
    let packet = hex("450000140000000040fd00000a0000010a000002")
    var reader = OctetReader(packet.span, layer: .ipv4)
    #expect(try IPv4Header(parsing: &reader).protocolNumber.description == "IP protocol 253")
  }
}
