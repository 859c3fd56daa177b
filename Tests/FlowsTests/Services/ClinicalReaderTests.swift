import Flows
import Observations
import TestKit
import Testing
import Wire

/// HL7, LIS and DICOM dialogues by hand, from their specifications, over every chunking.
@Suite("Clinical readers") struct ClinicalReaderTests {
  typealias Line = PreludeTests.Line

  static func block(_ lines: [String]) -> [UInt8] {
    [0x0b] + Array((lines.joined(separator: "\r") + "\r").utf8) + [0x1c, 0x0d]
  }

  static let header = "MSH|^~\\&|LAB|A|LIS|B|20260101||ORU^R01|1|P|2.5.1"
  static let hl7Named: [Line] = [
    (.client, block([header, "PID|1||4711^^^LAB||EXAMPLE^ANNA", "OBX|1|NM|GLU||5.1"])),
    (.server, block([header, "MSA|AA|1"])),
  ]
  static let hl7Nobody: [Line] = [
    (.client, block([header, "PID|1||||", "OBX|1|TX|NOTE||PID|1||4711"])),
    (.server, block([header, "MSA|AR|1"])),
  ]

  static func frame(_ number: Int, _ text: String) -> [UInt8] {
    let body = Array("\(number)\(text)\r".utf8) + [0x03]
    let sum = body.reduce(UInt8(0)) { $0 &+ $1 }
    let digits = String(UInt16(sum) | 0x100, radix: 16, uppercase: true).utf8.dropFirst()
    return [0x02] + body + Array(digits) + [0x0d, 0x0a]
  }

  static let lis: [Line] = [
    (.client, [0x05]), (.server, [0x06]), (.client, frame(1, "H|\\^&|||ANALYSER")),
    (.server, [0x06]), (.client, frame(2, "P|1||4711||EXAMPLE^ANNA")), (.server, [0x06]),
    (.client, frame(3, "L|1|N")), (.server, [0x06]), (.client, [0x04]),
  ]

  /// An association of one context, a C-STORE whose data set lies in two values of two units, and
  /// its end; the command (PS3.7) is passed over.
  static func dicom(_ dataSet: [UInt8], accept: Bool = true) -> [Line] {
    func unit(_ type: UInt8, _ body: [UInt8]) -> [UInt8] {
      [type, 0] + octets(UInt32(body.count)) + body
    }
    func item(_ type: UInt8, _ body: [UInt8]) -> [UInt8] {
      [type, 0] + octets(UInt16(body.count)) + body
    }
    func value(_ control: UInt8, _ body: [UInt8]) -> [UInt8] {
      octets(UInt32(body.count + 2)) + [1, control] + body
    }
    let titles = [UInt8](repeating: 0x41, count: 32) + [UInt8](repeating: 0, count: 32)
    let name = item(0x10, Array("1.2.840.10008.3.1.1.1".utf8))
    let abstract = item(0x30, Array("1.2.840.10008.5.1.4.1.1.7".utf8))
    let syntax = item(0x40, Array("1.2.840.10008.1.2.1".utf8))
    let request = unit(
      1, hex("0001 0000") + titles + name + item(0x20, [1, 0, 0, 0] + abstract + syntax))
    guard accept else { return [(.client, request), (.server, unit(3, [0, 1, 1, 1]))] }
    let answer = unit(2, hex("0001 0000") + titles + name + item(0x21, [1, 0, 0, 0] + syntax))
    let half = dataSet.count / 2
    return [
      (.client, request), (.server, answer),
      (.client, unit(4, value(3, hex("0000 0000 0400 0000 0000 0000")))),
      (.client, unit(4, value(0, Array(dataSet[..<half])))),
      (.client, unit(4, value(2, Array(dataSet[half...])))),
      (.client, unit(5, [0, 0, 0, 0])), (.server, unit(6, [0, 0, 0, 0])),
    ]
  }

  static let named = hex(
    """
    0800 6000 4353 0200 4f54 1000 1000 504e 0c00 4558414d504c455e414e4e41
    1000 2000 4c4f 0400 34373131
    """)
  static let nobody = hex("0800 6000 4353 0200 4f54 1000 1000 504e 0000 1000 2000 4c4f 0000")

  private func exchange(
    _ lines: [Line], octetByOctet: Bool = false, onlyFrom: TCPConversation.Side? = nil
  ) -> ClinicalExchange? {
    let connection = PreludeTests.connection(
      lines, hellos: false, octetByOctet: octetByOctet, onlyFrom: onlyFrom)
    guard case .clinical(let exchange)? = connection?.application else { return nil }
    return exchange
  }

  @Test("reads acceptance and presence of a patient, whole and octet by octet")
  func readsAll() throws {
    let cases: [(Service, [Line], accepted: Bool, rejected: Bool, patient: Bool)] = [
      (.hl7, Self.hl7Named, true, false, true), (.hl7, Self.hl7Nobody, false, true, false),
      (.astm, Self.lis, true, false, true), (.dicom, Self.dicom(Self.named), true, false, true),
      (.dicom, Self.dicom(Self.nobody), true, false, false),
      (.dicom, Self.dicom(Self.named, accept: false), false, true, false),
    ]
    for (service, lines, accepted, rejected, patient) in cases {
      for octetByOctet in [false, true] {
        let found = try #require(
          exchange(lines, octetByOctet: octetByOctet), "\(service) \(octetByOctet)")
        #expect(found.service == service)
        #expect(found.isAccepted == accepted, "\(service) \(octetByOctet)")
        #expect(found.isRejected == rejected, "\(service) \(octetByOctet)")
        #expect(found.namesPatient == patient, "\(service) \(octetByOctet)")
      }
    }
  }

  @Test("without the other direction nothing is accepted, and the patient is seen all the same")
  func oneSided() throws {
    for lines in [Self.hl7Named, Self.dicom(Self.named)] {
      let found = try #require(exchange(lines, onlyFrom: .client))
      #expect(!found.isAccepted && !found.isRejected)
      #expect(found.namesPatient)
    }
  }

  @Test("a unit that is joined in the middle is known by its shape")
  func midstream() throws {
    let lines = Array(Self.dicom(Self.named).dropFirst(2))
    let found = try #require(exchange(lines))
    #expect(found.namesPatient)
    #expect(!found.isAccepted)
  }

  @Test(
    "first octets of other protocols are no clinical ones",
    arguments: [
      "0b 48 45 4c 4c 4f",  // a vertical tab and other text
      "01 00 00 00 00 10 ff ff ff ff ff ff",  // a small number of another binary protocol
      "02 00 00 00 00 20 00 02 00 00 00 00",
      "04 00 00 00 00 20 00 00 00 40 01 03",  // a value longer than its unit
      "04 00 00 00 00 20 00 00 00 10 02 03",  // an even context
      "05 01 00", "05 02 00 02",  // SOCKS 5 (RFC 1928 3)
      "02 31 4f 7c 5c 5e 26",  // a frame of another record
      "06", "15",
    ])
  func notClinical(start: String) {
    let lines: [Line] = [
      (.client, hex(start.split(separator: "/")[0].description)), (.server, hex("00 01 02 03")),
      (.client, [UInt8](repeating: 0x80, count: 64)),
    ]
    #expect(exchange(lines) == nil)
  }
}
