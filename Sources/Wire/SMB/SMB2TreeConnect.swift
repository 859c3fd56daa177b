/// A client's request for a share (MS-SMB2 2.2.9).
///
/// The reader stands at the SMB2 header and covers this message alone.
public struct SMB2TreeConnectRequest: ~Escapable {
  /// Reserved before dialect 3.1.1.
  public let flags: SMB2TreeConnectFlags
  public let pathOffset: UInt16
  /// Octets, two for each code unit.
  public let pathLength: UInt16

  private let body: SMB2MessageBody

  /// - Throws: `malformed` for another StructureSize.
  @_lifetime(copy reader)
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    body = try SMB2MessageBody(parsing: &reader)
    try reader.require(8)
    try reader.readStructureSize(9, "StructureSize of a TREE_CONNECT request is 9")
    flags = SMB2TreeConnectFlags(rawValue: try reader.readUInt16LittleEndian())
    pathOffset = try reader.readUInt16LittleEndian()
    pathLength = try reader.readUInt16LittleEndian()
    _ = reader.rest()
  }

  /// The share as `\\server\share`, in UTF-16LE without a terminator.
  @_lifetime(copy self)
  public func path() throws(DecodeError) -> Span<UInt8> {
    var path = try body.buffer(at: Int(pathOffset), count: Int(pathLength), behind: 72)
    return path.rest()
  }
}

/// A server's answer to a request for a share (MS-SMB2 2.2.10).
public struct SMB2TreeConnectResponse: Hashable, Sendable {
  public var shareType: SMB2ShareType
  public var shareFlags: SMB2ShareFlags
  public var capabilities: SMB2ShareCapabilities
  /// An access mask (2.2.13.1).
  public var maximalAccess: UInt32

  /// - Throws: `malformed` for another StructureSize or an ERROR response.
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    _ = try SMB2MessageBody(parsingResponse: &reader)
    try reader.require(16)
    try reader.readStructureSize(16, "StructureSize of a TREE_CONNECT response is 16")
    shareType = SMB2ShareType(rawValue: try reader.readUInt8())
    try reader.skip(1)  // Reserved
    shareFlags = SMB2ShareFlags(rawValue: try reader.readUInt32LittleEndian())
    capabilities = SMB2ShareCapabilities(rawValue: try reader.readUInt32LittleEndian())
    maximalAccess = try reader.readUInt32LittleEndian()
    _ = reader.rest()
  }
}

/// How a TREE_CONNECT request is meant, dialect 3.1.1 only (MS-SMB2 2.2.9).
public struct SMB2TreeConnectFlags: OptionSet, Hashable, Sendable {
  public var rawValue: UInt16

  @inlinable
  public init(rawValue: UInt16) {
    self.rawValue = rawValue
  }

  public static let clusterReconnect = SMB2TreeConnectFlags(rawValue: 0x0001)
  public static let redirectToOwner = SMB2TreeConnectFlags(rawValue: 0x0002)
  public static let extensionPresent = SMB2TreeConnectFlags(rawValue: 0x0004)
}

/// What a share holds (MS-SMB2 2.2.10).
public struct SMB2ShareType: RawRepresentable, Hashable, Sendable {
  public var rawValue: UInt8

  @inlinable
  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  public static let disk = SMB2ShareType(rawValue: 0x01)
  public static let pipe = SMB2ShareType(rawValue: 0x02)
  public static let print = SMB2ShareType(rawValue: 0x03)
}

extension SMB2ShareType: CustomStringConvertible {
  public var description: String {
    switch self {
    case .disk: "DISK"
    case .pipe: "PIPE"
    case .print: "PRINT"
    default: "share type 0x" + String(rawValue, radix: 16, uppercase: true)
    }
  }
}

/// Properties of a share (MS-SMB2 2.2.10); those that a verdict needs have names.
public struct SMB2ShareFlags: OptionSet, Hashable, Sendable {
  public var rawValue: UInt32

  @inlinable
  public init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  public static let dfs = SMB2ShareFlags(rawValue: 0x0000_0001)
  public static let dfsRoot = SMB2ShareFlags(rawValue: 0x0000_0002)
  public static let encryptData = SMB2ShareFlags(rawValue: 0x0000_8000)
  public static let compressData = SMB2ShareFlags(rawValue: 0x0010_0000)
  public static let isolatedTransport = SMB2ShareFlags(rawValue: 0x0020_0000)
}

/// What a share can do (MS-SMB2 2.2.10).
public struct SMB2ShareCapabilities: OptionSet, Hashable, Sendable {
  public var rawValue: UInt32

  @inlinable
  public init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  public static let dfs = SMB2ShareCapabilities(rawValue: 0x0000_0008)
  public static let continuousAvailability = SMB2ShareCapabilities(rawValue: 0x0000_0010)
  public static let scaleOut = SMB2ShareCapabilities(rawValue: 0x0000_0020)
  public static let cluster = SMB2ShareCapabilities(rawValue: 0x0000_0040)
  public static let asymmetric = SMB2ShareCapabilities(rawValue: 0x0000_0080)
  public static let redirectToOwner = SMB2ShareCapabilities(rawValue: 0x0000_0100)
}
