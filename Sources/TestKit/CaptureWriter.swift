/// Writes captures as octets: classic pcap in its dialects, and pcapng block by block.
public enum CaptureWriter {
  public enum ByteOrder: Hashable, Sendable, CaseIterable {
    case littleEndian
    case bigEndian
  }

  /// The variants of classic pcap: units of the fraction field, length of the record header.
  public enum PcapKind: Hashable, Sendable, CaseIterable {
    case microseconds
    case nanoseconds
    /// Record headers of 24 octets (0xA1B2CD34), microseconds.
    case modified

    var magic: UInt32 {
      switch self {
      case .microseconds: 0xA1B2_C3D4
      case .nanoseconds: 0xA1B2_3C4D
      case .modified: 0xA1B2_CD34
      }
    }
  }

  /// A whole classic capture.
  ///
  /// - Parameters:
  ///   - snapLength: frames are cut to it, their original length is kept.
  ///   - linkTypeField: the 32 bits of the file header, so upper bits may be set.
  public static func pcap(
    _ frames: [Frame], kind: PcapKind = .microseconds, order: ByteOrder = .littleEndian,
    snapLength: UInt32 = 262_144, linkTypeField: UInt32 = 1
  ) -> [UInt8] {
    var file = pcapHeader(
      kind: kind, order: order, snapLength: snapLength, linkTypeField: linkTypeField)
    for frame in frames {
      file += pcapRecord(frame, kind: kind, order: order, snapLength: snapLength)
    }
    return file
  }

  public static func pcapHeader(
    kind: PcapKind = .microseconds, order: ByteOrder = .littleEndian, minorVersion: UInt16 = 4,
    snapLength: UInt32 = 262_144, linkTypeField: UInt32 = 1
  ) -> [UInt8] {
    field(kind.magic, order) + field(UInt16(2), order) + field(minorVersion, order)
      + field(UInt32(0), order) + field(UInt32(0), order) + field(snapLength, order)
      + field(linkTypeField, order)
  }

  public static func pcapRecord(
    _ frame: Frame, kind: PcapKind = .microseconds, order: ByteOrder = .littleEndian,
    snapLength: UInt32 = 262_144
  ) -> [UInt8] {
    let data = frame.octets.prefix(Int(snapLength))
    let (seconds, nanoseconds) = frame.time.quotientAndRemainder(dividingBy: 1_000_000_000)
    let fraction = kind == .nanoseconds ? nanoseconds : nanoseconds / 1000
    var record = field(UInt32(seconds), order) + field(UInt32(fraction), order)
    record += field(UInt32(data.count), order) + field(UInt32(frame.octets.count), order)
    if kind == .modified { record += [UInt8](repeating: 0, count: 8) }
    return record + data
  }

  /// A whole pcapng capture: one section, one interface of nanosecond resolution, enhanced packets.
  public static func pcapng(
    _ frames: [Frame], order: ByteOrder = .littleEndian, linkType: UInt16 = 1
  ) -> [UInt8] {
    var file = sectionHeader(order)
    file += interfaceDescription(
      order, linkType: linkType, options: option(order, code: 9, [9]) + endOfOptions(order))
    for frame in frames { file += enhancedPacket(order, time: UInt64(frame.time), frame.octets) }
    return file
  }

  /// Any block: type, both lengths, body padded to 32 bits.
  public static func block(_ order: ByteOrder, type: UInt32, _ body: [UInt8]) -> [UInt8] {
    let padded = pad(body)
    let length = field(UInt32(12 + padded.count), order)
    return field(type, order) + length + padded + length
  }

  public static func sectionHeader(_ order: ByteOrder) -> [UInt8] {
    block(
      order, type: 0x0A0D_0D0A,
      field(UInt32(0x1A2B_3C4D), order) + field(UInt16(1), order) + field(UInt16(0), order)
        + field(UInt64.max, order))
  }

  public static func interfaceDescription(
    _ order: ByteOrder, linkType: UInt16 = 1, snapLength: UInt32 = 0, options: [UInt8] = []
  ) -> [UInt8] {
    block(
      order, type: 1,
      field(linkType, order) + field(UInt16(0), order) + field(snapLength, order) + options)
  }

  public static func option(_ order: ByteOrder, code: UInt16, _ value: [UInt8]) -> [UInt8] {
    field(code, order) + field(UInt16(value.count), order) + pad(value)
  }

  public static func endOfOptions(_ order: ByteOrder) -> [UInt8] {
    field(UInt32(0), order)
  }

  /// - Parameter time: in units of the interface's resolution.
  public static func enhancedPacket(
    _ order: ByteOrder, interface: UInt32 = 0, time: UInt64, originalLength: UInt32? = nil,
    options: [UInt8] = [], _ octets: [UInt8]
  ) -> [UInt8] {
    var body = field(interface, order) + field(UInt32(time >> 32), order)
    body += field(UInt32(truncatingIfNeeded: time), order) + field(UInt32(octets.count), order)
    body += field(originalLength ?? UInt32(octets.count), order) + pad(octets) + options
    return block(order, type: 6, body)
  }

  public static func simplePacket(
    _ order: ByteOrder, originalLength: UInt32? = nil, _ octets: [UInt8]
  ) -> [UInt8] {
    block(order, type: 3, field(originalLength ?? UInt32(octets.count), order) + octets)
  }

  /// The Packet Block of early drafts.
  public static func obsoletePacket(
    _ order: ByteOrder, interface: UInt16 = 0, drops: UInt16 = 0, time: UInt64, _ octets: [UInt8]
  ) -> [UInt8] {
    var body = field(interface, order) + field(drops, order) + field(UInt32(time >> 32), order)
    body += field(UInt32(truncatingIfNeeded: time), order) + field(UInt32(octets.count), order)
    return block(order, type: 2, body + field(UInt32(octets.count), order) + octets)
  }

  public static func field<Number: FixedWidthInteger>(
    _ number: Number, _ order: ByteOrder
  ) -> [UInt8] {
    let network = octets(number)
    return order == .bigEndian ? network : network.reversed()
  }

  private static func pad(_ value: [UInt8]) -> [UInt8] {
    value + [UInt8](repeating: 0, count: (4 - value.count % 4) % 4)
  }
}
