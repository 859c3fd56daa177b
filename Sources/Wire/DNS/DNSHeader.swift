/// The header of a DNS message (RFC 1035 section 4.1.1).
public struct DNSHeader: Hashable, Sendable {
  public var id: UInt16
  public var flags: DNSFlags
  public var questionCount: UInt16
  public var answerCount: UInt16
  public var authorityCount: UInt16
  public var additionalCount: UInt16

  /// Octets of the header itself.
  public static let size = 12

  /// Reads the twelve octets.
  ///
  /// - Throws: `truncated` below twelve octets.
  @inlinable
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    try reader.require(Self.size)
    id = try reader.readUInt16()
    flags = DNSFlags(rawValue: try reader.readUInt16())
    questionCount = try reader.readUInt16()
    answerCount = try reader.readUInt16()
    authorityCount = try reader.readUInt16()
    additionalCount = try reader.readUInt16()
  }

  /// Records of all three sections that the header announces.
  public var recordCount: Int { Int(answerCount) + Int(authorityCount) + Int(additionalCount) }
}

/// The second word of the header: flags, the kind of query and the outcome.
public struct DNSFlags: RawRepresentable, Hashable, Sendable {
  public var rawValue: UInt16

  @inlinable
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// QR.
  @inlinable public var isResponse: Bool { rawValue & 0x8000 != 0 }
  @inlinable public var opcode: DNSOpcode {
    DNSOpcode(rawValue: UInt8(truncatingIfNeeded: rawValue >> 11 & 0xF))
  }
  /// AA.
  @inlinable public var isAuthoritative: Bool { rawValue & 0x0400 != 0 }
  /// TC: the answer did not fit, the client asks again over TCP.
  @inlinable public var isTruncated: Bool { rawValue & 0x0200 != 0 }
  /// RD.
  @inlinable public var isRecursionDesired: Bool { rawValue & 0x0100 != 0 }
  /// RA.
  @inlinable public var isRecursionAvailable: Bool { rawValue & 0x0080 != 0 }
  /// The bit that must be zero.
  @inlinable public var isReservedSet: Bool { rawValue & 0x0040 != 0 }
  /// Lower four bits of the outcome; an OPT record holds the others (RFC 6891).
  @inlinable public var responseCode: DNSResponseCode { DNSResponseCode(rawValue: rawValue & 0xF) }
}

/// The kind of query (IANA registry “DNS OpCodes”).
public struct DNSOpcode: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  public var rawValue: UInt8
  @inlinable public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let query = DNSOpcode(rawValue: 0)
  public static let inverseQuery = DNSOpcode(rawValue: 1)
  public static let status = DNSOpcode(rawValue: 2)
  public static let notify = DNSOpcode(rawValue: 4)
  public static let update = DNSOpcode(rawValue: 5)
  public static let statefulOperations = DNSOpcode(rawValue: 6)

  public var description: String {
    switch self {
    case .query: "QUERY"
    case .inverseQuery: "IQUERY"
    case .status: "STATUS"
    case .notify: "NOTIFY"
    case .update: "UPDATE"
    case .statefulOperations: "DSO"
    default: "OPCODE\(rawValue)"
    }
  }
}

/// The outcome of a query (IANA registry “DNS RCODEs”), 12 bits with EDNS.
public struct DNSResponseCode: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  public var rawValue: UInt16
  @inlinable public init(rawValue: UInt16) { self.rawValue = rawValue }

  public static let noError = DNSResponseCode(rawValue: 0)
  public static let formatError = DNSResponseCode(rawValue: 1)
  public static let serverFailure = DNSResponseCode(rawValue: 2)
  public static let nameError = DNSResponseCode(rawValue: 3)
  public static let notImplemented = DNSResponseCode(rawValue: 4)
  public static let refused = DNSResponseCode(rawValue: 5)
  public static let badVersion = DNSResponseCode(rawValue: 16)

  public var description: String {
    switch self {
    case .noError: "NOERROR"
    case .formatError: "FORMERR"
    case .serverFailure: "SERVFAIL"
    case .nameError: "NXDOMAIN"
    case .notImplemented: "NOTIMP"
    case .refused: "REFUSED"
    case .badVersion: "BADVERS"
    default: "RCODE\(rawValue)"
    }
  }
}
