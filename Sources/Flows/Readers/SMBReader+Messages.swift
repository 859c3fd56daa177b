import Observations
import Wire

/// What the messages of SMB2 and 3 tell about negotiation, sessions, shares and protection.
extension SMBReader {
  /// Shares that are remembered; clients connect to a handful, a scan to many.
  private static let maximumTrees = 64
  /// TREE_CONNECT requests that wait for their answer.
  private static let maximumPendingTrees = 16
  private static let maximumDialects = 16
  private static let maximumShareNames = 8

  mutating func note(
    _ header: SMB2Header, _ message: Span<UInt8>, size: Int, from end: End,
    context: inout ReadingContext
  ) {
    if client == nil { client = header.isResponse ? end.other : end }
    if header.command != .negotiate { noteNegotiated(context: &context) }
    do throws(DecodeError) {
      var reader = OctetReader(message, layer: .smb2, boundary: .length)
      switch header.command {
      case .negotiate: try noteNegotiate(header, &reader, context: &context)
      case .sessionSetup: try noteSessionSetup(header, &reader, context: &context)
      case .treeConnect: try noteTreeConnect(header, &reader, context: &context)
      case .create: try noteCreate(header, &reader, context: &context)
      default: break
      }
    } catch {
      context.count(error)
    }
    count(header, message, size: size, from: end, context: &context)
  }

  // MARK: NEGOTIATE

  private mutating func noteNegotiate(
    _ header: SMB2Header, _ reader: inout OctetReader, context: inout ReadingContext
  ) throws(DecodeError) {
    context.changed = true
    guard header.isResponse else {
      if connection.negotiateRequest == nil { connection.negotiateRequest = context.moment }
      try noteNegotiateRequest(SMB2NegotiateRequest(parsing: &reader))
      return
    }
    connection.negotiateResponse = context.moment
    guard !header.carriesErrorResponse else {
      connection.negotiateRefused = true
      return
    }
    let response = try SMB2NegotiateResponse(parsing: &reader)
    guard response.dialectRevision != .wildcard else {
      connection.isMultiProtocol = true
      return
    }
    let dialect = SMBDialect(rawValue: response.dialectRevision.rawValue)
    connection.dialect = dialect
    context.coverage.observed.smbNegotiations[dialect, default: 0] += 1
    connection.serverSigning = SMBSigning(response.securityMode)
    guard dialect == .smb311 else { return }
    var contexts = try response.contexts()
    while let next = try contexts.next() {
      switch next {
      case .encryptionCapabilities(let ciphers):
        connection.serverCipher = ciphers.first?.rawValue
      case .signingCapabilities(let algorithms):
        connection.serverSigningAlgorithm = algorithms.first?.rawValue
      default: break
      }
    }
  }

  private mutating func noteNegotiateRequest(
    _ request: borrowing SMB2NegotiateRequest
  ) throws(DecodeError) {
    for index in request.dialects.indices {
      offer(SMBDialect(rawValue: request.dialects[index].rawValue))
    }
    connection.clientSigning = SMBSigning(request.securityMode)
    var contexts = try request.contexts()
    while let next = try contexts.next() {
      switch next {
      case .encryptionCapabilities(let ciphers):
        connection.clientCiphers = ciphers.indices.prefix(Self.maximumDialects).map {
          ciphers[$0].rawValue
        }
      case .netname(let name):
        connection.serverName = String(utf16LittleEndian: name, maximumLength: 255)
      default: break
      }
    }
  }

  mutating func offer(_ dialect: SMBDialect) {
    guard connection.clientDialects.count < Self.maximumDialects,
      !connection.clientDialects.contains(dialect)
    else { return }
    connection.clientDialects.append(dialect)
  }

  // MARK: SESSION_SETUP

  private mutating func noteSessionSetup(
    _ header: SMB2Header, _ reader: inout OctetReader, context: inout ReadingContext
  ) throws(DecodeError) {
    context.changed = true
    guard header.isResponse else {
      let request = try SMB2SessionSetupRequest(parsing: &reader)
      if connection.clientSigning == nil {
        connection.clientSigning = SMBSigning(request.securityMode)
      }
      var buffer = try request.securityBuffer()
      try noteToken(SecurityToken(parsing: &buffer))
      return
    }
    switch header.status {
    case .success:
      let response = try SMB2SessionSetupResponse(parsing: &reader)
      establish(header.sessionID, context: &context) { session in
        session.isGuest = response.sessionFlags.contains(.isGuest)
        session.isAnonymous = response.sessionFlags.contains(.isNull)
        session.encryptData = response.sessionFlags.contains(.encryptData)
      }
    case .moreProcessingRequired: break
    default: noteFailedSetup(header.status.rawValue)
    }
  }

