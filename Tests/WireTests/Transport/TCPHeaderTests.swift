import TestKit
import Testing
import Wire

@Suite("TCPHeader and TCPOptions")
struct TCPHeaderTests {
  /// Arkime tests/pcap/twovlan.pcap, frame 1, TCP on; values are tshark's.
  static let syn = hex(
    "d4960050c127fde700000000a002721037ba0000 020405b40402080a3f02ee030000000001030307")

  @Test("reads the fields of a SYN and leaves the reader at the data")
  func readsFields() throws {
    var reader = OctetReader(Self.syn.span, layer: .tcp)
    let header = try TCPHeader(parsing: &reader)
    #expect(header.sourcePort == 54422)
    #expect(header.destinationPort == 80)
    #expect(header.sequenceNumber == 3_240_623_591)
    #expect(header.acknowledgmentNumber == 0)
    #expect(header.headerLength == 40)
    #expect(header.flags == .syn)
    #expect(header.window == 29200)
    #expect(header.checksum == 0x37BA)
    #expect(header.urgentPointer == 0)
    #expect(reader.remaining == 0)
  }

  @Test("reads the options of a SYN")
  func readsOptions() throws {
    var reader = OctetReader(Self.syn.span, layer: .tcp)
    let segment = reader
    let options = try TCPHeader(parsing: &reader).options(in: segment)
    #expect(options.maximumSegmentSize == 1460)
    #expect(options.isSACKPermitted)
    #expect(options.timestamps?.value == 1_057_156_611)
    #expect(options.timestamps?.echoReply == 0)
    #expect(options.windowScale == 7)
    #expect(options.unknownCount == 0)
  }

  @Test("fails every shorter header at the place of the missing octets")
  func failsEveryPrefix() {
    let failures = prefixFailures(of: Self.syn, layer: .tcp) { (reader) throws(DecodeError) in
      _ = try TCPHeader(parsing: &reader)
    }
    #expect(failures.isEmpty, "\(failures)")
  }

  @Test(
    "rejects a data offset below five words",
    arguments: [(UInt8(0), false), (4, false), (5, true), (15, true)])
  func rejectsShortOffset(words: UInt8, accepted: Bool) {
    var segment = Self.syn + [UInt8](repeating: 0, count: 40)
    segment[12] = words << 4
    let error = failure(of: segment, layer: .tcp) { (reader) throws(DecodeError) in
      _ = try TCPHeader(parsing: &reader)
    }
    #expect(error?.kind == (accepted ? nil : .malformed))
    #expect(error?.offset == (accepted ? nil : 12))
  }

  @Test("calls options that outgrow the IP packet malformed")
  func boundsByLength() {
    let error = failure(of: Array(Self.syn[..<30]), layer: .tcp, boundary: .length) {
      (reader) throws(DecodeError) in
      _ = try TCPHeader(parsing: &reader)
    }
    #expect(error?.kind == .malformed)
    #expect(error?.offset == 20)
  }

  @Test("reads every control bit, RFC 9293 section 3.1")
  func readsFlags() throws {
    let names: [(UInt16, TCPFlags)] = [
      (0x001, .fin), (0x002, .syn), (0x004, .rst), (0x008, .psh), (0x010, .ack), (0x020, .urg),
      (0x040, .ece), (0x080, .cwr), (0x100, .ae),
    ]
    for (bit, flag) in names {
      var segment = Array(Self.syn[..<20])
      segment[12] = 0x50 | UInt8(bit >> 8)
      segment[13] = UInt8(bit & 0xFF)
      var reader = OctetReader(segment.span, layer: .tcp)
      #expect(try TCPHeader(parsing: &reader).flags == flag)
    }
    #expect(TCPFlags([.syn, .ack]).description == "SA")
    #expect(TCPFlags([]).description == "-")
  }

  @Test(
    "rejects an option whose length is below 2 or reaches past the header",
    arguments: [("0200", 1), ("0201", 1), ("020405", 2), ("01010b0a00", 4)])
  func rejectsOptionLengths(text: String, offset: Int) {
    let error = failure(of: hex(text), layer: .tcp, boundary: .length) {
      (reader) throws(DecodeError) in
      _ = try TCPOptions(parsing: &reader)
    }
    #expect(error?.kind == .malformed)
    #expect(error?.offset == offset)
  }

  @Test("counts options that it does not know, and known ones of a wrong length")
  func countsUnknownOptions() throws {
    // Experimental option 253, TCP Fast Open (34) empty, a window scale of 4 octets.
    let octets = hex("fd040102 2202 03040707 00 ffff")
    var reader = OctetReader(octets.span, layer: .tcp)
    let options = try TCPOptions(parsing: &reader)
    #expect(options.unknownCount == 3)
    #expect(options.windowScale == nil)
  }

  @Test("reads forty one-octet options and refuses a forty-first")
  func limitsOptions() {
    for (count, kind) in [(39, nil), (40, nil), (41, DecodeError.Kind.limit)] {
      let error = failure(of: [UInt8](repeating: 1, count: count), layer: .tcp) {
        (reader) throws(DecodeError) in
        _ = try TCPOptions(parsing: &reader)
      }
      #expect(error?.kind == kind)
    }
  }
}
