import Capture
import TestKit
import Testing
import Wire

@Suite("CaptureFile reading classic pcap")
struct PcapTests {
  @Test(
    "reads every magic number in both byte orders", arguments: CaptureWriter.PcapKind.allCases,
    CaptureWriter.ByteOrder.allCases)
  func readsMagics(kind: CaptureWriter.PcapKind, order: CaptureWriter.ByteOrder) throws {
    let reading = try Reading(CaptureWriter.pcap(threeFrames, kind: kind, order: order))
    #expect(reading.problem == nil)
    #expect(reading.times == threeFrames.map(\.time))
    #expect(reading.octets == threeFrames.map(\.octets))
    #expect(reading.headers.allSatisfy { $0.linkType == .ethernet && $0.interface == 0 })
  }

  @Test("reads what other software wrote, as tshark does", arguments: [foreignPcap, foreignPcapng])
  func readsForeignFiles(capture: [UInt8]) throws {
    let reading = try Reading(capture)
    #expect(reading.problem == nil)
    #expect(reading.times == [1_795_252_963_702_835_000])
    #expect(reading.headers.first?.capturedLength == 16)
    #expect(reading.headers.first?.originalLength == 115)
    #expect(reading.octets == [hex("00000000000000000000000086dd6002")])
  }

  /// One ICMPv6 frame that tcpdump 4.99.3 saw on Linux's loopback, cut and written by editcap 4.0.17.
  static let foreignPcap = hex(
    """
    d4c3b2a102000400000000000000000010000000 01000000
    e362016b73b90a001000000073000000 00000000000000000000000086dd6002
    """)
  /// The same as pcapng.
  static let foreignPcapng = hex(
    """
    0a0d0d0a6c0000004d3c2b1a01000000ffffffffffffffff0400450045646974636170202857697265736861726b2920
    342e302e313720284769742076342e302e3137207061636b6167656420617320342e302e31372d302b64656231327533
    29000000000000006c000000 010000001400000001000000 0000040014000000
    060000003000000000000000c560060033f82ee71000000073000000 00000000000000000000000086dd600230000000
    """)

  @Test("keeps nanoseconds apart that microseconds would merge")
  func keepsNanoseconds() throws {
    let frames = [
      Frame(time: 1_767_261_600_000_000_001, octets: [1]),
      Frame(time: 1_767_261_600_999_999_999, octets: [2]),
    ]
    let reading = try Reading(CaptureWriter.pcap(frames, kind: .nanoseconds))
    #expect(reading.times == frames.map(\.time))
  }

  @Test("masks what the link type field says about frame check sequences")
  func masksFrameCheckSequence() throws {
    // Length of the sequence in the top bits, and the bit that says it is known.
    let capture = CaptureWriter.pcap(threeFrames, linkTypeField: 0x2400_0000 | 113)
    #expect(try Reading(capture).headers.first?.linkType == .linuxSLL)
  }

  @Test("passes a link type that it does not know through")
  func passesUnknownLinkTypes() throws {
    let reading = try Reading(CaptureWriter.pcap(threeFrames, linkTypeField: 147))
    #expect(reading.headers.map(\.linkType.rawValue) == [147, 147, 147])
  }

  @Test("swaps the two lengths of writers before format 2.3, and of 2.3 when they need it")
  func swapsOldLengths() throws {
    let header = hex("0000000000000000 0a000000 04000000 01020304")
    for (version, swapped) in [(UInt16(2), true), (3, true)] {
      let capture = CaptureWriter.pcapHeader(minorVersion: version) + header
      let frame = try Reading(capture).headers.first
      #expect(frame?.capturedLength == (swapped ? 4 : 10))
      #expect(frame?.originalLength == (swapped ? 10 : 4))
    }
  }

  @Test("delivers every frame before the cut at every length, and says where the capture ends")
  func readsEveryTruncation() throws {
    let capture = CaptureWriter.pcap(threeFrames)
    // A record is 16 octets and its frame; these are the lengths that end between records.
    let ends = [24, 24 + 30, 24 + 30 + 21, 24 + 30 + 21 + 16]
    #expect(ends.last == capture.count)
    for length in 0..<capture.count {
      let reading = try Reading(Array(capture[..<length]))
      let whole = ends.lastIndex { $0 <= length } ?? 0
      #expect(reading.octets == threeFrames.prefix(whole).map(\.octets), "length \(length)")
      let expected: CaptureError.Problem? =
        switch length {
        case 0: .empty
        case 1..<4: .notACapture(firstOctets: Array(capture[..<length]))
        case _ where ends.contains(length): nil
        default: .cutShort(atByte: Int64(length))
        }
      #expect(reading.problem == expected, "length \(length)")
    }
  }

  @Test(
    "believes captured lengths up to 262144 octets, or the file's larger snap length",
    arguments: [
      (UInt32(65_535), UInt32(262_143), true), (65_535, 262_144, true), (65_535, 262_145, false),
      (0, 262_144, true), (400_000, 400_000, true), (400_000, 400_001, false),
      (UInt32.max, 16_777_217, false), (UInt32.max, UInt32.max, false),
    ])
  func boundsCapturedLength(snapLength: UInt32, length: UInt32, accepted: Bool) throws {
    var capture = CaptureWriter.pcapHeader(snapLength: snapLength)
    capture += CaptureWriter.pcapRecord(threeFrames[0])
    let place = Int64(capture.count)
    capture += hex("0000000000000000") + CaptureWriter.field(length, .littleEndian)
    capture += CaptureWriter.field(length, .littleEndian)
    if accepted { capture += [UInt8](repeating: 7, count: Int(length)) }
    let reading = try Reading(capture)
    #expect(reading.headers.count == (accepted ? 2 : 1))
    if accepted {
      #expect(reading.problem == nil)
      #expect(reading.octets.last?.count == Int(length))
    } else {
      guard case .badRecord(let byte, _) = reading.problem else {
        Issue.record("expected a bad record, found \(String(describing: reading.problem))")
        return
      }
      #expect(byte == place)
    }
  }

  @Test("keeps every octet of frames that lie across the ends of read pieces")
  func readsAcrossPieces() throws {
    // 4000 frames of 1 to 1500 octets: about 3 MB, a dozen pieces of 256 KiB.
    let frames = (0..<4000).map { number in
      Frame(
        time: Int64(number) * 1000,
        octets: [UInt8](repeating: UInt8(number % 251), count: 1 + number * 7 % 1500))
    }
    let capture = CaptureWriter.pcap(frames)
    let file = try TemporaryFile(capture)
    var reader = try CaptureFile(path: file.path)
    #expect(reader.fileSize == Int64(capture.count))
    for frame in frames {
      let header = try reader.readFrame()
      #expect(header?.time == frame.time)
      let span = reader.octets
      let same =
        span.count == frame.octets.count
        && span.indices.allSatisfy {
          span[$0] == frame.octets[$0]
        }
      #expect(same)
    }
    #expect(try reader.readFrame() == nil)
    #expect(reader.bytesRead == Int64(capture.count))
  }

  @Test("marks frames that a snap length cut")
  func marksCutFrames() throws {
    let reading = try Reading(CaptureWriter.pcap(threeFrames, snapLength: 8))
    #expect(reading.headers.map(\.capturedLength) == [8, 5, 0])
    #expect(reading.headers.map(\.originalLength) == [14, 5, 0])
  }
}
