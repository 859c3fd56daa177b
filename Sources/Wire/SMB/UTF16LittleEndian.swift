extension String {
  /// Most code units that a name on the wire may contribute to a string.
  ///
  /// A path of MS-FSCC has at most 32,760 characters; names in findings (shares, servers, users)
  /// are far shorter, and a longer one is more likely noise than evidence.
  public static let maximumUTF16NameLength = 1024

  /// The text of octets in UTF-16LE, the encoding of every Unicode name of SMB and NTLM.
  ///
  /// An unpaired surrogate or a lone last octet becomes U+FFFD; text past `maximumLength` code
  /// units is left out. Never fails: a name that is no valid Unicode is still evidence.
  public init(
    utf16LittleEndian octets: Span<UInt8>, maximumLength: Int = String.maximumUTF16NameLength
  ) {
    let limit = Swift.max(0, maximumLength)
    let length = Swift.min(octets.count / 2, limit)
    if let plain = Self.plain(octets, length: length), octets.count % 2 == 0 {
      self = plain
      return
    }
    var units: [UInt16] = []
    units.reserveCapacity(length + 1)
    for index in 0..<length {
      units.append(octets.littleEndianUInt16(at: index * 2))
    }
    if octets.count % 2 == 1, length < limit { units.append(0xFFFD) }
    self.init(decoding: units, as: UTF16.self)
  }

  /// A short name of ASCII alone, put together on the stack; otherwise nil.
  private static func plain(_ octets: Span<UInt8>, length: Int) -> String? {
    guard length <= 128 else { return nil }
    var text = [128 of UInt8](repeating: 0)
    for index in 0..<length {
      guard octets[2 * index + 1] == 0 else { return nil }
      text[index] = octets[2 * index]
    }
    return PlainText.string(text.span.extracting(0..<length)) { _ in true }
  }
}
