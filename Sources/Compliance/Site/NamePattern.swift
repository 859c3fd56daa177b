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
  /// anything but letters, digits, hyphens and underscores.
  public init?(_ text: String) {
    var rest = text.lowercased()
    if rest.hasSuffix(".") { rest.removeLast() }
    isWildcard = rest.hasPrefix("*.")
    if isWildcard { rest.removeFirst(2) }
    let labels = rest.split(separator: ".", omittingEmptySubsequences: false)
    let areValid = labels.allSatisfy { label in
      (1...63).contains(label.utf8.count)
        && label.utf8.allSatisfy { octet in
          (0x61...0x7a).contains(octet) || (0x30...0x39).contains(octet) || octet == 0x2d
            || octet == 0x5f
        }
    }
    guard areValid, rest.utf8.count <= 253 else { return nil }
    domain = rest
  }

  /// How a name matches; nil when it does not. Case does not matter, a trailing dot is ignored.
  public func match(_ name: String) -> Match? {
    var name = name.lowercased()
    if name.hasSuffix(".") { name.removeLast() }
    if name == domain { return isWildcard ? .apex : .exact }
    return isWildcard && name.hasSuffix("." + domain) ? .below : nil
  }

  public var description: String { isWildcard ? "*." + domain : domain }
}
