/// The header of 64 octets in front of every SMB2 and SMB3 message in clear.
///
/// [MS-SMB2 2.2.1](https://learn.microsoft.com/openspecs/windows_protocols/ms-smb2), asynchronous
/// (2.2.1.1) and synchronous form (2.2.1.2). All fields are little endian.
public struct SMB2Header: Hashable, Sendable {
  public static let octetCount = 64

  public var creditCharge: UInt16
  /// The outcome, in a response alone.
  ///
  /// In a request of dialect 3.x the same octets are ChannelSequence and Reserved, before that
  /// reserved.
  public var status: NTStatus
  public var command: SMB2Command
  /// CreditRequest in a request, CreditResponse in a response.
  public var credits: UInt16
  public var flags: SMB2Flags
  /// Octets from this header to the next one of the compound, or 0 for the last.
  public var nextCommand: UInt32
  public var messageID: UInt64
  /// AsyncId, or Reserved and TreeId: the meaning depends on `flags`.
  public var asyncIDOrTreeID: UInt64
  public var sessionID: UInt64
  /// The octets as sent, the first most significant; zero when the message is not signed.
  public var signature: UInt128

  /// Reads the fixed header after one check of its length.
  ///
  /// NextCommand is held to the rule that servers enforce (3.3.5.2.7): zero, or a multiple of
  /// eight that leaves room for this header. That it stays within the message is checked by
  /// `SMB2CompoundReader`, which knows where the message ends.
  ///
  /// - Throws: `malformed` for another protocol id, StructureSize or a NextCommand against the
  ///   rule.
  @inlinable
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    let start = reader.offset
    let layer = reader.layer
    let octets = try reader.take(Self.octetCount)
    guard octets.littleEndianUInt32(at: 0).byteSwapped == SMBProtocolID.smb2.rawValue else {
      throw DecodeError(
        .malformed, layer: layer, offset: start, rule: "ProtocolId of an SMB2 header is FE 'SMB'")
    }
    guard octets.littleEndianUInt16(at: 4) == 64 else {
      throw DecodeError(
        .malformed, layer: layer, offset: start + 4,
        rule: "StructureSize of an SMB2 header is 64")
    }
    creditCharge = octets.littleEndianUInt16(at: 6)
    status = NTStatus(rawValue: octets.littleEndianUInt32(at: 8))
    command = SMB2Command(rawValue: octets.littleEndianUInt16(at: 12))
    credits = octets.littleEndianUInt16(at: 14)
    flags = SMB2Flags(rawValue: octets.littleEndianUInt32(at: 16))
    nextCommand = octets.littleEndianUInt32(at: 20)
    messageID = octets.littleEndianUInt64(at: 24)
    asyncIDOrTreeID = octets.littleEndianUInt64(at: 32)
    sessionID = octets.littleEndianUInt64(at: 40)
    signature =
      UInt128(octets.networkOrderUInt64(at: 48)) << 64 | UInt128(octets.networkOrderUInt64(at: 56))
    guard nextCommand == 0 || (nextCommand >= 64 && nextCommand % 8 == 0) else {
      throw DecodeError(
        .malformed, layer: layer, offset: start + 20,
        rule: "NextCommand is zero or a multiple of 8 behind the header")
    }
  }

  @inlinable public var isResponse: Bool { flags.contains(.serverToRedir) }

  /// Whether the Signature field holds anything; the signed flag alone proves no signature.
  @inlinable public var hasSignature: Bool { signature != 0 }

  /// The id of an operation that the server answers later; nil in the synchronous form.
  @inlinable public var asyncID: UInt64? {
    flags.contains(.asyncCommand) ? asyncIDOrTreeID : nil
  }

  /// The tree connect that the message belongs to; nil in the asynchronous form.
  @inlinable public var treeID: UInt32? {
    flags.contains(.asyncCommand) ? nil : UInt32(truncatingIfNeeded: asyncIDOrTreeID >> 32)
  }

  /// Whether the server sent the message without a request: an oplock or lease break (2.2.23).
  @inlinable public var isUnsolicited: Bool { messageID == .max }

  /// Whether a response says only that the answer comes later (2.2.1.1, 3.3.4.2).
  @inlinable public var isInterim: Bool {
    isResponse && flags.contains(.asyncCommand) && status == .pending
  }

  /// Whether an ERROR response (2.2.2) stands in place of the command's own response.
  ///
  /// Some statuses other than success come with the command's own body (3.3.4.4); reading that
  /// body is only right when this is false. An IOCTL response with STATUS_INVALID_PARAMETER may
  /// hold the limits of FSCTL_SRV_COPYCHUNK, but is far more often an old server that does not
  /// know negotiate validation, so it counts as an ERROR response.
  public var carriesErrorResponse: Bool {
    guard isResponse else { return false }
    switch status {
    case .pending: return true
    case .moreProcessingRequired: return command != .sessionSetup
    case .bufferOverflow:
      return command != .queryInfo && command != .read && command != .ioctl
    default: return status.severity == .warning || status.severity == .error
    }
  }
}

extension SMB2Header: CustomStringConvertible {
  public var description: String {
    isResponse
      ? "SMB2 \(command) response \(messageID), \(status)" : "SMB2 \(command) request \(messageID)"
  }
}

/// How an SMB2 message is to be processed (MS-SMB2 2.2.1).
public struct SMB2Flags: OptionSet, Hashable, Sendable {
  public var rawValue: UInt32

  @inlinable
  public init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  /// The message is a response.
  public static let serverToRedir = SMB2Flags(rawValue: 0x0000_0001)
  public static let asyncCommand = SMB2Flags(rawValue: 0x0000_0002)
  public static let relatedOperations = SMB2Flags(rawValue: 0x0000_0004)
  public static let signed = SMB2Flags(rawValue: 0x0000_0008)
  /// Three bits of priority, dialect 3.1.1 only.
  public static let priorityMask = SMB2Flags(rawValue: 0x0000_0070)
  public static let dfsOperations = SMB2Flags(rawValue: 0x1000_0000)
  public static let replayOperation = SMB2Flags(rawValue: 0x2000_0000)
}
