public import Observations

extension YAMLNode {
  /// An address or a CIDR range (RFC 4632, RFC 4291 2.3).
  ///
  /// Bits behind the prefix length are a mistake: `10.1.2.3/24` for one asset would take in the
  /// whole segment.
  public func prefix(into mistakes: inout Mistakes) -> IPPrefix? {
    guard case .scalar(let text, _) = content, let prefix = IPPrefix(text) else {
      mistakes.add("expected an address or a range such as 10.0.0.0/8; found \(shown)", at: self)
      return nil
    }
    let written = text.split(separator: "/").first.flatMap { IPAddress($0) }
    guard written == prefix.address else {
      mistakes.add(
        "\(shown) has bits behind its length; the range would be \(prefix)", at: self)
      return nil
    }
    return prefix
  }

  /// Six pairs of hexadecimal digits of one host; group addresses belong to none.
  public func macAddress(into mistakes: inout Mistakes) -> MACAddress? {
    guard case .scalar(let text, _) = content, let address = MACAddress(text) else {
      mistakes.add("expected a MAC address such as 02:00:00:00:00:10; found \(shown)", at: self)
      return nil
    }
    guard !address.isGroup, address.bits != 0 else {
      mistakes.add("\(shown) is not the address of one host", at: self)
      return nil
    }
    return address
  }

  /// A port, or a range `5000-5010`.
  public func portRange(into mistakes: inout Mistakes) -> ClosedRange<UInt16>? {
    if case .scalar(let text, _) = content {
      let ends = text.split(separator: "-", omittingEmptySubsequences: false)
        .map { $0.utf8.allSatisfy { (0x30...0x39).contains($0) } ? UInt16($0) : nil }
      if ends.count == 1, let port = ends[0], port > 0 { return port...port }
      if ends.count == 2, let first = ends[0], let last = ends[1], first > 0, first <= last {
        return first...last
      }
    }
    mistakes.add(
      "expected a port from 1 to 65535 or a range such as 5000-5010; found \(shown)",
      at: self)
    return nil
  }

  /// One port, one range, or a list of both.
  public func ports(into mistakes: inout Mistakes) -> [ClosedRange<UInt16>] {
    list(into: &mistakes) { $0.portRange(into: &$1) }
  }

  /// A host name, or `*.domain`.
  public func namePattern(into mistakes: inout Mistakes) -> NamePattern? {
    guard case .scalar(let text, _) = content, let pattern = NamePattern(text) else {
      mistakes.add("expected a host name or *.domain; found \(shown)", at: self)
      return nil
    }
    return pattern
  }

  /// A text in every language; each of them is required.
  public func localizedText(into mistakes: inout Mistakes) -> LocalizedText? {
    let languages = Language.allCases.map(\.rawValue)
    guard
      let mapping = YAMLMapping(
        self, as: "a text for people", keys: languages, required: languages, into: &mistakes)
    else { return nil }
    let texts = languages.map { language in
      mapping[language]?.string(maximum: Self.maximumTextLength, into: &mistakes)
    }
    guard let en = texts[0], let zh = texts[1], let ja = texts[2] else { return nil }
    return LocalizedText(en: en, zh: zh, ja: ja)
  }
}
