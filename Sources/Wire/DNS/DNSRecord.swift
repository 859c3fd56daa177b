/// One resource record (RFC 1035 section 4.1.3); its data is read on demand.
public struct DNSRecord: ~Escapable {
  public let section: DNSSection
  public let name: DNSName
  public let type: DNSRecordType
  /// The class; in an OPT record the sender's largest UDP payload instead.
  public let recordClass: DNSClass
  /// Seconds; in an OPT record flags instead.
  public let timeToLive: UInt32
  let reader: OctetReader
  let message: Span<UInt8>
  let base: Int

  @_lifetime(copy name, copy reader, copy message)
  init(
    section: DNSSection, name: DNSName, type: DNSRecordType, recordClass: DNSClass,
    timeToLive: UInt32, reader: OctetReader, message: Span<UInt8>, base: Int
  ) {
    self.section = section
    self.name = name
    self.type = type
    self.recordClass = recordClass
    self.timeToLive = timeToLive
    self.reader = reader
    self.message = message
    self.base = base
  }

  /// The octets of the data.
  public var rawData: Span<UInt8> {
    @_lifetime(copy self)
    get {
      var reader = self.reader
      return reader.rest()
    }
  }

  /// The data of a record whose type and class are known, otherwise its octets.
  ///
  /// - Throws: `malformed` when the data breaks the rules of its type or leaves octets over.
  @_lifetime(copy self)
  public func data() throws(DecodeError) -> DNSRecordData {
    var reader = self.reader
    if type == .opt {
      return .opt(DNSOption(recordClass: recordClass, timeToLive: timeToLive, data: reader.rest()))
    }
    // An update names what it deletes with other classes and without data (RFC 2136).
    guard recordClass.withoutTopBit == .internet else { return .raw(reader.rest()) }
    let data: DNSRecordData
    switch type {
    case .a: data = .a(try reader.readUInt32())
    case .aaaa:
      let high = try reader.readUInt64()
      data = .aaaa(UInt128(high) << 64 | UInt128(try reader.readUInt64()))
    case .cname: data = .cname(try readName(&reader))
    case .dname: data = .dname(try readName(&reader))
    case .ptr: data = .ptr(try readName(&reader))
    case .ns: data = .ns(try readName(&reader))
    case .mx:
      let preference = try reader.readUInt16()
      data = .mx(preference: preference, exchange: try readName(&reader))
    case .soa:
      let primary = try readName(&reader)
      let mailbox = try readName(&reader)
      // Serial, refresh, retry, expire and minimum.
      try reader.skip(20)
      data = .soa(primary: primary, mailbox: mailbox)
    case .srv:
      let priority = try reader.readUInt16()
      let weight = try reader.readUInt16()
      let port = try reader.readUInt16()
      data = .srv(
        priority: priority, weight: weight, port: port, target: try readName(&reader))
    case .svcb, .https:
      let binding = try ServiceBinding(parsing: &reader, message: message, base: base)
      data = type == .svcb ? .svcb(binding) : .https(binding)
    case .txt: data = .txt(reader.rest())
    default: data = .raw(reader.rest())
    }
    try reader.expectEnd()
    return data
  }

  @_lifetime(copy self)
  private func readName(_ reader: inout OctetReader) throws(DecodeError) -> DNSName {
    try DNSName(parsing: &reader, message: message, base: base)
  }
}

/// The data of a record.
public enum DNSRecordData: ~Escapable {
  /// An IPv4 address, its first octet the most significant.
  case a(UInt32)
  /// An IPv6 address, its first octet the most significant.
  case aaaa(UInt128)
  case cname(DNSName)
  case dname(DNSName)
  case ptr(DNSName)
  case ns(DNSName)
  case mx(preference: UInt16, exchange: DNSName)
  case soa(primary: DNSName, mailbox: DNSName)
  case srv(priority: UInt16, weight: UInt16, port: UInt16, target: DNSName)
  /// Strings, each behind its length octet.
  case txt(Span<UInt8>)
  case svcb(ServiceBinding)
  case https(ServiceBinding)
  case opt(DNSOption)
  /// Any other type, or a class other than the Internet's.
  case raw(Span<UInt8>)
}

/// What an OPT record says about the sender (RFC 6891 section 6.1).
public struct DNSOption: ~Escapable {
  /// Octets of the largest UDP payload that the sender takes.
  public let payloadSize: UInt16
  /// The upper eight bits of the outcome.
  public let extendedResponseCode: UInt8
  public let version: UInt8
  /// DO: the sender wants signatures.
  public let isDNSSECWanted: Bool
  /// Options, each behind its code and length.
  public let options: Span<UInt8>

  @_lifetime(copy data)
  init(recordClass: DNSClass, timeToLive: UInt32, data: Span<UInt8>) {
    payloadSize = recordClass.rawValue
    extendedResponseCode = UInt8(truncatingIfNeeded: timeToLive >> 24)
    version = UInt8(truncatingIfNeeded: timeToLive >> 16)
    isDNSSECWanted = timeToLive & 0x8000 != 0
    options = data
  }

  /// The whole outcome, 12 bits.
  public func responseCode(with flags: DNSFlags) -> DNSResponseCode {
    DNSResponseCode(rawValue: UInt16(extendedResponseCode) << 4 | flags.responseCode.rawValue)
  }
}
