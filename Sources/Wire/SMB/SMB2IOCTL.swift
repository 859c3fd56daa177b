/// A control request to a file, a pipe or the server itself (MS-SMB2 2.2.31).
///
/// The reader stands at the SMB2 header and covers this message alone.
public struct SMB2IOCTLRequest: ~Escapable {
  public let ctlCode: SMB2ControlCode
  public let inputOffset: UInt32
  /// Octets.
  public let inputCount: UInt32
  public let flags: UInt32

  private let body: SMB2MessageBody

  /// - Throws: `malformed` for another StructureSize.
  @_lifetime(copy reader)
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    body = try SMB2MessageBody(parsing: &reader)
    try reader.require(56)
    try reader.readStructureSize(57, "StructureSize of an IOCTL request is 57")
    try reader.skip(2)  // Reserved
    ctlCode = SMB2ControlCode(rawValue: try reader.readUInt32LittleEndian())
    try reader.skip(16)  // FileId
    inputOffset = try reader.readUInt32LittleEndian()
    inputCount = try reader.readUInt32LittleEndian()
    // MaxInputResponse, OutputOffset, OutputCount, MaxOutputResponse
    try reader.skip(16)
    flags = try reader.readUInt32LittleEndian()
    try reader.skip(4)  // Reserved2
    _ = reader.rest()
  }

  /// What the client sends with the control code.
  @_lifetime(copy self)
  public func input() throws(DecodeError) -> OctetReader {
    try body.buffer(at: Int(inputOffset), count: Int(inputCount), behind: 120)
  }

  /// The client's repetition of its offer; nil for another control code.
  @_lifetime(copy self)
  public func validateNegotiateInfo()
    throws(DecodeError) -> SMB2ValidateNegotiateInfoRequest?
  {
    guard ctlCode == .validateNegotiateInfo else { return nil }
    var input = try input()
    return try SMB2ValidateNegotiateInfoRequest(parsing: &input)
  }
}

/// A server's answer to a control request (MS-SMB2 2.2.32).
public struct SMB2IOCTLResponse: ~Escapable {
  public let ctlCode: SMB2ControlCode
  public let outputOffset: UInt32
  /// Octets.
  public let outputCount: UInt32

  private let body: SMB2MessageBody

  /// - Throws: `malformed` for another StructureSize or an ERROR response.
  @_lifetime(copy reader)
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    body = try SMB2MessageBody(parsingResponse: &reader)
    try reader.require(2)
    try reader.readStructureSize(49, "StructureSize of an IOCTL response is 49")
    try reader.require(46)
    try reader.skip(2)  // Reserved
    ctlCode = SMB2ControlCode(rawValue: try reader.readUInt32LittleEndian())
    try reader.skip(16)  // FileId
    try reader.skip(8)  // InputOffset, InputCount
    outputOffset = try reader.readUInt32LittleEndian()
    outputCount = try reader.readUInt32LittleEndian()
    try reader.skip(8)  // Flags, Reserved2
    _ = reader.rest()
  }

  /// What the server sends back.
  @_lifetime(copy self)
  public func output() throws(DecodeError) -> OctetReader {
    try body.buffer(at: Int(outputOffset), count: Int(outputCount), behind: 112)
  }

  /// The server's repetition of its choice; nil for another control code.
  public func validateNegotiateInfo()
    throws(DecodeError) -> SMB2ValidateNegotiateInfoResponse?
  {
    guard ctlCode == .validateNegotiateInfo else { return nil }
    var output = try output()
    return try SMB2ValidateNegotiateInfoResponse(parsing: &output)
  }
}

/// The control code of an IOCTL (MS-SMB2 2.2.31, MS-FSCC 2.3); others stay data.
public struct SMB2ControlCode: RawRepresentable, Hashable, Sendable {
  public var rawValue: UInt32

  @inlinable
  public init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  public static let dfsGetReferrals = SMB2ControlCode(rawValue: 0x0006_0194)
  public static let pipeTransceive = SMB2ControlCode(rawValue: 0x0011_C017)
  public static let queryNetworkInterfaceInfo = SMB2ControlCode(rawValue: 0x0014_01FC)
  public static let validateNegotiateInfo = SMB2ControlCode(rawValue: 0x0014_0204)
}

extension SMB2ControlCode: CustomStringConvertible {
  public var description: String {
    switch self {
    case .dfsGetReferrals: "FSCTL_DFS_GET_REFERRALS"
    case .pipeTransceive: "FSCTL_PIPE_TRANSCEIVE"
    case .queryNetworkInterfaceInfo: "FSCTL_QUERY_NETWORK_INTERFACE_INFO"
    case .validateNegotiateInfo: "FSCTL_VALIDATE_NEGOTIATE_INFO"
    default: "control code 0x" + String(rawValue, radix: 16, uppercase: true)
    }
  }
}
