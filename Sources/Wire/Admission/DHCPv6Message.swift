/// A message of the Dynamic Host Configuration Protocol for IPv6, between client and server.
///
/// RFC 8415 section 8: a type, a transaction, and options. Messages of relays (section 9) carry
/// another one and are told apart by their type.
public struct DHCPv6Message: Hashable, Sendable {
  public let type: UInt8
  public let transaction: UInt32
  /// The link-layer address in the client's DUID of type 1 or 3 (section 11); nil otherwise.
  public private(set) var clientHardware: UInt64?
  /// The first address of an identity association (section 21.6).
  public private(set) var address: UInt128?
  /// The first label of option 39, a name in the wire form of DNS (RFC 4704 section 4.2).
  public private(set) var hostName: String?

  /// Most options that are read; clients send about ten.
  public static let maximumOptions = 64

  /// RELAY-FORW and RELAY-REPL (section 7.3).
  public static func isRelayed(_ type: UInt8) -> Bool { type == 12 || type == 13 }

  /// REPLY (section 7.3), which gives what it names.
  public var isReply: Bool { type == 7 }

  /// - Throws: `truncated` when the octets end inside an option; `malformed` for a message of a
  ///   relay, or an option that breaks its length; `limit` beyond `maximumOptions`.
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    type = try reader.readUInt8()
    transaction = try reader.readUInt24()
    guard !Self.isRelayed(type) else {
      throw reader.malformed("DHCPv6 message of a relay where a client's is read")
    }
    for _ in 0..<Self.maximumOptions {
      if reader.isAtEnd { return }
      let code = try reader.readUInt16()
      let length = Int(try reader.readUInt16())
      var value = try reader.sub(length)
      switch code {
      case 1: clientHardware = try Self.hardware(&value)
      case 3: if address == nil { address = try Self.address(&value) }
      case 39:
        try value.skip(1)  // flags
        let count = Int(try value.readUInt8())
        // Compression is not allowed here, so that a label has 63 octets at most.
        guard count <= 63 else { throw value.malformed("a label of a DHCPv6 name is too long") }
        hostName = HTTPText.text(of: try value.take(count), maximum: count)
      default: break
      }
    }
    if !reader.isAtEnd { throw reader.limit("more than 64 DHCPv6 options") }
  }

  /// DUID-LLT and DUID-LL over Ethernet (sections 11.2, 11.4).
  private static func hardware(_ value: inout OctetReader) throws(DecodeError) -> UInt64? {
    let kind = try value.readUInt16()
    guard kind == 1 || kind == 3, try value.readUInt16() == 1 else { return nil }
    if kind == 1 { try value.skip(4) }  // time
    guard value.remaining == 6 else { return nil }
    return UInt64(try value.readUInt32()) << 16 | UInt64(try value.readUInt16())
  }

  /// The address of the first IAADDR in an IA_NA (section 21.4).
  private static func address(_ value: inout OctetReader) throws(DecodeError) -> UInt128? {
    try value.skip(12)  // IAID, T1, T2
    for _ in 0..<Self.maximumOptions {
      if value.isAtEnd { return nil }
      let code = try value.readUInt16()
      let length = Int(try value.readUInt16())
      var option = try value.sub(length)
      guard code == 5 else { continue }
      let high = UInt128(try option.readUInt64())
      return high << 64 | UInt128(try option.readUInt64())
    }
    return nil
  }
}
