import Capture
import TestKit
import Testing
import Wire

@Suite("CaptureFile reading pcapng")
struct PcapngTests {
  typealias Writer = CaptureWriter

  @Test("reads enhanced packets in both byte orders", arguments: Writer.ByteOrder.allCases)
  func readsEnhancedPackets(order: Writer.ByteOrder) throws {
    let reading = try Reading(Writer.pcapng(threeFrames, order: order))
    #expect(reading.problem == nil)
    #expect(reading.times == threeFrames.map(\.time))
    #expect(reading.octets == threeFrames.map(\.octets))
  }

  @Test("reads sections of different byte order, each with its own interfaces")
  func readsSections() throws {
    var capture = Writer.sectionHeader(.littleEndian)
    capture += Writer.interfaceDescription(.littleEndian, linkType: 1)
    capture += Writer.interfaceDescription(.littleEndian, linkType: 113)
    capture += Writer.enhancedPacket(.littleEndian, interface: 1, time: 5, [1])
    capture += Writer.sectionHeader(.bigEndian)
    capture += Writer.interfaceDescription(.bigEndian, linkType: 101)
    capture += Writer.enhancedPacket(.bigEndian, interface: 0, time: 6, [2])
    let reading = try Reading(capture)
    #expect(reading.problem == nil)
    #expect(reading.headers.map(\.linkType) == [.linuxSLL, .raw])
    #expect(reading.headers.map(\.interface) == [1, 0])
    #expect(reading.times == [5000, 6000])
  }

  @Test("does not know the interfaces of the section before")
  func forgetsInterfaces() throws {
    var capture = Writer.pcapng([])
    capture += Writer.sectionHeader(.littleEndian)
    let place = Int64(capture.count)
    capture += Writer.enhancedPacket(.littleEndian, time: 0, [1])
    #expect(try Reading(capture).badByte == place)
  }

  struct Clock: Sendable {
    var resolution: UInt8?
    var offset: Int64?
    var count: UInt64
    var time: Int64
  }

  @Test(
    "turns every resolution and offset into nanoseconds, and holds at the ends",
    arguments: [
      Clock(count: 1_767_261_600_000_001, time: 1_767_261_600_000_001_000),
      Clock(resolution: 6, count: 7, time: 7000),
      Clock(resolution: 9, count: 7, time: 7),
      Clock(resolution: 0, count: 7, time: 7_000_000_000),
      Clock(resolution: 3, count: 7, time: 7_000_000),
      Clock(resolution: 12, count: 7999, time: 7),
      Clock(resolution: 127, count: .max, time: 1),
      // 2^-10 seconds: 1536 are a second and a half. 2^-64: the largest count is just below one.
      Clock(resolution: 0x8A, count: 1536, time: 1_500_000_000),
      Clock(resolution: 0xC0, count: .max, time: 999_999_999),
      Clock(resolution: 0xFF, count: .max, time: 0),
      Clock(resolution: 6, offset: 100, count: 1, time: 100_000_001_000),
      Clock(resolution: 9, offset: -2, count: 1, time: -1_999_999_999),
      Clock(resolution: 0, count: .max, time: .max),
      Clock(resolution: 9, offset: .max, count: 1, time: .max),
      Clock(resolution: 9, offset: .min, count: 1, time: .min),
    ])
  func readsClocks(clock: Clock) throws {
    for order in Writer.ByteOrder.allCases {
      var options: [UInt8] = Writer.option(order, code: 2, Array("eth0".utf8))
      if let value = clock.resolution { options += Writer.option(order, code: 9, [value]) }
      if let value = clock.offset {
        options += Writer.option(order, code: 14, Writer.field(value, order))
      }
      var capture = Writer.sectionHeader(order)
      capture += Writer.interfaceDescription(order, options: options + Writer.endOfOptions(order))
      capture += Writer.enhancedPacket(order, time: clock.count, [1])
      #expect(try Reading(capture).times == [clock.time])
    }
  }

  @Test("reads simple packets up to the snap length of interface 0, with the time before them")
  func readsSimplePackets() throws {
    for order in Writer.ByteOrder.allCases {
      var capture = Writer.sectionHeader(order)
      capture += Writer.interfaceDescription(order, snapLength: 6)
      capture += Writer.enhancedPacket(order, time: 9, [0])
      capture += Writer.simplePacket(order, originalLength: 60, [1, 2, 3, 4, 5, 6])
      capture += Writer.simplePacket(order, [1, 2, 3])
      let reading = try Reading(capture)
      #expect(reading.problem == nil)
      #expect(reading.octets == [[0], [1, 2, 3, 4, 5, 6], [1, 2, 3]])
      #expect(reading.headers.map(\.originalLength) == [1, 60, 3])
      #expect(reading.times == [9000, 9000, 9000])
    }
  }

  @Test("reads the packet block of early drafts", arguments: Writer.ByteOrder.allCases)
  func readsObsoletePackets(order: Writer.ByteOrder) throws {
    var capture = Writer.sectionHeader(order) + Writer.interfaceDescription(order)
    capture += Writer.interfaceDescription(order, linkType: 228)
    capture += Writer.obsoletePacket(order, interface: 1, drops: 0xFFFF, time: 3, [9, 8])
    let reading = try Reading(capture)
    #expect(reading.problem == nil)
    #expect(reading.octets == [[9, 8]])
    #expect(reading.headers.first?.linkType == .ipv4)
    #expect(reading.headers.first?.interface == 1)
  }

