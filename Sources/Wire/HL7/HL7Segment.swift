/// One segment of an HL7 version 2 message: a line whose fields a character of the message parts.
///
/// HL7 version 2.5.1 chapter 2.5. Fields are lent and not kept.
public struct HL7Segment: ~Escapable {
  /// Three letters or digits, such as `PID`, most significant first.
  public let name: UInt32
  public let separator: UInt8
  private let line: Span<UInt8>

  public static let messageHeader: UInt32 = 0x4d_5348  // MSH
  public static let patient: UInt32 = 0x50_4944  // PID
  public static let acknowledgment: UInt32 = 0x4d_5341  // MSA

  /// - Parameter reader: over one line, without its carriage return.
  /// - Throws: `truncated` or `malformed` when the line is shorter than its name and a separator.
  @_lifetime(copy reader)
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    name = try reader.readUInt24()
    separator = try reader.readUInt8()
    line = reader.rest()
  }

  /// The octets of a field, the first behind the name being 1; nil beyond the last.
  @_lifetime(copy self)
  public func field(_ number: Int) -> Span<UInt8>? {
    var start = 0
    var current = 1
    while current < number {
      guard let end = index(from: start) else { return nil }
      start = end + 1
      current += 1
    }
    return line.extracting(start..<(index(from: start) ?? line.count))
  }

  /// Whether a field holds more than separators of its parts (`^`, `~`, `&`) and `""`, which says
  /// that a value is deleted.
  public func hasValue(_ number: Int) -> Bool {
    guard let field = field(number) else { return false }
    for index in field.indices {
      switch field[index] {
      case 0x20, 0x22, 0x26, 0x5e, 0x7e: continue
      default: return true
      }
    }
    return false
  }

  private func index(from start: Int) -> Int? {
    var index = start
    while index < line.count {
      if line[index] == separator { return index }
      index += 1
    }
    return nil
  }
}
