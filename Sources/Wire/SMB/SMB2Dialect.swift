/// A revision of the SMB2 protocol (MS-SMB2 2.2.3, 2.2.4); a number that is not known stays data.
public struct SMB2Dialect: SMB2Identifier, RawRepresentable {
  public var rawValue: UInt16

  @inlinable
  public init(rawValue: UInt16) {
    self.rawValue = rawValue
  }

  public static let smb202 = SMB2Dialect(rawValue: 0x0202)
  public static let smb21 = SMB2Dialect(rawValue: 0x0210)
  /// Answers an SMB1 NEGOTIATE that lists "SMB 2.???"; a second NEGOTIATE follows.
  public static let wildcard = SMB2Dialect(rawValue: 0x02FF)
  public static let smb30 = SMB2Dialect(rawValue: 0x0300)
  public static let smb302 = SMB2Dialect(rawValue: 0x0302)
  public static let smb311 = SMB2Dialect(rawValue: 0x0311)

  /// Whether this is a revision that a session can run on, which the wildcard is not.
  public var isDefined: Bool {
    switch self {
    case .smb202, .smb21, .smb30, .smb302, .smb311: true
    default: false
    }
  }
}

extension SMB2Dialect: CustomStringConvertible {
  public var description: String {
    switch self {
    case .smb202: "2.0.2"
    case .smb21: "2.1"
    case .wildcard: "2.???"
    case .smb30: "3.0"
    case .smb302: "3.0.2"
    case .smb311: "3.1.1"
    default: "dialect 0x" + String(rawValue, radix: 16, uppercase: true)
    }
  }
}

extension SMB2IdentifierList where Identifier == SMB2Dialect {
  /// The highest revision of the list that MS-SMB2 defines; unknown numbers do not count.
  public var highest: SMB2Dialect? {
    var highest: SMB2Dialect?
    for index in indices where self[index].isDefined {
      highest = SMB2Dialect(rawValue: max(highest?.rawValue ?? 0, self[index].rawValue))
    }
    return highest
  }
}
