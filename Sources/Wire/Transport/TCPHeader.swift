/// The header of a TCP segment.
///
/// RFC 9293 section 3.1; 20 octets and up to 40 of options.
public struct TCPHeader: Hashable, Sendable {
  public var sourcePort: UInt16
  public var destinationPort: UInt16
  public var sequenceNumber: UInt32
  public var acknowledgmentNumber: UInt32
  /// 32-bit words from the start of the header to the data: 5 to 15.
  public var dataOffset: UInt8
  public var flags: TCPFlags
  /// Octets, before scaling.
  public var window: UInt16
  public var checksum: UInt16
  public var urgentPointer: UInt16

  /// Reads the header, skips its options and leaves the reader at the data.
  ///
  /// - Throws: `truncated` (or `malformed` inside an IP length) when the octets end first;
  ///   `malformed` when the data offset is below five words.
  @inlinable
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    let start = reader.position
    let octets = try reader.fixed(20)
    sourcePort = octets.networkUInt16(at: 0)
    destinationPort = octets.networkUInt16(at: 2)
    sequenceNumber = octets.networkUInt32(at: 4)
    acknowledgmentNumber = octets.networkUInt32(at: 8)
    let offsetAndFlags = octets.networkUInt16(at: 12)
    dataOffset = UInt8(truncatingIfNeeded: offsetAndFlags >> 12)
    flags = TCPFlags(rawValue: offsetAndFlags & 0x01FF)
    window = octets.networkUInt16(at: 14)
    checksum = octets.networkUInt16(at: 16)
    urgentPointer = octets.networkUInt16(at: 18)
    guard dataOffset >= 5 else {
      throw reader.malformed("TCP data offset below five words", at: start + 12)
    }
    if dataOffset > 5 { try reader.skip(optionsLength) }
  }

  /// Octets, options included: 20 to 60.
  @inlinable public var headerLength: Int { Int(dataOffset) * 4 }
  /// Octets: 0 to 40.
  @inlinable public var optionsLength: Int { headerLength - 20 }

  /// Reads the options; few segments need them, so few pay for it.
  ///
  /// - Parameter segment: a reader at the first octet of this header, kept from before `init`.
  /// - Throws: what `TCPOptions` throws.
  public func options(in segment: OctetReader) throws(DecodeError) -> TCPOptions {
    var reader = segment
    try reader.skip(20)
    var options = try reader.sub(optionsLength)
    return try TCPOptions(parsing: &options)
  }
}

/// The control bits of a TCP segment.
///
/// RFC 9293 section 3.1; AE is RFC 9768's, formerly NS.
public struct TCPFlags: OptionSet, Hashable, Sendable {
  public var rawValue: UInt16

  @inlinable
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  @inlinable public static var fin: TCPFlags { TCPFlags(rawValue: 0x001) }
  @inlinable public static var syn: TCPFlags { TCPFlags(rawValue: 0x002) }
  @inlinable public static var rst: TCPFlags { TCPFlags(rawValue: 0x004) }
  @inlinable public static var psh: TCPFlags { TCPFlags(rawValue: 0x008) }
  @inlinable public static var ack: TCPFlags { TCPFlags(rawValue: 0x010) }
  @inlinable public static var urg: TCPFlags { TCPFlags(rawValue: 0x020) }
  @inlinable public static var ece: TCPFlags { TCPFlags(rawValue: 0x040) }
  @inlinable public static var cwr: TCPFlags { TCPFlags(rawValue: 0x080) }
  @inlinable public static var ae: TCPFlags { TCPFlags(rawValue: 0x100) }
}

extension TCPFlags: CustomStringConvertible {
  /// One letter a flag in Wireshark's order, as in `SA` or `FPA`; `-` for none.
  public var description: String {
    let letters: [(TCPFlags, Character)] = [
      (.fin, "F"), (.syn, "S"), (.rst, "R"), (.psh, "P"), (.ack, "A"), (.urg, "U"), (.ece, "E"),
      (.cwr, "C"), (.ae, "N"),
    ]
    let text = String(letters.filter { contains($0.0) }.map(\.1))
    return text.isEmpty ? "-" : text
  }
}
