import TestKit
import Testing
import Wire

/// The vectors of RFC 9460 appendix D.
@Suite struct ServiceBindingTests {
  private func read(_ data: String) throws(DecodeError) -> String {
    let data = hex(data)
    let octets =
      hex("0001 8180 0000 0001 0000 0000 00 0040 0001 00000000") + [0, UInt8(data.count)] + data
    var reader = OctetReader(octets.span, layer: .dns)
    let message = try DNSMessage(parsing: &reader)
    var records = try message.records()
    guard let record = try records.next(), case .svcb(let binding) = try record.data() else {
      return "no SVCB record"
    }
    return describe(binding)
  }

  @Test(
    "reads the forms of the appendix",
    arguments: [
      ("0000 03666f6f 076578616d706c65 03636f6d 00", "0 foo.example.com"),
      ("0001 00", "1 ."),
      ("0010 03666f6f 076578616d706c65 03636f6d 00 0003 0002 0035", "16 foo.example.com port 53"),
      (
        "0001 03666f6f 076578616d706c65 03636f6d 00 029b 0005 68656c6c6f",
        "1 foo.example.com"
      ),
      (
        "0001 03666f6f 076578616d706c65 03636f6d 00 0006 0020 20010db8000000000000000000000001"
          + "20010db8000000000000000000530001",
        "1 foo.example.com 20010db8000000000000000000000001 20010db8000000000000000000530001"
      ),
      (
        "0010 03666f6f 076578616d706c65 036f7267 00 0000 0004 00010004 0001 0009 02 6832 05 "
          + "68332d3139 0004 0004 c0000201",
        "16 foo.example.org alpn \u{2}h2\u{5}h3-19 192.0.2.1"
      ),
    ])
  func vectors(data: String, expected: String) throws {
    #expect(try read(data) == expected)
  }

  @Test(
    "refuses values that break the rules of their key",
    arguments: [
      // Keys out of order or twice, a short port, half an address, no address, an empty protocol, a
      // list that is cut, a value past the record, a key without a length.
      "0001 00 0003 0002 0035 0001 0003 02 6832", "0001 00 0003 0002 0035 0003 0002 0035",
      "0001 00 0003 0001 35", "0001 00 0003 0003 003500", "0001 00 0004 0003 c00002",
      "0001 00 0004 0000", "0001 00 0006 0004 c0000201", "0001 00 0001 0001 00",
      "0001 00 0001 0002 02 68", "0001 00 0001 0000", "0001 00 0002 0001 00",
      "0001 00 0003 0004 0035", "0001 00 0003",
    ])
  func refusals(data: String) {
    #expect(decodeFailure { () throws(DecodeError) in _ = try read(data) } == .malformed)
  }

  @Test("refuses a compressed target")
  func compressed() {
    // The pointer leads to the root that is the record's name.
    #expect(decodeFailure { () throws(DecodeError) in _ = try read("0001 c00c") } == .malformed)
  }
}
