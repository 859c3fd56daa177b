import Wire

/// The state of a pcapng capture between two blocks: the byte order and interfaces of its section.
///
/// <https://datatracker.ietf.org/doc/draft-ietf-opsawg-pcapng/>.
struct PcapngSection: Sendable {
  var order = ByteOrder.littleEndian
  var interfaces: [PcapngInterface] = []
  /// Simple packets carry no time; they get that of the packet before them.
  var lastTime: Int64 = 0

  static let headerType: UInt32 = 0x0A0D_0D0A
  /// Type, length, magic, version, section length, length again.
  static let shortestHeaderLength = 28
  /// Octets of a block that are believed at most, as by other readers; bounds the read buffer.
  static let maximumBlockLength = 16 * 1024 * 1024
  /// A capture on every interface of a large switch has some hundreds.
  static let maximumInterfaces = 65_536

  /// Where a block holds a frame, counted from the start of the block.
  struct Place {
    var header: FrameHeader
    var start: Int
  }

  /// The byte order that a section header's magic shows; nil when it is no section header.
  static func order(_ block: borrowing Span<UInt8>) -> ByteOrder? {
    guard block.count >= 12 else { return nil }
    if block.uint32(at: 8, .littleEndian) == 0x1A2B_3C4D { return .littleEndian }
    if block.uint32(at: 8, .bigEndian) == 0x1A2B_3C4D { return .bigEndian }
    return nil
  }

  /// The total length of the block whose first 12 octets are there.
  mutating func blockLength(
    _ block: borrowing Span<UInt8>, at byte: Int64
  ) throws(CaptureError.Problem) -> Int {
    var shortest = 12
    if block.uint32(at: 0, order) == Self.headerType {
      guard let order = Self.order(block) else {
        throw .badRecord(atByte: byte, rule: "a section header without a byte-order magic")
      }
      self = PcapngSection(order: order, lastTime: lastTime)
      shortest = Self.shortestHeaderLength
    }
    let length = Int(block.uint32(at: 4, order))
    guard length >= shortest, length <= Self.maximumBlockLength, length % 4 == 0 else {
      throw .badRecord(atByte: byte, rule: "a block length of \(length) octets is impossible")
    }
    return length
  }

  /// Reads a whole block; nil when it holds no frame.
  @inline(__always)
  mutating func read(
    _ block: borrowing Span<UInt8>, at byte: Int64
  ) throws(CaptureError.Problem) -> Place? {
    let trailer = Int(block.uint32(at: block.count - 4, order))
    guard trailer == block.count else {
      throw .badRecord(
        atByte: byte,
        rule: "the block's two lengths differ (\(block.count) and \(trailer) octets)")
    }
    let body = block.extracting(8..<block.count - 4)
    switch block.uint32(at: 0, order) {
    case 6: return try readEnhancedPacket(body, at: byte)
    case 3: return try readSimplePacket(body, at: byte)
    case 2: return try readObsoletePacket(body, at: byte)
    case 1:
      guard body.count >= 8 else {
        throw .badRecord(atByte: byte, rule: "an interface description below 8 octets")
      }
      guard interfaces.count < Self.maximumInterfaces else {
        throw .badRecord(atByte: byte, rule: "more than \(Self.maximumInterfaces) interfaces")
      }
      interfaces.append(PcapngInterface(body, order))
      return nil
    default: return nil
    }
  }

  private mutating func readEnhancedPacket(
    _ body: borrowing Span<UInt8>, at byte: Int64
  ) throws(CaptureError.Problem) -> Place {
    guard body.count >= 20 else {
      throw .badRecord(atByte: byte, rule: "an enhanced packet below 20 octets")
    }
    return try place(
      body, at: byte, interface: Int(body.uint32(at: 0, order)))
  }

  /// The Packet Block of early drafts: a 16-bit interface, then a count of drops.
  private mutating func readObsoletePacket(
    _ body: borrowing Span<UInt8>, at byte: Int64
  ) throws(CaptureError.Problem) -> Place {
    guard body.count >= 20 else {
      throw .badRecord(atByte: byte, rule: "a packet block below 20 octets")
    }
    return try place(
      body, at: byte, interface: Int(body.uint16(at: 0, order)))
  }

  /// From the time on, enhanced and obsolete packets are laid out alike.
  private mutating func place(
    _ body: borrowing Span<UInt8>, at byte: Int64, interface number: Int
  ) throws(CaptureError.Problem) -> Place {
    guard number < interfaces.count else {
      throw .badRecord(atByte: byte, rule: "interface \(number) was never described")
    }
    let captured = Int(body.uint32(at: 12, order))
    guard captured <= body.count - 20 else {
      throw .badRecord(
        atByte: byte, rule: "a captured length of \(captured) octets exceeds its block")
    }
    let count =
      UInt64(body.uint32(at: 4, order)) << 32 | UInt64(body.uint32(at: 8, order))
    lastTime = interfaces[number].time(count)
    let header = FrameHeader(
      time: lastTime, capturedLength: captured,
      originalLength: Int(body.uint32(at: 16, order)),
      linkType: interfaces[number].linkType, interface: number)
    return Place(header: header, start: 28)
  }

  /// A Simple Packet Block: always of interface 0, its captured length follows from the snap length.
  private func readSimplePacket(
    _ body: borrowing Span<UInt8>, at byte: Int64
  ) throws(CaptureError.Problem) -> Place {
    guard body.count >= 4 else {
      throw .badRecord(atByte: byte, rule: "a simple packet below 4 octets")
    }
    guard let interface = interfaces.first else {
      throw .badRecord(atByte: byte, rule: "interface 0 was never described")
    }
    let original = Int(body.uint32(at: 0, order))
    let captured = interface.snapLength == 0 ? original : min(original, Int(interface.snapLength))
    guard captured <= body.count - 4 else {
      throw .badRecord(
        atByte: byte, rule: "a captured length of \(captured) octets exceeds its block")
    }
    let header = FrameHeader(
      time: lastTime, capturedLength: captured, originalLength: original,
      linkType: interface.linkType)
    return Place(header: header, start: 12)
  }
}
