/// One frame of the low-level protocol between analysers and laboratory systems.
///
/// CLSI LIS01-A2 section 6.3 (formerly ASTM E1381): STX, a frame number, text, ETB or ETX, two
/// digits of a checksum, CR LF. The text holds records of LIS02-A2 (ASTM E1394).
public struct LISFrame: ~Escapable {
  /// 0 to 7, as a digit.
  public let number: UInt8
  public let text: Span<UInt8>
  /// ETB: the record goes on in the next frame.
  public let goesOn: Bool
  public let isChecksumRight: Bool

  /// LIS01-A2 allows 64,000 characters of text.
  public static let maximumText = 64_000

  /// The frame at the reader's place, which is left behind it.
  ///
  /// - Throws: `truncated` when the octets end first; `malformed` without STX, number or ending;
  ///   `limit` when the text is longer than a frame may be.
  @_lifetime(copy reader)
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    guard try reader.readUInt8() == 0x02 else { throw reader.malformed("a frame begins with STX") }
    number = try reader.readUInt8()
    guard (0x30...0x37).contains(number) else {
      throw reader.malformed("a frame number is a digit from 0 to 7")
    }
    var length = 0
    while true {
      guard let octet = reader.peek(ahead: length) else {
        try reader.require(length + 1)
        break
      }
      if octet == 0x03 || octet == 0x17 { break }
      length += 1
      guard length <= Self.maximumText else {
        throw reader.limit("text of a frame is longer than 64,000 octets")
      }
    }
    text = try reader.take(length)
    let end = try reader.readUInt8()
    goesOn = end == 0x17
    var sum = number &+ end
    for index in text.indices { sum = sum &+ text[index] }
    let high = Self.digit(try reader.readUInt8())
    let low = Self.digit(try reader.readUInt8())
    isChecksumRight = high.flatMap { high in low.map { high << 4 | $0 == sum } } ?? false
    guard try reader.readUInt16() == 0x0d0a else {
      throw reader.malformed("a frame ends in CR LF")
    }
  }

  private static func digit(_ octet: UInt8) -> UInt8? {
    switch octet {
    case 0x30...0x39: octet - 0x30
    case 0x41...0x46: octet - 0x41 + 10
    case 0x61...0x66: octet - 0x61 + 10
    default: nil
    }
  }
}
