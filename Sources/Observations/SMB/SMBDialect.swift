/// An SMB dialect by its revision number (MS-SMB2 2.2.4); SMB1 has a number of our own below all.
public struct SMBDialect: RawRepresentable, Hashable, Comparable, Codable, Sendable {
  public var rawValue: UInt16

  @inlinable
  public init(rawValue: UInt16) {
    self.rawValue = rawValue
  }

  /// Not a number on the wire: SMB1 names its dialects by strings.
  public static let smb1 = SMBDialect(rawValue: 0x0100)
  public static let smb202 = SMBDialect(rawValue: 0x0202)
  public static let smb21 = SMBDialect(rawValue: 0x0210)
  /// The answer to a multi-protocol negotiate that asks for a second round (3.3.5.3.2).
  public static let wildcard = SMBDialect(rawValue: 0x02ff)
  public static let smb30 = SMBDialect(rawValue: 0x0300)
  public static let smb302 = SMBDialect(rawValue: 0x0302)
  public static let smb311 = SMBDialect(rawValue: 0x0311)

  /// True for the dialects that MS-SMB2 defines, and SMB1.
  public var isKnown: Bool {
    switch self {
    case .smb1, .smb202, .smb21, .smb30, .smb302, .smb311: true
    default: false
    }
  }

  @inlinable
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

extension SMBDialect: CustomStringConvertible {
  public var description: String {
    switch self {
    case .smb1: "SMB1"
    case .smb202: "2.0.2"
    case .smb21: "2.1"
    case .wildcard: "2.???"
    case .smb30: "3.0"
    case .smb302: "3.0.2"
    case .smb311: "3.1.1"
    default: "0x" + String(rawValue, radix: 16)
    }
  }
}