  @Test(
    "skips blocks that hold no frame",
    arguments: [UInt32(4), 5, 0xA, 0xBAD, 0x4000_0BAD, 0x8000_0001])
  func skipsOtherBlocks(type: UInt32) throws {
    let order = Writer.ByteOrder.littleEndian
    var capture = Writer.sectionHeader(order) + Writer.interfaceDescription(order)
    capture += Writer.block(order, type: type, [UInt8](repeating: 0xEE, count: 1000))
    capture += Writer.enhancedPacket(order, time: 1, [4])
    capture += Writer.block(order, type: type, [])
    let reading = try Reading(capture)
    #expect(reading.problem == nil)
    #expect(reading.octets == [[4]])
  }

  @Test("delivers every frame before the cut at every length, and says where the capture ends")
  func readsEveryTruncation() throws {
    let capture = Writer.pcapng(threeFrames)
    // Section header 28; interface 20 with an option of 8 and an end of 4; packets 32 and the
    // frame, padded.
    let start = 28 + 32
    let ends = [start, start + 48, start + 48 + 40, start + 48 + 40 + 32]
    #expect(ends.last == capture.count)
    for length in 0..<capture.count {
      let reading = try Reading(Array(capture[..<length]))
      let whole = ends.lastIndex { $0 <= length } ?? 0
      #expect(reading.octets == threeFrames.prefix(whole).map(\.octets), "length \(length)")
      let expected: CaptureError.Problem? =
        switch length {
        case 0: .empty
        case 1..<4: .notACapture(firstOctets: Array(capture[..<length]))
        case 28: nil
        case _ where ends.contains(length): nil
        default: .cutShort(atByte: Int64(length))
        }
      #expect(reading.problem == expected, "length \(length)")
    }
  }

  @Test("stops at a block whose two lengths differ")
  func refusesLengthMismatch() throws {
    var capture = Writer.pcapng(Array(threeFrames.prefix(2)))
    let place = Int64(capture.count - 40)
    capture[capture.count - 4] ^= 4
    let reading = try Reading(capture)
    #expect(reading.octets == [threeFrames[0].octets])
    #expect(reading.badByte == place)
  }

  @Test(
    "stops at a block length that is impossible",
    arguments: [
      (UInt32(0), false), (8, false), (11, false), (12, true), (14, false),
      (16_777_216, true), (16_777_220, false), (UInt32.max, false),
    ])
  func boundsBlockLength(length: UInt32, accepted: Bool) throws {
    var capture = Writer.pcapng(threeFrames)
    let place = Int64(capture.count)
    let field = Writer.field(length, .littleEndian)
    capture += Writer.field(UInt32(0xBAD), .littleEndian) + field
    if accepted, length > 12 { capture += [UInt8](repeating: 0, count: Int(length) - 12) }
    capture += field
    let reading = try Reading(capture)
    #expect(reading.headers.count == 3)
    #expect(reading.badByte == (accepted ? nil : place))
    if accepted { #expect(reading.problem == nil) }
  }

  @Test("stops at packets that contradict their block or their section")
  func refusesContradictions() throws {
    let order = Writer.ByteOrder.littleEndian
    let start = Writer.sectionHeader(order) + Writer.interfaceDescription(order)
    let captured = Writer.field(UInt32(5), order)
    let zero = Writer.field(UInt32(0), order)
    let blocks = [
      // An interface that was never described, in each kind of packet.
      Writer.enhancedPacket(order, interface: 1, time: 0, [1]),
      Writer.obsoletePacket(order, interface: 7, time: 0, [1]),
      // A captured length beyond the block.
      Writer.block(order, type: 6, zero + zero + zero + captured + captured + [1, 2, 3, 4]),
      Writer.simplePacket(order, originalLength: 60, [1, 2, 3, 4]),
      // Bodies too short for their fixed part.
      Writer.block(order, type: 6, zero + zero + zero + zero),
      Writer.block(order, type: 2, zero + zero + zero + zero),
      Writer.block(order, type: 3, []),
      Writer.block(order, type: 1, zero),
      // A section header without its magic.
      Writer.block(order, type: 0x0A0D_0D0A, zero + zero + zero + zero),
    ]
    for (index, block) in blocks.enumerated() {
      let reading = try Reading(start + block)
      #expect(reading.badByte == Int64(start.count), "block \(index)")
      #expect(reading.headers.isEmpty)
    }
    let simple = Writer.sectionHeader(order) + Writer.simplePacket(order, [1])
    #expect(try Reading(simple).badByte == 28)
  }

  @Test("gives up on interfaces beyond 65536 in a section")
  func limitsInterfaces() throws {
    let order = Writer.ByteOrder.littleEndian
    let description = Writer.interfaceDescription(order)
    var capture = Writer.sectionHeader(order)
    for _ in 0..<65_536 { capture += description }
    capture += Writer.enhancedPacket(order, interface: 65_535, time: 0, [1])
    #expect(try Reading(capture).headers.first?.interface == 65_535)
    let place = Int64(capture.count)
    #expect(try Reading(capture + description).badByte == place)
  }
}

extension Reading {
  var badByte: Int64? {
    if case .badRecord(let byte, _) = problem { byte } else { nil }
  }
}
