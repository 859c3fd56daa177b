import Delivery
import Foundation
import Testing

@Suite struct JSONWriterTests {
  private func written(_ body: (inout JSONWriter) -> Void) -> String {
    var writer = JSONWriter()
    body(&writer)
    return String(decoding: writer.octets, as: UTF8.self)
  }

  @Test("keeps the order of the calls and sets the commas")
  func order() {
    let text = written { writer in
      writer.object { writer in
        writer.member("b", 1)
        writer.member("a", true)
        writer.array("c") { writer in
          writer.value("x")
          writer.object { _ in }
          writer.array { _ in }
        }
        writer.member("d", ["y", "z"])
      }
    }
    #expect(text == #"{"b":1,"a":true,"c":["x",{},[]],"d":["y","z"]}"#)
  }

  @Test("leaves out a member without a value")
  func absent() {
    let text = written { writer in
      writer.object { writer in
        writer.member("a", ifPresent: nil)
        writer.member("b", ifPresent: "")
      }
    }
    #expect(text == #"{"b":""}"#)
  }

  @Test("starts a new document after the end of a line")
  func lines() {
    let text = written { writer in
      writer.object { $0.member("a", 1) }
      writer.endLine()
      writer.object { $0.member("a", 2) }
      writer.endLine()
    }
    #expect(text == "{\"a\":1}\n{\"a\":2}\n")
  }

  @Test("uses the short escapes of RFC 8259 section 7")
  func shortEscapes() {
    let text = written { $0.value("\"\\\u{8}\u{c}\n\r\t/") }
    #expect(text == #""\"\\\b\f\n\r\t/""#)
  }

  @Test("writes no control character as it is")
  func controls() {
    let controls = (0...0x9f).compactMap(Unicode.Scalar.init).filter { scalar in
      scalar.properties.generalCategory == .control
    }
    #expect(controls.count == 65)
    let text = written { writer in
      writer.value(String(String.UnicodeScalarView(controls)))
    }
    #expect(text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
  }

  @Test(
    "another reader gets back every string",
    arguments: [
      "", "plain", "日本語と中文", "🧬 e\u{301}", "\u{0}\u{1f}\u{7f}\u{85}", "\u{2028}\u{202e}\u{feff}",
      "\"quoted\" \\ back", "\u{10ffff}",
    ])
  func roundTrip(_ string: String) throws {
    var writer = JSONWriter()
    writer.array { $0.value(string) }
    let back = try JSONSerialization.jsonObject(with: Data(writer.octets)) as? [String]
    #expect(back?.first.map { Array($0.unicodeScalars) } == Array(string.unicodeScalars))
  }

  @Test("writes the greatest and the least number in full")
  func numbers() {
    #expect(written { $0.value(UInt64.max) } == "18446744073709551615")
    #expect(written { $0.value(Int64.min) } == "-9223372036854775808")
  }
}
