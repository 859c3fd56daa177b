/// A packet with a long header, one of several that a datagram may hold (RFC 9000 section 17.2).
///
/// Of versions that this decoder does not know only what all versions share is read
/// (RFC 8999 section 5.1); such a packet fills its datagram.
public struct QUICPacket: ~Escapable {
  public enum Kind: Hashable, Sendable {
    case initial, zeroRTT, handshake, retry
    case versionNegotiation
    /// A long header of a version whose rules are not known.
    case unknownVersion
  }

  public let kind: Kind
  public let version: QUICVersion
  /// At most 20 octets in known versions.
  public let destinationConnectionID: Span<UInt8>
  public let sourceConnectionID: Span<UInt8>
  /// The token of an Initial or Retry, empty otherwise.
  public let token: Span<UInt8>
  /// The versions of a version negotiation, empty otherwise.
  public let supportedVersions: QUICVersionList
  /// The packet from its first octet, as far as it was captured.
  public let octets: Span<UInt8>
  /// Place of the packet number in `octets`; 0 without a packet number.
  public let packetNumberOffset: Int
  /// The capture ends inside the packet.
  public let isCut: Bool

  /// Octets of a connection identifier in known versions (RFC 9000 section 17.2).
  public static let maximumConnectionID = 20
  /// Octets of a version negotiation's list that are looked at.
  static let maximumVersions = 64

  /// Whether an octet starts a long header.
  @inlinable
  public static func isLongHeader(firstOctet: UInt8) -> Bool { firstOctet & 0x80 != 0 }

  /// Reads one packet; what follows it in the datagram stays in the reader.
  ///
  /// - Throws: `truncated` when the header is cut, `malformed` for a short header, a connection
  ///   identifier above 20 octets in a known version, or a length past the datagram.
  @_lifetime(copy reader)
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    let start = reader
    let first = try reader.readUInt8()
    guard Self.isLongHeader(firstOctet: first) else { throw reader.malformed("a short header") }
    let version = QUICVersion(rawValue: try reader.readUInt32())
    self.version = version
    destinationConnectionID = try Self.connectionID(of: version, parsing: &reader)
    sourceConnectionID = try Self.connectionID(of: version, parsing: &reader)

    let kind = Self.kind(firstOctet: first, version: version)
    self.kind = kind
    var token = start.emptySpan
    var versions = start.emptySpan
    var packetNumberOffset = 0
    var isCut = false
    switch kind {
    case .versionNegotiation:
      guard reader.remaining > 0, reader.remaining.isMultiple(of: 4) || reader.boundary == .capture
      else { throw reader.malformed("a list of versions that is no multiple of four octets") }
      versions = try reader.take(min(reader.remaining & ~3, 4 * Self.maximumVersions))
      _ = reader.rest()
    case .unknownVersion: _ = reader.rest()
    case .retry:
      // 16 octets of integrity tag end the packet.
      guard reader.remaining >= 16 else {
        try reader.require(16)
        break
      }
      token = try reader.take(reader.remaining - 16)
      _ = reader.rest()
    case .initial, .zeroRTT, .handshake:
      if kind == .initial { token = try reader.take(try reader.readVariableLength()) }
      let length = try reader.readVariableLength()
      packetNumberOffset = reader.position - start.position
      isCut = reader.boundary == .capture && length > reader.remaining
      try reader.skip(isCut ? reader.remaining : length)
    }
    self.token = token
    supportedVersions = QUICVersionList(octets: versions)
    self.packetNumberOffset = packetNumberOffset
    self.isCut = isCut
    var whole = start
    octets = try whole.take(reader.position - start.position)
  }

  @_lifetime(copy reader)
  private static func connectionID(
    of version: QUICVersion, parsing reader: inout OctetReader
  ) throws(DecodeError) -> Span<UInt8> {
    let length = Int(try reader.readUInt8())
    guard length <= maximumConnectionID || !version.isDecoded else {
      throw reader.malformed("a connection identifier above 20 octets")
    }
    return try reader.take(length)
  }

  /// Version 2 turned the types, so that nobody relies on their numbers (RFC 9369 section 3.2).
  private static func kind(firstOctet: UInt8, version: QUICVersion) -> Kind {
    guard version != .negotiation else { return .versionNegotiation }
    guard version.isDecoded else { return .unknownVersion }
    let bits = firstOctet >> 4 & 3
    switch version.isLikeVersion2 ? (bits &- 1) & 3 : bits {
    case 0: return .initial
    case 1: return .zeroRTT
    case 2: return .handshake
    default: return .retry
    }
  }
}

/// The versions that a server offers instead (RFC 8999 section 6).
public struct QUICVersionList: ~Escapable {
  let octets: Span<UInt8>

  @_lifetime(copy octets)
  init(octets: Span<UInt8>) {
    self.octets = octets
  }

  @inlinable public var indices: Range<Int> { 0..<count }
  public var count: Int { octets.count / 4 }

  /// The version at `index`, which must be one of `indices`.
  public subscript(index: Int) -> QUICVersion {
    QUICVersion(rawValue: (0..<4).reduce(0) { $0 << 8 | UInt32(octets[4 * index + $1]) })
  }
}

extension OctetReader {
  /// No octets, with the reader's lifetime.
  fileprivate var emptySpan: Span<UInt8> {
    @_lifetime(copy self)
    get { octets.extracting(0..<0) }
  }
}
