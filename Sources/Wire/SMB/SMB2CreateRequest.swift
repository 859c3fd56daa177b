/// A client's request to open or create a file or a pipe (MS-SMB2 2.2.13).
///
/// The reader stands at the SMB2 header and covers this message alone.
public struct SMB2CreateRequest: ~Escapable {
  /// An access mask (2.2.13.1).
  public let desiredAccess: UInt32
  public let createDisposition: UInt32
  public let createOptions: UInt32
  public let nameOffset: UInt16
  /// Octets, two for each code unit; 0 opens the root of the share.
  public let nameLength: UInt16

  private let body: SMB2MessageBody

  /// - Throws: `malformed` for another StructureSize.
  @_lifetime(copy reader)
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    body = try SMB2MessageBody(parsing: &reader)
    try reader.require(56)
    try reader.readStructureSize(57, "StructureSize of a CREATE request is 57")
    // SecurityFlags, RequestedOplockLevel, ImpersonationLevel, SmbCreateFlags, Reserved
    try reader.skip(1 + 1 + 4 + 8 + 8)
    desiredAccess = try reader.readUInt32LittleEndian()
    try reader.skip(8)  // FileAttributes, ShareAccess
    createDisposition = try reader.readUInt32LittleEndian()
    createOptions = try reader.readUInt32LittleEndian()
    nameOffset = try reader.readUInt16LittleEndian()
    nameLength = try reader.readUInt16LittleEndian()
    try reader.skip(8)  // CreateContextsOffset, CreateContextsLength
    _ = reader.rest()
  }

  /// The name below the share, in UTF-16LE without a terminator; the file's content is elsewhere.
  @_lifetime(copy self)
  public func name() throws(DecodeError) -> Span<UInt8> {
    var name = try body.buffer(at: Int(nameOffset), count: Int(nameLength), behind: 120)
    return name.rest()
  }
}
