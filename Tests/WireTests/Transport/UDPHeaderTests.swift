import TestKit
import Testing
import Wire

@Suite("UDPHeader")
struct UDPHeaderTests {
  /// tcpdump tests/quic_retry.pcap, frame 1, UDP on, cut; values are tshark's.
  static let datagram = hex("f56501bb04b804cb ce00000001")

  @Test("reads the fields and lends what was captured of the data")
  func readsFields() throws {
    var reader = OctetReader(Self.datagram.span, layer: .udp)
    let header = try UDPHeader(parsing: &reader)
    #expect(header.sourcePort == 62821)
    #expect(header.destinationPort == 443)
    #expect(header.length == 1208)
    #expect(header.checksum == 0x04CB)
    let payload = try header.payload(of: &reader)
    #expect(payload.remaining == 5)
    #expect(payload.boundary == .capture)
  }

  @Test("fails every shorter header at the place of the missing octets")
  func failsEveryPrefix() {
    let failures = prefixFailures(of: Array(Self.datagram[..<8]), layer: .udp) {
      (reader) throws(DecodeError) in
      _ = try UDPHeader(parsing: &reader)
    }
    #expect(failures.isEmpty, "\(failures)")
  }

  @Test(
    "rejects a length below the header's, and takes 0 as the rest",
    arguments: [(UInt16(0), 4), (1, nil), (7, nil), (8, 0), (9, 1), (12, 4)])
  func readsLength(length: UInt16, data: Int?) {
    let datagram = hex("00010002") + octets(length) + hex("0000 aabbccdd")
    var count: Int?
    let error = failure(of: datagram, layer: .udp, boundary: .length) {
      (reader) throws(DecodeError) in
      let header = try UDPHeader(parsing: &reader)
      count = try header.payload(of: &reader).remaining
    }
    #expect(count == data)
    #expect(error?.kind == (data == nil ? .malformed : nil))
    #expect(error?.offset == (data == nil ? 4 : nil))
  }

  @Test("calls a length that reaches past the IP packet malformed")
  func boundsByLength() {
    let error = failure(of: hex("00010002 000d 0000 aabbccdd"), layer: .udp, boundary: .length) {
      (reader) throws(DecodeError) in
      let header = try UDPHeader(parsing: &reader)
      _ = try header.payload(of: &reader)
    }
    #expect(error?.kind == .malformed)
    #expect(error?.offset == 8)
  }
}
