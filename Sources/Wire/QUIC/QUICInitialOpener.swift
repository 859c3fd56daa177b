internal import Digest

/// Takes the protection off Initial packets, with working memory that is used again.
///
/// Not to be used from two threads at a time.
public final class QUICInitialOpener {
  private let cipher = QUICInitialCipher()
  /// The header without protection.
  private var header: [UInt8] = []

  public init() {}

  /// Opens an Initial packet (RFC 9001 section 5).
  ///
  /// - Parameters:
  ///   - sender: the end whose keys are tried.
  ///   - expected: one more than the largest packet number of that end so far
  ///     (RFC 9000 appendix A.3).
  ///   - payload: takes the frames; empty unless the keys open the packet.
  /// - Returns: the packet number, nil unless the keys open the packet.
  public func open(
    _ packet: borrowing QUICPacket, with secret: QUICInitialSecret,
    from sender: QUICInitialSecret.Sender, expected: UInt64 = 0, into payload: inout [UInt8]
  ) -> UInt64? {
    payload.removeAll(keepingCapacity: true)
    let start = packet.packetNumberOffset
    let octets = packet.octets
    // The sample begins four octets behind the start of the packet number (RFC 9001 section 5.4.2).
    guard packet.kind == .initial, !packet.isCut, octets.count >= start + 20 else { return nil }
    let keys = secret.keys(of: sender)
    guard let mask = cipher.mask(of: octets.extracting(start + 4..<start + 20), keys: keys) else {
      return nil
    }
    let first = octets[0] ^ mask[0] & 0x0F
    let length = Int(first & 3) + 1
    var header: [UInt8] = []
    swap(&header, &self.header)
    defer { swap(&header, &self.header) }
    header.removeAll(keepingCapacity: true)
    for index in 0..<start + length { header.append(octets[index]) }
    header[0] = first
    var number: UInt64 = 0
    for index in 0..<length {
      header[start + index] ^= mask[1 + index]
      number = number << 8 | UInt64(header[start + index])
    }
    let packetNumber = Self.whole(number, octets: length, expected: expected)
    let isOpen = cipher.open(
      octets.extracting(start + length..<octets.count), packetNumber: packetNumber,
      header: header.span, keys: keys, into: &payload)
    return isOpen ? packetNumber : nil
  }

  /// The packet number nearest to the expected one that ends in the octets sent
  /// (RFC 9000 appendix A.3).
  static func whole(_ number: UInt64, octets: Int, expected: UInt64) -> UInt64 {
    let window: UInt64 = 1 << UInt64(8 * octets)
    let candidate = expected & ~(window - 1) | number
    if candidate + window / 2 <= expected, candidate < 1 << 62 - window {
      return candidate + window
    }
    if candidate > expected + window / 2, candidate >= window { return candidate - window }
    return candidate
  }
}
