/// Text that needs no change on its way from the wire to a report.
///
/// Nearly all names and fields are short runs of visible ASCII; they become strings in one copy,
/// without a buffer in between.
@usableFromInline
enum PlainText {
  /// The octets as a string when every one satisfies `isPlain`, otherwise nil.
  static func string(
    _ octets: Span<UInt8>, where isPlain: (UInt8) -> Bool
  ) -> String? {
    for index in octets.indices {
      let octet = octets[index]
      guard octet < 0x80, isPlain(octet) else { return nil }
    }
    guard let text = try? UTF8Span(validating: octets) else { return nil }
    return String(copying: text)
  }
}
