/// Undoes percent-encoding in a stream (RFC 3986 2.1), `%uXXXX` included, which web servers of the
/// time take too.
///
/// What is no encoding passes as it is. At most five octets are held back.
struct PercentDecoder {
  /// Octets that are let go at once, first one lowest.
  struct Release {
    var octets: UInt64 = 0
    var count: UInt64 = 0

    mutating func append(_ octet: UInt8) {
      octets |= UInt64(octet) << (8 * count)
      count += 1
    }

    subscript(place: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: octets >> (8 * place)) }
  }

  /// An encoding that is not complete: a percent sign and what came behind it.
  private var held = Release()
  private var value: UInt16 = 0

  var isIdle: Bool { held.count == 0 }

  mutating func push(_ octet: UInt8) -> Release {
    guard held.count > 0 else {
      var release = Release()
      if octet == 0x25 { held.append(octet) } else { release.append(octet) }
      return release
    }
    if held.count == 1, octet | 0x20 == 0x75 {
      held.append(octet)
      return Release()
    }
    guard let digit = Self.digit(octet) else {
      // What was held is no encoding; the octet may begin one.
      var release = flush()
      if octet == 0x25 { held.append(octet) } else { release.append(octet) }
      return release
    }
    value = value << 4 | digit
    let isWide = held.count > 1 && held[1] | 0x20 == 0x75
    held.append(octet)
    guard held.count == (isWide ? 6 : 3) else { return Release() }
    var release = Release()
    // Only ASCII matters to what is looked for.
    release.append(value > 0xff ? 0x3f : UInt8(truncatingIfNeeded: value))
    _ = flush()
    return release
  }

  /// Lets go of what was held back.
  mutating func flush() -> Release {
    let release = held
    held = Release()
    value = 0
    return release
  }

  private static func digit(_ octet: UInt8) -> UInt16? {
    switch octet {
    case 0x30...0x39: UInt16(octet - 0x30)
    case 0x41...0x46: UInt16(octet - 0x37)
    case 0x61...0x66: UInt16(octet - 0x57)
    default: nil
    }
  }
}
