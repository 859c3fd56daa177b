import TestKit
import Testing
import Wire

/// Elements by hand, from PS3.5 section 7.1; the upper layer from PS3.8 section 9.3.
@Suite("DICOM") struct DICOMTests {
  /// Modality, a sequence of one item of undefined length, Patient's Name and Patient ID.
  static let explicit = hex(
    """
    0800 6000 4353 0200 4f54
    0800 4011 5351 0000 ffffffff feff00e0 ffffffff
    0800 5011 5549 0400 312e3200 feff0de0 00000000 feffdde0 00000000
    1000 1000 504e 0c00 4558414d504c455e414e4e41
    1000 2000 4c4f 0400 34373131
    2000 0d00 5549 0400 312e3200
    """)
  static let implicit = hex(
    """
    0800 6000 02000000 4f54
    1000 1000 0c000000 4558414d504c455e414e4e41
    1000 2000 04000000 34373131
    """)
  static let explicitBigEndian = hex(
    "0008 0060 4353 0002 4f54 0010 0010 504e 0004 414e4e41 0010 0020 4c4f 0002 3437")

  private func scan(
    _ octets: [UInt8], _ encoding: DICOMEncoding?, pieces size: Int = .max
  ) -> DICOMElementScanner {
    var scanner = encoding.map { DICOMElementScanner($0) } ?? DICOMElementScanner()
    var start = 0
    while start < octets.count {
      let end = size < octets.count - start ? start + size : octets.count
      scanner.scan(octets.span.extracting(start..<end))
      start = end
    }
    return scanner
  }

  @Test("finds both fields of a patient in every encoding, in pieces of every size")
  func findsPatient() {
    let cases: [([UInt8], DICOMEncoding?)] = [
      (Self.explicit, .explicitLittleEndian), (Self.explicit, nil),
      (Self.implicit, .implicitLittleEndian), (Self.implicit, nil),
      (Self.explicitBigEndian, .explicitBigEndian),
    ]
    for (octets, encoding) in cases {
      for size in 1...octets.count {
        let scanner = scan(octets, encoding, pieces: size)
        #expect(scanner.hasPatientName && scanner.hasPatientID, "\(size)")
        #expect(!scanner.isMalformed)
      }
    }
  }

  @Test("an empty field names nobody")
  func empty() {
    let octets = hex("1000 1000 504e 0000 1000 2000 4c4f 0000 2000 0d00 5549 0400 312e3200")
    let scanner = scan(octets, .explicitLittleEndian)
    #expect(!scanner.hasPatientName && !scanner.hasPatientID)
    #expect(!scanner.isMalformed)
  }

  @Test("the words of a value are no fields")
  func valuesAreNotRead() {
    // A private comment that holds the octets of the patient's elements.
    let inside = Self.explicit
    let octets = hex("0800 6000 554e 0000") + [UInt8(inside.count), 0, 0, 0] + inside
    let scanner = scan(octets, .explicitLittleEndian)
    #expect(!scanner.hasPatientName && !scanner.hasPatientID)
  }

  @Test("stops at the pixels, in a deflated data set, and where no encoding is kept")
  func stops() {
    let pixels = hex("e07f 1000 4f57 0000 ffffffff") + Self.explicit
    #expect(scan(pixels, .explicitLittleEndian).isOver)
    #expect(!scan(pixels, .explicitLittleEndian).hasPatientName)
    #expect(scan(Self.explicit, .deflated).isOver)
    let wrong = scan(Self.implicit, .explicitLittleEndian)
    #expect(wrong.isMalformed && wrong.isOver)
  }

  @Test("never fails on any octets")
  func anyOctets() {
    var state: UInt64 = 7
    for _ in 0..<2_000 {
      var octets: [UInt8] = []
      for _ in 0..<64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        octets.append(UInt8(truncatingIfNeeded: state >> 40))
      }
      for encoding in [nil, .explicitBigEndian] as [DICOMEncoding?] {
        #expect(
          scan(octets, encoding).hasPatientName == scan(octets, encoding, pieces: 3).hasPatientName)
      }
    }
  }

  /// An acceptance of contexts 1 (explicit), 3 (refused, result 4) and 5 (implicit).
  static let accept: [UInt8] = {
    func context(_ id: UInt8, _ result: UInt8, _ syntax: String) -> [UInt8] {
      let name = Array(syntax.utf8)
      let item = [id, 0, result, 0, 0x40, 0, 0, UInt8(name.count)] + name
      return [0x21, 0, 0, UInt8(item.count)] + item
    }
    return hex("0001 0000") + [UInt8](repeating: 0x20, count: 32) + [UInt8](repeating: 0, count: 32)
      + hex("1000 0004 312e3231") + context(1, 0, "1.2.840.10008.1.2.1")
      + context(3, 4, "1.2.840.10008.1.2.2") + context(5, 0, "1.2.840.10008.1.2")
  }()

  @Test("reads which contexts were accepted, in which encoding")
  func readsAccept() throws {
    var reader = OctetReader(Self.accept.span, layer: .dicom)
    let contexts = try DICOMAssociateAccept(parsing: &reader).contexts
    #expect(contexts.map(\.identifier) == [1, 5])
    #expect(contexts.map(\.encoding) == [.explicitLittleEndian, .implicitLittleEndian])
  }

  @Test("fails every shorter acceptance that ends inside an item")
  func failsEveryPrefix() {
    var whole: Set<Int> = [68]
    var place = 68
    while place < Self.accept.count {
      place += 4 + Int(Self.accept[place + 3])
      whole.insert(place)
    }
    let failures = prefixFailures(of: Self.accept, layer: .dicom, accepting: whole) {
      (reader) throws(DecodeError) in _ = try DICOMAssociateAccept(parsing: &reader)
    }
    #expect(failures.isEmpty, "\(failures)")
    let header = prefixFailures(of: hex("030000000004"), layer: .dicom) {
      (reader) throws(DecodeError) in _ = try DICOMPDUHeader(parsing: &reader)
    }
    #expect(header.isEmpty)
  }
}
