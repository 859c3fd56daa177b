import Wire

/// Text of optional octets from the wire: printable, bounded, nil when the field is missing.
enum WireText {
  static func field(_ octets: Span<UInt8>?, maximum: Int) -> String? {
    guard let octets else { return nil }
    return HTTPText.text(of: octets, maximum: maximum)
  }

  static func host(_ octets: Span<UInt8>?) -> String? {
    guard let octets else { return nil }
    return HostText.text(of: octets)
  }
}
