/// The data of an SVCB or HTTPS record (RFC 9460 section 2.2).
public struct ServiceBinding: ~Escapable {
  /// 0 is an alias: the parameters then mean nothing.
  public let priority: UInt16
  /// The root stands for the record's own name, or for no service in an alias.
  public let target: DNSName
  /// Protocols, each behind its length octet (key 1).
  public let alpn: Span<UInt8>?
  /// Key 2.
  public let hasNoDefaultALPN: Bool
  /// Key 3.
  public let port: UInt16?
  /// Addresses that the client may use without asking for them (key 4).
  public let ipv4Hints: IPv4HintList?
  /// The configuration for an encrypted hello (key 5).
  public let ech: Span<UInt8>?
  /// Key 6.
  public let ipv6Hints: IPv6HintList?
  /// Parameters of any key.
  public let parameterCount: Int

  public var isAlias: Bool { priority == 0 }

  /// Reads the data of the record, to which the reader must be limited.
  ///
  /// - Throws: `malformed` when the target is compressed, keys do not increase, or a value breaks
  ///   the rules of its key.
  @_lifetime(copy reader, copy message)
  init(
    parsing reader: inout OctetReader, message: Span<UInt8>, base: Int
  ) throws(DecodeError) {
    priority = try reader.readUInt16()
    target = try DNSName(parsing: &reader, message: message, base: base, allowsPointers: false)
    var alpn: Span<UInt8>?
    var hasNoDefaultALPN = false
    var port: UInt16?
    var ipv4Hints: IPv4HintList?
    var ech: Span<UInt8>?
    var ipv6Hints: IPv6HintList?
    var previous = -1
    var count = 0
    // Keys increase, so there are at most 65,536 turns; the record's 16-bit length allows fewer.
    while !reader.isAtEnd {
      let key = try reader.readUInt16()
      guard Int(key) > previous else { throw reader.malformed("SvcParamKeys do not increase") }
      previous = Int(key)
      count += 1
      var value = try reader.sub(Int(try reader.readUInt16()))
      switch key {
      case 1: alpn = try Self.protocolNames(parsing: &value)
      case 2: hasNoDefaultALPN = true
      case 3: port = try value.readUInt16()
      case 4: ipv4Hints = IPv4HintList(try Self.addresses(parsing: &value, size: 4))
      case 5: ech = value.rest()
      case 6: ipv6Hints = IPv6HintList(try Self.addresses(parsing: &value, size: 16))
      default: _ = value.rest()
      }
      try value.expectEnd()
    }
    self.alpn = alpn
    self.hasNoDefaultALPN = hasNoDefaultALPN
    self.port = port
    self.ipv4Hints = ipv4Hints
    self.ech = ech
    self.ipv6Hints = ipv6Hints
    parameterCount = count
  }

  @_lifetime(copy value)
  private static func protocolNames(
    parsing value: inout OctetReader
  ) throws(DecodeError) -> Span<UInt8> {
    var walk = value
    guard !walk.isAtEnd else { throw walk.malformed("an empty list of protocols") }
    // Each turn takes two octets or more of a value that a 16-bit length bounds.
    while !walk.isAtEnd {
      let length = Int(try walk.readUInt8())
      guard length > 0 else { throw walk.malformed("an empty protocol name") }
      try walk.skip(length)
    }
    return value.rest()
  }

  @_lifetime(copy value)
  private static func addresses(
    parsing value: inout OctetReader, size: Int
  ) throws(DecodeError) -> Span<UInt8> {
    guard !value.isAtEnd, value.remaining.isMultiple(of: size) else {
      throw value.malformed("an address hint that is no list of addresses")
    }
    return value.rest()
  }
}

/// IPv4 addresses in wire order.
public struct IPv4HintList: ~Escapable {
  let octets: Span<UInt8>

  @_lifetime(copy octets)
  init(_ octets: Span<UInt8>) { self.octets = octets }

  public var indices: Range<Int> { 0..<octets.count / 4 }

  /// The address at `index`, which must be one of `indices`, its first octet most significant.
  public subscript(index: Int) -> UInt32 {
    var address: UInt32 = 0
    for place in 4 * index..<4 * index + 4 { address = address << 8 | UInt32(octets[place]) }
    return address
  }
}

/// IPv6 addresses in wire order.
public struct IPv6HintList: ~Escapable {
  let octets: Span<UInt8>

  @_lifetime(copy octets)
  init(_ octets: Span<UInt8>) { self.octets = octets }

  public var indices: Range<Int> { 0..<octets.count / 16 }

  /// The address at `index`, which must be one of `indices`, its first octet most significant.
  public subscript(index: Int) -> UInt128 {
    var address: UInt128 = 0
    for place in 16 * index..<16 * index + 16 {
      address = address << 8 | UInt128(octets[place])
    }
    return address
  }
}
