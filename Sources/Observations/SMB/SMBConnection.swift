/// What the headers of one SMB connection show: negotiation, sessions, shares and protection.
public struct SMBConnection: Hashable, Codable, Sendable {
  // Negotiation
  /// Dialects that the client offers over all its NEGOTIATE requests, SMB1 included.
  public var clientDialects: [SMBDialect] = []
  /// The dialect that the server chose in the end; nil while undecided or refused.
  public var dialect: SMBDialect?
  /// The dialect string of SMB1, such as `NT LM 0.12`.
  public var smb1DialectName: String?
  /// The dialect strings of the client's SMB1 NEGOTIATE; at most `maximumDialectNames`.
  public var smb1ClientDialects: [String] = []
  /// The client opened with an SMB1 NEGOTIATE.
  public var smb1Offered = false
  /// The server answered the SMB1 NEGOTIATE with the SMB2 wildcard 0x02FF.
  public var isMultiProtocol = false
  public var clientSigning: SMBSigning?
  public var serverSigning: SMBSigning?
  /// Ciphers of the client's encryption context (2.2.3.1.2).
  public var clientCiphers: [UInt16] = []
  /// The cipher of the server's encryption context; 0 means none in common, nil no context.
  public var serverCipher: UInt16?
  public var serverSigningAlgorithm: UInt16?
  /// The server's name as the client wrote it in the netname context (2.2.3.1.4).
  public var serverName: String?
  /// The NEGOTIATE was answered with an error status, or the flow ended without an answer.
  public var negotiateRefused = false

  // Sessions
  /// Sessions that reached status 0, by the last response; at most `maximumSessions` are kept.
  public var sessions: [SMBSession] = []
  /// The newest session set-up that ended in an error.
  public var failedSetupStatus: UInt32?
  /// Session set-ups that ended in an error status.
  public var failedSetups: UInt32 = 0

  // Messages
  /// Messages in clear on disk shares that carry data commands.
  public var disk = SMBMessageCounts()
  /// Messages in clear on pipes (IPC$) and printers.
  public var pipe = SMBMessageCounts()
  /// Data messages in clear whose share was never seen: the flow was joined later.
  public var unknownShare = SMBMessageCounts()
  /// Messages inside a transform header (2.2.41), per end.
  public var encryptedFromClient: UInt64 = 0
  public var encryptedFromServer: UInt64 = 0
  /// All clear messages, signed and unsigned, of either end.
  public var signedMessages: UInt64 = 0
  public var clearMessages: UInt64 = 0
  /// Compressed messages outside encryption (2.2.42).
  public var compressedMessages: UInt64 = 0
  /// Octets inside transform headers, and octets of clear messages after session set-up.
  public var encryptedOctets: UInt64 = 0
  public var clearOctets: UInt64 = 0
  /// Disk shares whose TREE_CONNECT answer asked for encryption (0x8000).
  public var shareEncryptionRequired = false
  public var diskShares: [String] = []
  /// Pipes of system services that a client opened in clear, such as `svcctl`; at most
  /// `maximumPipes`, lower case.
  public var servicePipes: [String] = []
  /// The frame in which a client opened a file of a group policy.
  public var policyFile: Moment?
  /// The frame in which a client asked to make or replace a program, in clear.
  public var programWritten: Moment?
  /// SMB1 messages other than NEGOTIATE on the accepted connection.
  public var smb1Messages: UInt64 = 0

  public var negotiateRequest: Moment?
  public var negotiateResponse: Moment?
  /// The frame of the first session set-up that succeeded.
  public var established: Moment?
  /// The first data message with status 0 in clear on a disk share, the first wrapped message.
  public var firstClearData: Moment?
  public var firstEncrypted: Moment?
  /// The flow was joined after its negotiation.
  public var negotiateMissing = false

  /// A client has a few sessions on a connection; more are counted, not kept.
  public static let maximumSessions = 16

  /// Clients name a dozen dialects of SMB1 at most.
  public static let maximumDialectNames = 32

  /// A client opens a handful; a scan that tries them all shows itself in the first.
  public static let maximumPipes = 8

  public init() {}

  /// The highest dialect that the client offers.
  public var clientMaxDialect: SMBDialect? { clientDialects.filter(\.isKnown).max() }

  /// How far the connection got.
  public var stage: Stage {
    if disk.transferred + pipe.transferred + unknownShare.transferred > 0
      || (encryptedFromClient > 0 && encryptedFromServer > 0)
    {
      return .succeeded
    }
    if !sessions.isEmpty || smb1Messages > 0 && dialect == .smb1 { return .established }
    if negotiateRefused || (failedSetups > 0 && sessions.isEmpty) { return .refused }
    return .attempted
  }
}

/// A signing policy as SecurityMode states it.
public struct SMBSigning: Hashable, Codable, Sendable {
  public var enabled: Bool
  public var required: Bool

  public init(enabled: Bool, required: Bool) {
    self.enabled = enabled
    self.required = required
  }
}

/// An authenticated session of an SMB connection.
public struct SMBSession: Hashable, Codable, Sendable {
  public enum Mechanism: String, Hashable, Codable, Sendable {
    case kerberos
    case ntlmv1, ntlmv2
    /// NTLMSSP whose third message was not seen.
    case ntlm
    case anonymous
  }

  public var id: UInt64
  public var isGuest = false
  /// A null session (SessionFlags 0x0002).
  public var isAnonymous = false
  /// The server asked for encryption of the session (SessionFlags 0x0004).
  public var encryptData = false
  public var mechanism: Mechanism?
  /// The account name of a clear NTLM message; never a hash.
  public var account: String?
  public var established: Moment

  public init(id: UInt64, established: Moment) {
    self.id = id
    self.established = established
  }
}

/// Data messages of one kind of share, by end and by signature.
///
/// A message is signed when it has the signed flag *and* a signature that is not zero. Data
/// commands are CREATE, READ, WRITE, QUERY_DIRECTORY, SET_INFO and their SMB1 counterparts;
/// interim responses and lease breaks are not counted, since they are never signed.
public struct SMBMessageCounts: Hashable, Codable, Sendable {
  public var signedFromClient: UInt64 = 0
  public var unsignedFromClient: UInt64 = 0
  public var signedFromServer: UInt64 = 0
  public var unsignedFromServer: UInt64 = 0
  /// Responses with status 0.
  public var succeeded: UInt64 = 0
  /// Responses with status 0 that moved data or listed a directory: all but CREATE and SET_INFO.
  public var transferred: UInt64 = 0

  public init() {}

  public var total: UInt64 {
    signedFromClient + unsignedFromClient + signedFromServer + unsignedFromServer
  }
}
