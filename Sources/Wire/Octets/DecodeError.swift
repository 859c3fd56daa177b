/// Why octets could not be read: how much was missing or which rule of the protocol was broken.
///
/// Errors are evidence. They say where decoding stopped and keep *truncated* (more octets may
/// exist on the wire than were captured) apart from *malformed* (the message contradicts itself
/// or its specification). The value holds no heap storage, so throwing one allocates nothing.
public struct DecodeError: Error, Hashable, Sendable {
  public enum Kind: UInt8, Hashable, Sendable {
    /// The capture or the segment ends inside the message.
    case truncated
    /// The octets are all there and break a rule of the protocol.
    case malformed
    /// The message is larger or deeper than a stated maximum of this decoder.
    case limit
  }

  public var kind: Kind
  public var layer: Layer
  /// Octets from the start of the outermost reader to the place where reading stopped.
  public var offset: Int
  /// Octets that the read wanted at `offset`, or 0 when the error is not about length.
  public var need: Int
  /// Octets that were there at `offset`.
  public var have: Int
  public var rule: Rule

  @inlinable
  public init(
    _ kind: Kind, layer: Layer, offset: Int, need: Int = 0, have: Int = 0, rule: Rule
  ) {
    self.kind = kind
    self.layer = layer
    self.offset = offset
    self.need = need
    self.have = have
    self.rule = rule
  }
}

extension DecodeError: CustomStringConvertible {
  public var description: String {
    let length = need > 0 ? ", needs \(need) octets, has \(have)" : ""
    return "\(layer) \(kind) at octet \(offset)\(length): \(rule)"
  }
}

/// The rule of a protocol that a message broke, in the words of its specification.
///
/// Rules are written as literals; a literal's storage is immortal, so a rule costs no allocation.
public struct Rule: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
  public let description: String

  @inlinable
  public init(stringLiteral value: String) {
    description = value
  }
}

extension Rule {
  /// The captured octets end before the field does.
  public static let endOfCapture: Rule = "more octets than were captured"
  /// A field or list reaches past the length that encloses it.
  public static let exceedsLength: Rule = "reaches past the length that encloses it"
  /// Octets are left over where the structure must fill its length exactly.
  public static let trailingOctets: Rule = "octets left over inside the length"
}
