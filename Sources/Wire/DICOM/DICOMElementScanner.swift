/// Finds out whether a data set names a patient, piece by piece as it comes in.
///
/// PS3.5 section 7: elements of a tag, perhaps a value representation, a length and a value. Only
/// tags and lengths are kept; a value is passed over without a look, whatever it holds.
public struct DICOMElementScanner: Hashable, Sendable {
  /// A value stands under Patient's Name (0010,0010).
  public private(set) var hasPatientName = false
  /// A value stands under Patient ID (0010,0020).
  public private(set) var hasPatientID = false
  /// Nothing more is to be learned: the pixels were reached, or the encoding is not what it was
  /// said to be.
  public private(set) var isOver: Bool
  /// The octets do not follow the encoding.
  public private(set) var isMalformed = false

  /// nil until the first element shows it.
  private var encoding: DICOMEncoding?
  /// The start of an element, up to 12 octets, that the pieces so far end in.
  private var header: (UInt64, UInt32) = (0, 0)
  private var count = 0
  /// Octets of a value still to be passed over.
  private var skipped: UInt64 = 0

  private static let undefinedLength: UInt32 = .max
  /// Pixel data (7FE0,eeee) and what comes behind it: images are large and name nobody.
  private static let firstPixelGroup: UInt16 = 0x7fe0
  /// Items and delimiters, which have no value representation (PS3.5 section 7.5).
  private static let itemGroup: UInt16 = 0xfffe

  public init(_ encoding: DICOMEncoding) {
    self.encoding = encoding
    isOver = encoding == .deflated
  }

  /// For a data set whose encoding was not seen being agreed on: the first element shows whether
  /// values have a representation in front of them.
  public init() {
    encoding = nil
    isOver = false
  }

  /// Reads the next piece of the data set.
  public mutating func scan(_ octets: Span<UInt8>) {
    var index = 0
    while index < octets.count, !isOver {
      if skipped > 0 {
        let step = Int(min(skipped, UInt64(octets.count - index)))
        index += step
        skipped -= UInt64(step)
        continue
      }
      add(octets[index])
      index += 1
      if count >= 8 { readHeader() }
    }
  }

  private mutating func add(_ octet: UInt8) {
    if count < 8 {
      header.0 = header.0 << 8 | UInt64(octet)
    } else {
      header.1 = header.1 << 8 | UInt32(octet)
    }
    count += 1
  }

  private var isBigEndian: Bool { encoding == .explicitBigEndian }

  private func number16(_ octets: UInt64) -> UInt16 {
    let value = UInt16(truncatingIfNeeded: octets)
    return isBigEndian ? value : value.byteSwapped
  }

  private func number32(_ value: UInt32) -> UInt32 { isBigEndian ? value : value.byteSwapped }

  private mutating func readHeader() {
    let known = encoding ?? guess()
    encoding = known
    let group = number16(header.0 >> 48)
    let element = number16(header.0 >> 32)
    let last = UInt32(truncatingIfNeeded: header.0)
    guard known != .implicitLittleEndian, group != Self.itemGroup else {
      note(group, element, number32(last), isSequence: false)
      return
    }
    let representation = UInt16(truncatingIfNeeded: header.0 >> 16)
    guard Self.isLetter(representation >> 8), Self.isLetter(representation & 0xff) else {
      isMalformed = true
      isOver = true
      return
    }
    guard Self.hasLongLength(representation) else {
      note(group, element, UInt32(number16(header.0)), isSequence: false)
      return
    }
    guard count == 12 else { return }
    note(group, element, number32(header.1), isSequence: representation == 0x5351)  // SQ
  }

  /// Big endian is retired (PS3.5 annex A.3) and never guessed.
  private func guess() -> DICOMEncoding {
    let representation = UInt16(truncatingIfNeeded: header.0 >> 16)
    let isExplicit = Self.isLetter(representation >> 8) && Self.isLetter(representation & 0xff)
    return isExplicit ? .explicitLittleEndian : .implicitLittleEndian
  }

  private static func isLetter(_ octet: UInt16) -> Bool { (0x41...0x5a).contains(octet) }

  /// OB, OD, OF, OL, OV, OW, SQ, SV, UC, UN, UR, UT, UV (PS3.5 section 7.1.2).
  private static func hasLongLength(_ representation: UInt16) -> Bool {
    switch representation {
    case 0x4f42, 0x4f44, 0x4f46, 0x4f4c, 0x4f56, 0x4f57, 0x5351, 0x5356, 0x5543, 0x554e, 0x5552,
      0x5554, 0x5556:
      true
    default: false
    }
  }

  private mutating func note(
    _ group: UInt16, _ element: UInt16, _ length: UInt32, isSequence: Bool
  ) {
    header = (0, 0)
    count = 0
    guard group < Self.firstPixelGroup || group == Self.itemGroup else {
      isOver = true
      return
    }
    if group == 0x0010, length > 0 {
      if element == 0x0010 { hasPatientName = true }
      if element == 0x0020 { hasPatientID = true }
    }
    // Elements of sequences and items are read like those outside.
    guard group != Self.itemGroup, !isSequence, length != Self.undefinedLength else { return }
    skipped = UInt64(length)
  }

  public static func == (left: Self, right: Self) -> Bool {
    left.hasPatientName == right.hasPatientName && left.hasPatientID == right.hasPatientID
      && left.isOver == right.isOver && left.isMalformed == right.isMalformed
      && left.encoding == right.encoding && left.header == right.header
      && left.count == right.count && left.skipped == right.skipped
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(header.0)
    hasher.combine(count)
    hasher.combine(skipped)
  }
}
