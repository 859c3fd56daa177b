extension DNSName {
  /// Appends the name in lower case, labels joined by dots, without the dot of the root.
  ///
  /// Octets that are no visible ASCII become `\` and three decimal digits; a dot or backslash
  /// inside a label gets a `\` before it (RFC 1035 section 5.1). The root is a single dot. At most
  /// 1,020 octets are appended.
  public func append(to text: inout [UInt8]) {
    if isRoot {
      text.append(0x2E)
      return
    }
    var labels = makeIterator()
    var isFirst = true
    while let label = labels.next() {
      if !isFirst { text.append(0x2E) }
      isFirst = false
      HostText.append(label, escapingDots: true, to: &text)
    }
  }

  /// The name as `append(to:)` writes it.
  public var text: String {
    if let plain = plainText { return plain }
    var octets: [UInt8] = []
    octets.reserveCapacity(uncompressedLength)
    append(to: &octets)
    return String(decoding: octets, as: UTF8.self)
  }

  /// The name put together on the stack when every label is lower-case letters, digits, hyphens
  /// and underscores, as nearly all are; otherwise nil.
  private var plainText: String? {
    guard !isRoot, uncompressedLength <= Self.maximumLength else { return nil }
    var text = [255 of UInt8](repeating: 0)
    var count = 0
    var labels = makeIterator()
    while let label = labels.next() {
      guard count + label.count < Self.maximumLength else { return nil }
      if count > 0 {
        text[count] = 0x2E
        count += 1
      }
      for index in label.indices {
        let octet = label[index]
        let isPlain =
          octet >= 0x61 && octet <= 0x7A || octet >= 0x30 && octet <= 0x39 || octet == 0x2D
          || octet == 0x5F
        guard isPlain else { return nil }
        text[count] = octet
        count += 1
      }
    }
    return PlainText.string(text.span.extracting(0..<count)) { _ in true }
  }

  /// Whether two names are the same, upper and lower case being equal (RFC 4343).
  public func isEqual(to other: borrowing DNSName) -> Bool {
    guard labelCount == other.labelCount, uncompressedLength == other.uncompressedLength else {
      return false
    }
    var left = makeIterator()
    var right = other.makeIterator()
    while let mine = left.next(), let theirs = right.next() {
      guard mine.count == theirs.count else { return false }
      for index in mine.indices
      where mine[index].lowercasedASCII != theirs[index].lowercasedASCII {
        return false
      }
    }
    return true
  }
}

/// Text for host names from the wire that is safe to print and to compare.
public enum HostText {
  /// Appends octets in lower case, others than visible ASCII as `\` and three decimal digits.
  static func append(
    _ octets: Span<UInt8>, escapingDots: Bool, to text: inout [UInt8]
  ) {
    for index in octets.indices {
      let octet = octets[index].lowercasedASCII
      switch octet {
      case 0x5C:
        text.append(0x5C)
        text.append(octet)
      case 0x2E where escapingDots:
        text.append(0x5C)
        text.append(octet)
      case 0x21...0x7E:
        text.append(octet)
      default:
        text.append(0x5C)
        text.append(0x30 + octet / 100)
        text.append(0x30 + octet / 10 % 10)
        text.append(0x30 + octet % 10)
      }
    }
  }

  /// A host name that is written with dots, as in a TLS server name or an HTTP `Host` field.
  ///
  /// Lower case, without one dot at the end; the result equals `DNSName.text` of the same name.
  /// Octets after the first 1,024 are left out.
  public static func text(of name: Span<UInt8>) -> String {
    var end = min(name.count, 1024)
    if end > 1, end == name.count, name[end - 1] == 0x2E { end -= 1 }
    let plain = PlainText.string(name.extracting(0..<end)) { octet in
      octet > 0x20 && octet < 0x7F && octet != 0x5C && !(octet >= 0x41 && octet <= 0x5A)
    }
    if let plain { return plain }
    var octets: [UInt8] = []
    octets.reserveCapacity(end)
    append(name.extracting(0..<end), escapingDots: false, to: &octets)
    return String(decoding: octets, as: UTF8.self)
  }
}
