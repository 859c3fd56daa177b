import Wire

/// One interface of a pcapng section, from its Interface Description Block.
///
/// <https://datatracker.ietf.org/doc/draft-ietf-opsawg-pcapng/> section 4.2.
struct PcapngInterface: Sendable {
  var linkType: LinkType
  /// Octets; 0 means no limit.
  var snapLength: UInt32
  var resolution = Resolution.nanoseconds(each: 1000)
  /// if_tsoffset: seconds to add to every time.
  var offset: Int64 = 0

  /// How a count of if_tsresol's units becomes nanoseconds.
  enum Resolution: Sendable {
    /// Units of 10^-9 seconds or coarser: multiply.
    case nanoseconds(each: UInt64)
    /// Units finer than that: divide.
    case perNanosecond(UInt64)
    /// Units of 2^-n seconds.
    case binary(UInt8)
  }

  /// if_tsresol and if_tsoffset.
  static let resolutionOption: UInt16 = 9
  static let offsetOption: UInt16 = 14
  /// Each option takes at least 4 octets of the block; real interfaces carry about ten.
  static let maximumOptions = 256

  /// Reads the body of the block: at least the 8 octets that the caller has guarded.
  init(_ body: borrowing Span<UInt8>, _ order: ByteOrder) {
    linkType = LinkType(rawValue: UInt32(body.uint16(at: 0, order)))
    snapLength = body.uint32(at: 4, order)
    var at = 8
    for _ in 0..<Self.maximumOptions {
      guard body.count - at >= 4 else { return }
      let code = body.uint16(at: at, order)
      let length = Int(body.uint16(at: at + 2, order))
      guard code != 0, length <= body.count - at - 4 else { return }
      if code == Self.resolutionOption, length >= 1 {
        resolution = Self.resolution(body[at + 4])
      } else if code == Self.offsetOption, length >= 8 {
        offset = Int64(bitPattern: body.uint64(at: at + 4, order))
      }
      at += 4 + (length + 3) & ~3
    }
  }

  static func resolution(_ octet: UInt8) -> Resolution {
    let exponent = octet & 0x7F
    if octet & 0x80 != 0 { return .binary(exponent) }
    if exponent <= 9 { return .nanoseconds(each: power(ofTen: 9 - exponent)) }
    // 10^19 is the last power that 64 bits hold; the time of anything finer is 0 either way.
    return .perNanosecond(power(ofTen: min(19, exponent - 9)))
  }

  private static func power(ofTen exponent: UInt8) -> UInt64 {
    (0..<exponent).reduce(1) { value, _ in value * 10 }
  }

  /// Nanoseconds since 1970, held at the ends of what 64 bits can say.
  func time(_ count: UInt64) -> Int64 {
    let span: UInt128 =
      switch resolution {
      case .nanoseconds(let each): UInt128(count) * UInt128(each)
      case .perNanosecond(let units): UInt128(count / units)
      case .binary(let exponent): (UInt128(count) * 1_000_000_000) >> UInt128(exponent)
      }
    let sum = Int128(span) + Int128(offset) * 1_000_000_000
    return Int64(clamping: sum)
  }
}