  mutating func noteFailedSetup(_ status: UInt32) {
    connection.failedSetups &+= 1
    connection.failedSetupStatus = status
    authentication = Authentication()
  }

  /// A session set-up ended well; the mechanism is that of the requests before it.
  mutating func establish(
    _ sessionID: UInt64, context: inout ReadingContext, _ fill: (inout SMBSession) -> Void
  ) {
    let known = connection.sessions.firstIndex { $0.id == sessionID }
    guard known != nil || connection.sessions.count < SMBConnection.maximumSessions else { return }
    var session =
      known.map { connection.sessions[$0] }
      ?? SMBSession(id: sessionID, established: context.moment)
    fill(&session)
    session.mechanism = authentication.mechanism ?? session.mechanism
    session.account = authentication.account ?? session.account
    // Samba grants an anonymous session without the null flag; the client's message shows it.
    if session.mechanism == .anonymous { session.isAnonymous = true }
    authentication = Authentication()
    if let known {
      connection.sessions[known] = session
    } else {
      connection.sessions.append(session)
    }
    if connection.established == nil { connection.established = context.moment }
  }

  mutating func noteToken(_ token: borrowing SecurityToken) throws(DecodeError) {
    switch token.mechanism {
    case .kerberos: authentication.mechanism = .kerberos
    case .ntlmssp:
      if authentication.mechanism == nil { authentication.mechanism = .ntlm }
      guard let message = try token.ntlmMessage(), let response = message.response else { return }
      switch response {
      case .anonymous: authentication.mechanism = .anonymous
      case .lm, .ntlmV1: authentication.mechanism = .ntlmv1
      case .ntlmV2: authentication.mechanism = .ntlmv2
      case .unknown: authentication.mechanism = .ntlm
      }
      let name = String(utf16LittleEndian: message.userName, maximumLength: 255)
      authentication.account = name.isEmpty ? nil : name
    default: break
    }
  }

  // MARK: TREE_CONNECT

  private mutating func noteTreeConnect(
    _ header: SMB2Header, _ reader: inout OctetReader, context: inout ReadingContext
  ) throws(DecodeError) {
    guard header.isResponse else {
      let request = try SMB2TreeConnectRequest(parsing: &reader)
      let path = String(utf16LittleEndian: try request.path())
      if pendingTrees.count == Self.maximumPendingTrees { pendingTrees.removeFirst() }
      pendingTrees.append((header.messageID, path))
      return
    }
    let pending = pendingTrees.firstIndex { $0.messageID == header.messageID }
    let path = pending.map { pendingTrees.remove(at: $0).path }
    guard !header.carriesErrorResponse, let treeID = header.treeID else { return }
    let response = try SMB2TreeConnectResponse(parsing: &reader)
    let share: Share = response.shareType == .disk ? .disk : .pipe
    remember(Tree(sessionID: header.sessionID, treeID: treeID, share: share))
    context.changed = true
    guard share == .disk else { return }
    if response.shareFlags.contains(.encryptData) { connection.shareEncryptionRequired = true }
    if let path, connection.diskShares.count < Self.maximumShareNames,
      !connection.diskShares.contains(path)
    {
      connection.diskShares.append(path)
    }
  }

  mutating func remember(_ tree: Tree) {
    trees.removeAll { $0.sessionID == tree.sessionID && $0.treeID == tree.treeID }
    if trees.count == Self.maximumTrees { trees.removeFirst() }
    trees.append(tree)
  }

  // MARK: Counting

