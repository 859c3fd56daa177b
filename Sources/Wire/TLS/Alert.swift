/// An alert in clear (RFC 8446 section 6).
public struct Alert: Hashable, Sendable {
  public var level: AlertLevel
  /// Named by the field in the specification.
  public var reason: AlertDescription

  @inlinable
  public init(level: AlertLevel, reason: AlertDescription) {
    self.level = level
    self.reason = reason
  }

  /// Reads the whole fragment of an alert record.
  ///
  /// An encrypted alert of TLS 1.2 is longer than two octets.
  ///
  /// - Throws: `truncated` below two octets, `malformed` above.
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    try reader.require(2)
    level = AlertLevel(rawValue: try reader.readUInt8())
    reason = AlertDescription(rawValue: try reader.readUInt8())
    try reader.expectEnd()
  }
}

extension Alert: CustomStringConvertible {
  public var description: String { "\(level) \(reason)" }
}

/// How serious the sender of an alert says it is.
public struct AlertLevel: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  public var rawValue: UInt8
  @inlinable public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let warning = AlertLevel(rawValue: 1)
  public static let fatal = AlertLevel(rawValue: 2)

  public var description: String {
    switch self {
    case .warning: "warning"
    case .fatal: "fatal"
    default: "level \(rawValue)"
    }
  }
}
