/// The TCP options that a passive observer has use for.
///
/// RFC 9293 section 3.2, window scale and timestamps RFC 7323, selective acknowledgment RFC 2018.
public struct TCPOptions: Hashable, Sendable {
  /// Octets.
  public var maximumSegmentSize: UInt16?
  /// How many bits the window is shifted; RFC 7323 section 2.3 caps its use at 14.
  public var windowScale: UInt8?
  public var isSACKPermitted = false
  public var timestamps: Timestamps?
  /// Options that are none of the above, padding aside.
  public var unknownCount = 0

  public struct Timestamps: Hashable, Sendable {
    public var value: UInt32
    public var echoReply: UInt32
  }

  /// As many as fit into the 40 octets that a data offset of 15 words leaves.
  public static let maximumOptions = 40

  /// Reads options to the end of the reader or of the option list.
  ///
  /// An option with a known kind and a length that is not that kind's counts as unknown.
  /// - Throws: `malformed` when an option's length is below 2 or reaches past the header.
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    for _ in 0..<Self.maximumOptions {
      guard !reader.isAtEnd else { return }
      let kind = try reader.readUInt8()
      if kind == 0 { return }
      if kind == 1 { continue }
      let lengthPosition = reader.position
      let length = try reader.readUInt8()
      guard length >= 2 else {
        throw reader.malformed("TCP option length below 2", at: lengthPosition)
      }
      var value = try reader.sub(Int(length) - 2)
      switch (kind, length) {
      case (2, 4): maximumSegmentSize = try value.readUInt16()
      case (3, 3): windowScale = try value.readUInt8()
      case (4, 2): isSACKPermitted = true
      case (8, 10):
        timestamps = Timestamps(value: try value.readUInt32(), echoReply: try value.readUInt32())
      default: unknownCount += 1
      }
    }
    guard reader.isAtEnd else { throw reader.limit("more than 40 TCP options") }
  }
}
