import TestKit
import Testing
import Wire

/// Segments by HL7 2.5.1 chapter 2.5, frames by CLSI LIS01-A2 section 6.3; written by hand.
@Suite("HL7 and LIS") struct LaboratoryTests {
  private func hasValue(_ line: String, _ field: Int) throws -> Bool {
    let octets = Array(line.utf8)
    var reader = OctetReader(octets.span, layer: .hl7)
    return try HL7Segment(parsing: &reader).hasValue(field)
  }

  @Test("tells a filled field from an empty, a deleted and a missing one")
  func fields() throws {
    let line = "PID|1||4711^^^LAB||EXAMPLE^ANNA||19700101"
    #expect(try hasValue(line, 3))
    #expect(try hasValue(line, 5))
    #expect(try !hasValue(line, 2))
    #expect(try !hasValue(line, 9))
    #expect(try !hasValue("PID|1||\"\"||^^", 3))
    #expect(try !hasValue("PID|1||\"\"||^^", 5))
  }

  @Test("parts fields by the message's own separator")
  func separator() throws {
    let octets = Array("PID#1##4711".utf8)
    var reader = OctetReader(octets.span, layer: .hl7)
    let segment = try HL7Segment(parsing: &reader)
    let (name, separator, hasValue) = (segment.name, segment.separator, segment.hasValue(3))
    #expect(name == HL7Segment.patient)
    #expect(separator == UInt8(ascii: "#"))
    #expect(hasValue)
  }

  @Test("fails every line that is shorter than a name and a separator")
  func shortLines() {
    let failures = prefixFailures(of: Array("MSH|".utf8), layer: .hl7) {
      (reader) throws(DecodeError) in _ = try HL7Segment(parsing: &reader)
    }
    #expect(failures.isEmpty)
  }

  /// `1H|\^&|||`, ETX, and the sum of all octets behind STX up to ETX.
  static let frame: [UInt8] = {
    let text = Array("1H|\\^&|||\r".utf8) + [0x03]
    let sum = text.reduce(UInt8(0)) { $0 &+ $1 }
    let digits = Array(String(UInt16(sum) | 0x100, radix: 16, uppercase: true).utf8.dropFirst())
    return [0x02] + text + digits + [0x0d, 0x0a]
  }()

  @Test("reads number, text, ending and checksum of a frame")
  func readsFrame() throws {
    var reader = OctetReader(Self.frame.span, layer: .lis)
    let frame = try LISFrame(parsing: &reader)
    let (number, count) = (frame.number, frame.text.count)
    let (goesOn, isRight, isAtEnd) = (frame.goesOn, frame.isChecksumRight, reader.isAtEnd)
    #expect(number == UInt8(ascii: "1"))
    #expect(count == 9)
    #expect(!goesOn && isRight && isAtEnd)
    var damaged = Self.frame
    damaged[4] ^= 1
    var other = OctetReader(damaged.span, layer: .lis)
    let isDamagedRight = try LISFrame(parsing: &other).isChecksumRight
    #expect(!isDamagedRight)
  }

  @Test("fails every shorter frame at the place of the missing octets")
  func failsEveryPrefix() {
    let failures = prefixFailures(of: Self.frame, layer: .lis) { (reader) throws(DecodeError) in
      _ = try LISFrame(parsing: &reader)
    }
    #expect(failures.isEmpty, "\(failures)")
  }

  @Test("refuses text beyond 64,000 octets", arguments: [(64_000, false), (64_001, true)])
  func longText(count: Int, isLimit: Bool) {
    let octets =
      [0x02, 0x31] + [UInt8](repeating: 0x41, count: count) + hex("03 30 30 0d 0a")
    let error = failure(of: octets, layer: .lis) { (reader) throws(DecodeError) in
      _ = try LISFrame(parsing: &reader)
    }
    #expect((error?.kind == .limit) == isLimit)
  }
}