  private mutating func count(
    _ header: SMB2Header, _ message: Span<UInt8>, size: Int, from end: End,
    context: inout ReadingContext
  ) {
    // Interim responses and lease breaks are never signed (MS-SMB2 3.2.5.1.3).
    guard !header.isInterim, !header.isUnsolicited else { return }
    let isSigned = header.flags.contains(.signed) && header.hasSignature
    if isSigned { connection.signedMessages += 1 } else { connection.clearMessages += 1 }
    if !connection.sessions.isEmpty { connection.clearOctets &+= UInt64(size) }
    guard isDataCommand(header.command, message) else { return }
    let share = share(of: header)
    let succeeded = header.isResponse && header.status == .success
    let transferred =
      succeeded && header.command != .create && header.command != .setInfo
    count(
      in: share, isSigned: isSigned, isResponse: header.isResponse, succeeded: succeeded,
      transferred: transferred, context: &context)
  }

  private mutating func isDataCommand(_ command: SMB2Command, _ message: Span<UInt8>) -> Bool {
    switch command {
    case .create, .read, .write, .queryDirectory, .setInfo: return true
    case .ioctl:
      // Negotiate validation is signed by rule and moves no data; the control code stands four
      // octets into the body of request and response alike (MS-SMB2 2.2.31, 2.2.32).
      guard message.count >= SMB2Header.octetCount + 8 else { return false }
      let code = (0..<4).reduce(UInt32(0)) {
        $0 | UInt32(message[SMB2Header.octetCount + 4 + $1]) << UInt32(8 * $1)
      }
      return SMB2ControlCode(rawValue: code) != .validateNegotiateInfo
    default: return false
    }
  }

  /// The kind of share of a message; the final answer to an asynchronous command has no tree id,
  /// so the newest data command's share stands for it.
  private mutating func share(of header: SMB2Header) -> Share {
    guard let treeID = header.treeID else { return lastShare }
    let tree = trees.last {
      $0.treeID == treeID && (header.sessionID == .max || $0.sessionID == header.sessionID)
    }
    lastShare = tree?.share ?? .unknown
    return lastShare
  }

  mutating func count(
    in share: Share, isSigned: Bool, isResponse: Bool, succeeded: Bool, transferred: Bool,
    context: inout ReadingContext
  ) {
    func add(to counts: inout SMBMessageCounts) -> Bool {
      let isFirst = counts.total == 0 || (succeeded && counts.succeeded == 0)
      switch (isResponse, isSigned) {
      case (false, true): counts.signedFromClient += 1
      case (false, false): counts.unsignedFromClient += 1
      case (true, true): counts.signedFromServer += 1
      case (true, false): counts.unsignedFromServer += 1
      }
      if succeeded { counts.succeeded += 1 }
      if transferred { counts.transferred += 1 }
      // A snapshot is due when a kind of message is seen for the first time.
      let isNew =
        isFirst
        || (isSigned
          ? (isResponse ? counts.signedFromServer : counts.signedFromClient)
          : (isResponse ? counts.unsignedFromServer : counts.unsignedFromClient)) == 1
        || transferred && counts.transferred == 1
      return isNew
    }
    let isNew =
      switch share {
      case .disk: add(to: &connection.disk)
      case .pipe: add(to: &connection.pipe)
      case .unknown: add(to: &connection.unknownShare)
      }
    if isNew { context.changed = true }
    if succeeded, share != .pipe, connection.firstClearData == nil {
      connection.firstClearData = context.moment
    }
  }

  mutating func noteEncrypted(
    _ header: SMB2TransformHeader, size: Int, from end: End, context: inout ReadingContext
  ) {
    connection.encryptedOctets &+= UInt64(size)
    if connection.firstEncrypted == nil { connection.firstEncrypted = context.moment }
    // Which end is the client shows in the negotiation; without it, who opened the flow.
    if end == client ?? context.initiator {
      connection.encryptedFromClient += 1
      if connection.encryptedFromClient == 1 { context.changed = true }
    } else {
      connection.encryptedFromServer += 1
      if connection.encryptedFromServer == 1 { context.changed = true }
    }
    guard !encryptedSessions.contains(header.sessionID),
      encryptedSessions.count < SMBConnection.maximumSessions
    else { return }
    encryptedSessions.append(header.sessionID)
    context.coverage.observed.encryptedSMBSessions += 1
  }
}

extension SMBSigning {
  init(_ mode: SMB2SecurityMode) {
    self.init(
      enabled: mode.contains(.signingEnabled), required: mode.contains(.signingRequired))
  }
}
