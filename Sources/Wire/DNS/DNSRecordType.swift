/// The kind of a record (IANA registry “Resource Record (RR) TYPEs”).
public struct DNSRecordType: RawRepresentable, Hashable, Sendable {
  public var rawValue: UInt16

  @inlinable
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  public static let a = DNSRecordType(rawValue: 1)
  public static let ns = DNSRecordType(rawValue: 2)
  public static let cname = DNSRecordType(rawValue: 5)
  public static let soa = DNSRecordType(rawValue: 6)
  public static let null = DNSRecordType(rawValue: 10)
  public static let ptr = DNSRecordType(rawValue: 12)
  public static let mx = DNSRecordType(rawValue: 15)
  public static let txt = DNSRecordType(rawValue: 16)
  public static let aaaa = DNSRecordType(rawValue: 28)
  public static let srv = DNSRecordType(rawValue: 33)
  public static let dname = DNSRecordType(rawValue: 39)
  public static let opt = DNSRecordType(rawValue: 41)
  public static let rrsig = DNSRecordType(rawValue: 46)
  public static let svcb = DNSRecordType(rawValue: 64)
  public static let https = DNSRecordType(rawValue: 65)
  public static let tsig = DNSRecordType(rawValue: 250)
  public static let any = DNSRecordType(rawValue: 255)
}

extension DNSRecordType: CustomStringConvertible {
  /// The registry's name, or `TYPE` and the number (RFC 3597 section 5).
  public var description: String {
    switch self {
    case .a: "A"
    case .ns: "NS"
    case .cname: "CNAME"
    case .soa: "SOA"
    case .null: "NULL"
    case .ptr: "PTR"
    case .mx: "MX"
    case .txt: "TXT"
    case .aaaa: "AAAA"
    case .srv: "SRV"
    case .dname: "DNAME"
    case .opt: "OPT"
    case .rrsig: "RRSIG"
    case .svcb: "SVCB"
    case .https: "HTTPS"
    case .tsig: "TSIG"
    case .any: "ANY"
    default: "TYPE\(rawValue)"
    }
  }
}

/// The class of a record; multicast DNS uses its top bit for something else.
public struct DNSClass: RawRepresentable, Hashable, Sendable {
  public var rawValue: UInt16

  @inlinable
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  public static let internet = DNSClass(rawValue: 1)
  public static let chaos = DNSClass(rawValue: 3)
  public static let none = DNSClass(rawValue: 254)
  public static let any = DNSClass(rawValue: 255)

  /// The class without the top bit, with which multicast DNS asks for unicast answers or marks
  /// records as the only ones (RFC 6762 sections 5.4 and 10.2).
  @inlinable public var withoutTopBit: DNSClass { DNSClass(rawValue: rawValue & 0x7FFF) }
}

extension DNSClass: CustomStringConvertible {
  public var description: String {
    switch self {
    case .internet: "IN"
    case .chaos: "CH"
    case .none: "NONE"
    case .any: "ANY"
    default: "CLASS\(rawValue)"
    }
  }
}
