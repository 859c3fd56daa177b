/// A host name, or `*.domain`, which stands for one or more labels below the domain.
///
/// The bare domain matches a wildcard too, and the match says so (`apex`), since a vendor's list
/// that writes `*.d` rarely means to leave out `d`.
public struct NamePattern: Hashable, Sendable, CustomStringConvertible {
  public enum Match: Hashable, Sendable {
    case exact, below, apex
  }

  /// Lower case, without the `*.` and without a trailing dot.
  public let domain: String
  public let isWildcard: Bool

  /// A pattern from its text, or nil when a label is empty, longer than 63 octets, or holds
  /// anything but letters, digits, hyphens and underscores (RFC 1035 2.3.1, RFC 2782).
  ///
  /// Only ASCII letters are folded: other alphabets hold letters whose lower case is ASCII.
  public init?(_ text: String) {
    var rest = text.utf8.map(Self.folded)[...]
    if rest.last == Self.dot { rest.removeLast() }
    isWildcard = rest.starts(with: [0x2a, Self.dot])
    if isWildcard { rest.removeFirst(2) }
    let labels = rest.split(separator: Self.dot, omittingEmptySubsequences: false)
    let areValid = labels.allSatisfy { label in
      (1...63).contains(label.count)
        && label.allSatisfy { octet in
          (0x61...0x7a).contains(octet) || (0x30...0x39).contains(octet) || octet == 0x2d
            || octet == 0x5f
        }
    }
    guard areValid, rest.count <= 253 else { return nil }
    domain = String(decoding: rest, as: UTF8.self)
  }

  /// How a name matches; nil when it does not.
  ///
  /// Case does not matter, a trailing dot is ignored. Compares octets from the end and allocates nothing.
  public func match(_ name: String) -> Match? {
    let utf8 = name.utf8Span
    let octets = utf8.span
    let expectedUTF8 = domain.utf8Span
    let expected = expectedUTF8.span
    var end = octets.count
    if end > 0, octets[end - 1] == Self.dot { end -= 1 }
    // Names of other domains mostly differ near the end.
    let start = end - expected.count
    guard start >= 0 else { return nil }
    var place = expected.count - 1
    while place >= 0 {
      guard Self.folded(octets[start + place]) == expected[place] else { return nil }
      place -= 1
    }
    guard start > 0 else { return isWildcard ? .apex : .exact }
    // What is left must end in the dot before the domain and hold no empty label.
    guard isWildcard, octets[start - 1] == Self.dot else { return nil }
    var previous = Self.dot
    for place in 0..<start {
      guard octets[place] != Self.dot || previous != Self.dot else { return nil }
      previous = octets[place]
    }
    return .below
  }

  public var description: String { isWildcard ? "*." + domain : domain }

  private static let dot: UInt8 = 0x2e

  private static func folded(_ octet: UInt8) -> UInt8 {
    (0x41...0x5a).contains(octet) ? octet | 0x20 : octet
  }
}
