/// What a NEGOTIATE context offers or selects, dialect 3.1.1 only (MS-SMB2 2.2.3.1, 2.2.4.1).
///
/// Octets behind the fields that are known here are left alone: a context may grow.
public enum SMB2NegotiateContext: ~Escapable {
  case preauthIntegrityCapabilities(SMB2IdentifierList<SMB2HashAlgorithm>)
  case encryptionCapabilities(SMB2IdentifierList<SMB2Cipher>)
  case compressionCapabilities(SMB2IdentifierList<SMB2CompressionAlgorithm>, isChained: Bool)
  /// The server name that the client asked for, in UTF-16LE without a terminator.
  case netname(Span<UInt8>)
  /// `acceptsTransportSecurity`: the sender leaves encryption to the transport (QUIC).
  case transportCapabilities(acceptsTransportSecurity: Bool)
  case rdmaTransformCapabilities(SMB2IdentifierList<SMB2RDMATransform>)
  case signingCapabilities(SMB2IdentifierList<SMB2SigningAlgorithm>)
  /// POSIX extensions, as Samba and the Linux client agree on them.
  case posixExtensions(Span<UInt8>)
  case unknown(SMB2NegotiateContextType, Span<UInt8>)

  /// Reads one context: type, length, reserved octets and data.
  ///
  /// - Throws: `malformed` when the data are shorter than what they must hold.
  @_lifetime(copy reader)
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    try reader.require(8)
    let type = SMB2NegotiateContextType(rawValue: try reader.readUInt16LittleEndian())
    let dataLength = Int(try reader.readUInt16LittleEndian())
    try reader.skip(4)  // Reserved
    var data = try reader.sub(dataLength)
    switch type {
    case .preauthIntegrityCapabilities:
      let count = Int(try data.readUInt16LittleEndian())
      let saltLength = Int(try data.readUInt16LittleEndian())
      let hashes = try SMB2IdentifierList<SMB2HashAlgorithm>(parsing: &data, count: count)
      try data.skip(saltLength)
      self = .preauthIntegrityCapabilities(hashes)
    case .encryptionCapabilities:
      let count = Int(try data.readUInt16LittleEndian())
      self = .encryptionCapabilities(
        try SMB2IdentifierList<SMB2Cipher>(parsing: &data, count: count))
    case .compressionCapabilities:
      let count = Int(try data.readUInt16LittleEndian())
      try data.skip(2)  // Padding
      let flags = try data.readUInt32LittleEndian()
      let algorithms = try SMB2IdentifierList<SMB2CompressionAlgorithm>(
        parsing: &data, count: count)
      self = .compressionCapabilities(algorithms, isChained: flags & 1 != 0)
    case .netnameNegotiateContextID:
      self = .netname(data.rest())
    case .transportCapabilities:
      let flags = try data.readUInt32LittleEndian()
      self = .transportCapabilities(acceptsTransportSecurity: flags & 1 != 0)
    case .rdmaTransformCapabilities:
      let count = Int(try data.readUInt16LittleEndian())
      try data.skip(6)  // Reserved1, Reserved2
      self = .rdmaTransformCapabilities(
        try SMB2IdentifierList<SMB2RDMATransform>(parsing: &data, count: count))
    case .signingCapabilities:
      let count = Int(try data.readUInt16LittleEndian())
      self = .signingCapabilities(
        try SMB2IdentifierList<SMB2SigningAlgorithm>(parsing: &data, count: count))
    case .posixExtensionsAvailable:
      self = .posixExtensions(data.rest())
    default:
      self = .unknown(type, data.rest())
    }
  }
}

/// The type of a NEGOTIATE context (MS-SMB2 2.2.3.1).
public struct SMB2NegotiateContextType: RawRepresentable, Hashable, Sendable {
  public var rawValue: UInt16

  @inlinable
  public init(rawValue: UInt16) {
    self.rawValue = rawValue
  }

  public static let preauthIntegrityCapabilities = SMB2NegotiateContextType(rawValue: 0x0001)
  public static let encryptionCapabilities = SMB2NegotiateContextType(rawValue: 0x0002)
  public static let compressionCapabilities = SMB2NegotiateContextType(rawValue: 0x0003)
  public static let netnameNegotiateContextID = SMB2NegotiateContextType(rawValue: 0x0005)
  public static let transportCapabilities = SMB2NegotiateContextType(rawValue: 0x0006)
  public static let rdmaTransformCapabilities = SMB2NegotiateContextType(rawValue: 0x0007)
  public static let signingCapabilities = SMB2NegotiateContextType(rawValue: 0x0008)
  public static let posixExtensionsAvailable = SMB2NegotiateContextType(rawValue: 0x0100)
}

/// Takes the contexts of a NEGOTIATE message one after the other.
public struct SMB2NegotiateContextReader: ~Escapable {
  /// Most contexts in one message; eight types are defined.
  public static let maximumContexts = 32

  /// Contexts that are still to come.
  public private(set) var remaining: Int
  private var reader: OctetReader
  private var isFirst = true

  /// - Parameters:
  ///   - offset: octets from the SMB2 header to the first context.
  ///   - count: contexts that the message announces.
  ///   - fixedEnd: octets from the SMB2 header to the end of what lies before the contexts.
  /// - Throws: `malformed` when the offset is no multiple of eight or lies too early; `limit`
  ///   past `maximumContexts`.
  @_lifetime(copy message)
  init(
    in message: borrowing SMB2MessageBody, at offset: UInt32, count: UInt16, behind fixedEnd: Int
  ) throws(DecodeError) {
    guard count > 0 else {
      remaining = 0
      reader = message.message
      return
    }
    guard offset % 8 == 0, offset >= fixedEnd else {
      throw message.message.malformed(
        "NegotiateContextOffset is a multiple of 8 behind the fixed part")
    }
    guard count <= Self.maximumContexts else {
      throw message.message.limit("more than 32 NEGOTIATE contexts")
    }
    remaining = Int(count)
    reader = try message.message.reader(at: Int(offset))
  }

  /// The next context, or nil after the last.
  ///
  /// A context starts at the next multiple of eight; nothing pads the last one, and octets behind
  /// it are left alone.
  @_lifetime(copy self)
  public mutating func next() throws(DecodeError) -> SMB2NegotiateContext? {
    guard remaining > 0 else { return nil }
    if !isFirst { try reader.skip((8 - reader.position % 8) % 8) }
    let context = try SMB2NegotiateContext(parsing: &reader)
    isFirst = false
    remaining -= 1
    return context
  }
}
