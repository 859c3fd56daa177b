/// Takes the messages of one SMB2 transport packet apart along NextCommand.
///
/// MS-SMB2 3.3.5.2.7. Give it a reader over exactly one packet: what the NetBIOS session length
/// encloses (`subClipped`, so that a cut capture stays truncated and a NextCommand past the length
/// is malformed).
public struct SMB2CompoundReader: ~Escapable {
  /// Most messages in one packet.
  ///
  /// Clients in the field send fewer than ten; without a maximum, one packet of 16 MiB could hold
  /// 262,144 headers.
  public static let maximumMessages = 256

  private var reader: OctetReader
  private var count = 0
  private var expectsMessage = true

  @_lifetime(copy reader)
  public init(_ reader: OctetReader) {
    self.reader = reader
  }

  /// The next message, or nil after the last.
  ///
  /// - Throws: what `SMB2Header` throws; `limit` past `maximumMessages`. Do not go on after an
  ///   error: the places of later messages are not known.
  @_lifetime(copy self)
  public mutating func next() throws(DecodeError) -> SMB2Message? {
    guard expectsMessage else { return nil }
    guard count < Self.maximumMessages else {
      throw reader.limit("more than 256 messages in one SMB2 packet")
    }
    count += 1
    var ahead = reader
    let header = try SMB2Header(parsing: &ahead)
    guard header.nextCommand != 0 else {
      expectsMessage = false
      let whole = try reader.subClipped(reader.remaining)
      return SMB2Message(header: header, reader: whole)
    }
    let whole = try reader.subClipped(Int(header.nextCommand))
    return SMB2Message(header: header, reader: whole)
  }
}

/// One message of a packet: its header, and a reader that stands at that header.
public struct SMB2Message: ~Escapable {
  public let header: SMB2Header
  /// Covers this message and nothing behind it; the body decoders take it as it is.
  public let reader: OctetReader

  @_lifetime(copy reader)
  init(header: SMB2Header, reader: OctetReader) {
    self.header = header
    self.reader = reader
  }
}
