import TestKit
import Testing
import Wire

/// Names are read from questions, so that every rule is seen through a message.
@Suite struct DNSNameTests {
  /// The names of the questions in a message whose octets after the header are given.
  private func names(_ body: [UInt8], count: Int = 1) throws(DecodeError) -> [String] {
    let octets = hex("0001 0100") + [0, UInt8(count)] + hex("0000 0000 0000") + body
    var reader = OctetReader(octets.span, layer: .dns)
    let message = try DNSMessage(parsing: &reader)
    var questions = message.questions
    var texts: [String] = []
    while let question = try questions.next() { texts.append(question.name.text) }
    return texts
  }

  private let end = hex("0001 0001")

  @Test(
    "writes names in lower case and escapes what is not visible",
    arguments: [
      ("03 57 77 57 02 65 58 00", "www.ex"), ("00", "."), ("03 61 2e 62 00", "a\\.b"),
      ("03 61 5c 62 00", "a\\\\b"), ("02 20 ff 00", "\\032\\255"), ("01 00 00", "\\000"),
      ("05 5f6c646170 00", "_ldap"),
    ])
  func text(name: String, expected: String) throws {
    #expect(try names(hex(name) + end) == [expected])
  }

  @Test("follows the pointers of RFC 1035 section 4.1.4")
  func pointers() throws {
    // F.ISI.ARPA, FOO.F.ISI.ARPA, ARPA and the root; the first lies at octet 12.
    let body =
      hex("01 46 03 495349 04 41525041 00") + end + hex("03 464f4f c00c") + end
      + hex("c012") + end + hex("00") + end
    #expect(try names(body, count: 4) == ["f.isi.arpa", "foo.f.isi.arpa", "arpa", "."])
  }

  @Test(
    "refuses pointers that do not lead backwards",
    arguments: [
      // To itself, forwards, to the label before it that leads to it again, into the header.
      "c00c", "c010 01 61 00", "01 61 c00c", "c000", "c00b", "ffff",
    ])
  func loops(name: String) {
    #expect(
      decodeFailure { () throws(DecodeError) in _ = try names(hex(name) + end) } == .malformed)
  }

  @Test("refuses two names that point at each other")
  func mutual() {
    // The second name leads to the first, whose pointer leads forwards to the second.
    let body = hex("01 61 c012") + end + hex("c00c") + end
    #expect(decodeFailure { () throws(DecodeError) in _ = try names(body, count: 2) } == .malformed)
  }

  @Test("refuses labels of unknown kinds", arguments: ["40 61 00", "80 61 00", "bf 00"])
  func kinds(name: String) {
    #expect(
      decodeFailure { () throws(DecodeError) in _ = try names(hex(name) + end) } == .malformed)
  }

  private func label(_ length: Int) -> [UInt8] {
    [UInt8(length)] + [UInt8](repeating: 0x61, count: length)
  }

  @Test("accepts 255 octets and refuses one more")
  func longest() throws {
    let three = label(63) + label(63) + label(63)
    #expect(try names(three + label(61) + [0] + end).first?.utf8.count == 253)
    #expect(
      decodeFailure { () throws(DecodeError) in _ = try names(three + label(62) + [0] + end) }
        == .malformed)
    // The same over a pointer.
    let first = three + [0] + end
    #expect(
      decodeFailure { () throws(DecodeError) in
        _ = try names(first + label(61) + hex("c00c") + end, count: 2)
      } == nil)
    #expect(
      decodeFailure { () throws(DecodeError) in
        _ = try names(first + label(62) + hex("c00c") + end, count: 2)
      } == .malformed)
  }

  @Test("follows 126 pointers and no more")
  func jumps() {
    for (pointers, expected) in [(126, nil), (127, .limit)] as [(Int, DecodeError.Kind?)] {
      // A root, then pointers each to the one before, each the name of a question.
      var body = hex("00") + end
      var last = 12
      for _ in 0..<pointers {
        let here = 12 + body.count
        body += [0xC0 | UInt8(last >> 8), UInt8(last & 0xFF)] + end
        last = here
      }
      #expect(
        decodeFailure { () throws(DecodeError) in _ = try names(body, count: pointers + 1) }
          == expected)
    }
  }

  @Test("compares names without regard to case or compression")
  func equality() throws {
    let octets =
      hex("0001 0100 0003 0000 0000 0000") + hex("01 41 01 62 00") + end
      + hex("01 61 c00e") + end + hex("01 61 01 63 00") + end
    var reader = OctetReader(octets.span, layer: .dns)
    let message = try DNSMessage(parsing: &reader)
    var questions = message.questions
    guard let first = try questions.next(), let second = try questions.next(),
      let third = try questions.next()
    else {
      Issue.record("fewer than three questions")
      return
    }
    let same = first.name.isEqual(to: second.name)
    let other = first.name.isEqual(to: third.name)
    #expect(same)
    #expect(!other)
  }

  @Test(
    "writes a dotted host name like the name of the same host",
    arguments: [
      ("Portal.Example.COM", "portal.example.com"), ("a.b.", "a.b"), (".", "."), ("a b", "a\\032b"),
      ("\u{1}", "\\001"), ("a\\b", "a\\\\b"),
    ])
  func hostText(name: String, expected: String) {
    #expect(HostText.text(of: Array(name.utf8).span) == expected)
  }
}
