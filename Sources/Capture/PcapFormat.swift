import Wire

/// What the file header of a classic pcap capture says about its records.
///
/// <https://datatracker.ietf.org/doc/draft-ietf-opsawg-pcap/>; 24 octets.
struct PcapFormat: Sendable {
  var order: ByteOrder
  /// Nanoseconds of one unit of the records' fraction field: 1000 or 1.
  var unit: Int64
  /// Octets of a record header: 16, or 24 in the "modified" format of old Red Hat kernels.
  var recordHeaderLength: Int
  var minorVersion: UInt16
  var snapLength: UInt32
  var linkType: LinkType
  /// Octets of one frame that are believed at most: the file's own snap length may raise it.
  var maximumCapturedLength: Int

  static let headerLength = 24
  /// What libpcap calls MAXIMUM_SNAPLEN: no ordinary writer captures more of a frame.
  static let maximumFrameLength: UInt32 = 262_144

  /// Recognises the magic number in the first 4 octets; nil when it is none of pcap's.
  static func recognise(
    _ octets: borrowing Span<UInt8>
  ) -> (order: ByteOrder, unit: Int64, recordHeaderLength: Int)? {
    for order in [ByteOrder.littleEndian, .bigEndian] {
      switch octets.uint32(at: 0, order) {
      case 0xA1B2_C3D4: return (order, 1000, 16)
      case 0xA1B2_3C4D: return (order, 1, 16)
      case 0xA1B2_CD34: return (order, 1000, 24)
      default: continue
      }
    }
    return nil
  }

  /// Reads the file header from its 24 octets; nil when the magic number is none of pcap's.
  init?(_ octets: borrowing Span<UInt8>) {
    guard octets.count >= Self.headerLength, let magic = Self.recognise(octets) else { return nil }
    (order, unit, recordHeaderLength) = magic
    minorVersion = octets.uint16(at: 6, order)
    snapLength = octets.uint32(at: 16, order)
    // The upper half says whether a frame check sequence follows each frame, and how long it is.
    let capacity = UInt32(ReadBuffer.maximumCapacity - ReadBuffer.pieceLength)
    maximumCapturedLength = Int(min(capacity, max(Self.maximumFrameLength, snapLength)))
    linkType = LinkType(rawValue: octets.uint32(at: 20, order) & 0xFFFF)
  }

  /// Reads the first 16 octets of a record header, which the caller has guarded.
  @inline(__always)
  func frameHeader(_ octets: borrowing Span<UInt8>) -> FrameHeader {
    let head = octets.extracting(0..<16)
    // Seconds are unsigned 32 bits, so the sum always fits.
    let time =
      Int64(head.uint32(at: 0, order)) * 1_000_000_000
      + Int64(head.uint32(at: 4, order)) * unit
    var captured = head.uint32(at: 8, order)
    var original = head.uint32(at: 12, order)
    // Writers before format 2.3 had the lengths the other way round, and those of 2.3 either way.
    if minorVersion < 3 || (minorVersion == 3 && captured > original) {
      swap(&captured, &original)
    }
    return FrameHeader(
      time: time, capturedLength: Int(captured), originalLength: Int(original), linkType: linkType)
  }
}
