import Observations
import Wire

/// What the messages of SMB1 tell.
extension SMBReader {
  mutating func note(
    _ header: SMB1Header, _ message: Span<UInt8>, size: Int, from end: End,
    context: inout ReadingContext
  ) {
    if client == nil { client = header.isResponse ? end.other : end }
    if header.command != .negotiate { noteNegotiated(context: &context) }
    do throws(DecodeError) {
      var reader = OctetReader(message, layer: .smb1, boundary: .length)
      switch header.command {
      case .negotiate:
        try noteSMB1Negotiate(header, &reader, context: &context)
        return
      case .sessionSetupAndX: try noteSMB1SessionSetup(header, &reader, context: &context)
      case .treeConnectAndX: try noteSMB1TreeConnect(header, &reader)
      default: break
      }
    } catch {
      context.count(error)
    }
    count(header, size: size, from: end, context: &context)
  }

  private mutating func noteSMB1Negotiate(
    _ header: SMB1Header, _ reader: inout OctetReader, context: inout ReadingContext
  ) throws(DecodeError) {
    context.changed = true
    guard header.isResponse else {
      if connection.negotiateRequest == nil { connection.negotiateRequest = context.moment }
      let request = try SMB1NegotiateRequest(parsing: &reader)
      smb1Dialects = []
      var dialects = request.dialects
      while let name = try dialects.next() {
        smb1Dialects.append(HTTPText.text(of: name, maximum: 64))
      }
      connection.smb1ClientDialects = Array(
        smb1Dialects.prefix(SMBConnection.maximumDialectNames))
      // The two strings of MS-SMB2 3.3.5.3 offer SMB2; all others are dialects of SMB1.
      if request.dialectCount > (request.offersSMB2002 ? 1 : 0)
        + (request.offersSMB2Wildcard ? 1 : 0)
      {
        connection.smb1Offered = true
        offer(.smb1)
      }
      if request.offersSMB2002 { offer(.smb202) }
      return
    }
    connection.negotiateResponse = context.moment
    let response = try SMB1NegotiateResponse(parsing: &reader)
    guard header.status == 0, response.selectsDialect, let index = response.dialectIndex else {
      connection.negotiateRefused = true
      return
    }
    connection.dialect = .smb1
    connection.smb1DialectName =
      Int(index) < smb1Dialects.count ? smb1Dialects[Int(index)] : nil
    connection.serverSigning = SMBSigning(
      enabled: response.securityMode.contains(.securitySignaturesEnabled),
      required: response.securityMode.contains(.securitySignaturesRequired))
    context.coverage.observed.smbNegotiations[.smb1, default: 0] += 1
  }

  private mutating func noteSMB1SessionSetup(
    _ header: SMB1Header, _ reader: inout OctetReader, context: inout ReadingContext
  ) throws(DecodeError) {
    context.changed = true
    guard header.isResponse else {
      let request = try SMB1SessionSetupAndXRequest(parsing: &reader)
      switch (request.oemPasswordLength, request.unicodePasswordLength) {
      case (0, 0): break
      case (_, 25...): authentication.mechanism = .ntlmv2
      default: authentication.mechanism = .ntlmv1
      }
      var blob = request.securityBlob
      if !blob.isAtEnd { try noteToken(SecurityToken(parsing: &blob)) }
      return
    }
    switch header.ntStatus ?? NTStatus(rawValue: header.status) {
    case .success:
      let response = try SMB1SessionSetupAndXResponse(parsing: &reader)
      establish(UInt64(header.uid), context: &context) { session in
        session.isGuest = response.action?.contains(.guest) ?? false
      }
    case .moreProcessingRequired: break
    default: noteFailedSetup(header.status)
    }
  }

  /// The answer names the service of the share: `A:` for disks, `IPC` for pipes (MS-CIFS
  /// 2.2.4.55.2).
  private mutating func noteSMB1TreeConnect(
    _ header: SMB1Header, _ reader: inout OctetReader
  ) throws(DecodeError) {
    guard header.isResponse, header.status == 0 else { return }
    _ = try SMB1Header(parsing: &reader)
    try reader.skip(Int(try reader.readUInt8()) * 2)
    var bytes = try reader.sub(Int(try reader.readUInt16LittleEndian()))
    let service = try bytes.take(min(3, bytes.remaining))
    let isPipe =
      service.count == 3 && service[0] == 0x49 && service[1] == 0x50 && service[2] == 0x43
    remember(
      Tree(
        sessionID: UInt64(header.uid), treeID: UInt32(header.tid), share: isPipe ? .pipe : .disk))
  }

  private mutating func count(
    _ header: SMB1Header, size: Int, from end: End, context: inout ReadingContext
  ) {
    connection.smb1Messages += 1
    if connection.smb1Messages == 1 { context.changed = true }
    // A signature that never changes is a filling, not a signature.
    let isSigned =
      header.hasSignature && header.securitySignature != lastSMB1Signature[end]
    lastSMB1Signature[end] = header.securitySignature
    if isSigned { connection.signedMessages += 1 } else { connection.clearMessages += 1 }
    if !connection.sessions.isEmpty { connection.clearOctets &+= UInt64(size) }
    guard Self.isData(header.command) else { return }
    let tree = trees.last {
      $0.treeID == UInt32(header.tid) && $0.sessionID == UInt64(header.uid)
    }
    let succeeded = header.isResponse && header.status == 0
    count(
      in: header.command == .transaction ? .pipe : tree?.share ?? .unknown, isSigned: isSigned,
      isResponse: header.isResponse, succeeded: succeeded,
      transferred: succeeded && header.command != .ntCreateAndX && header.command != .openAndX,
      context: &context)
  }

  private static func isData(_ command: SMB1Command) -> Bool {
    switch command {
    case .open, .create, .delete, .rename, .read, .write, .openAndX, .readAndX, .writeAndX,
      .transaction, .transaction2, .ntTransact, .ntCreateAndX, .search, .createDirectory,
      .deleteDirectory:
      true
    default: false
    }
  }
}
