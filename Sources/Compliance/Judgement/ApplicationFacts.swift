internal import Observations

/// What clauses read of a connection's application, packed into two words.
///
/// Octets, counts and frames are left out: clauses ask whether there were any, never how many.
struct ApplicationFacts: Hashable, Sendable {
  private(set) var main: UInt64 = 0
  private(set) var sessions: UInt64 = 0
  private(set) var service: Service?

  /// nil when the application does not fit: such a connection is judged without the cache.
  init?(_ application: Application) {
    var bits = PackedBits()
    switch application {
    case .unknown: bits.add(0, width: 3)
    case .dns: bits.add(1, width: 3)
    case .other(let service):
      bits.add(2, width: 3)
      self.service = service
    case .http(let conversation):
      bits.add(3, width: 3)
      bits.add(conversation.isTunnel)
    case .tls(let handshake):
      bits.add(4, width: 3)
      guard Self.pack(handshake, into: &bits) else { return nil }
    case .clinical(let exchange):
      bits.add(6, width: 3)
      service = exchange.service
      bits.add(exchange.isAccepted)
      bits.add(exchange.isRejected)
      bits.add(exchange.namesPatient)
      bits.add(exchange.records > 0)
    case .directory(let exchange):
      bits.add(7, width: 3)
      service = exchange.service
      bits.add(exchange.requests > 0)
      bits.add(exchange.replies > 0)
      bits.add(exchange.hasComputerAccount)
      bits.add(exchange.isGranted)
      bits.add(exchange.isNetlogonPing)
      bits.add(exchange.hasClearBind)
    // Rare beside the others, and its facts are many.
    case .quic: return nil
    case .smb(let smb):
      bits.add(5, width: 3)
      Self.pack(smb, into: &bits)
      guard let sessions = Self.pack(smb.sessions) else { return nil }
      self.sessions = sessions
    }
    main = bits.word
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(main)
    hasher.combine(sessions)
  }

  // 3 + 17 + 6 + 10 bits.
  private static func pack(_ handshake: TLSHandshake, into bits: inout PackedBits) -> Bool {
    bits.add(UInt64(handshake.version?.rawValue ?? 0), width: 16)
    bits.add(handshake.version != nil)
    var ranks: UInt64 = 0
    for version in handshake.clientVersions {
      guard let rank = version.rank else { continue }
      // The scale of `TLSVersion.rank`: SSL 2.0 is 2, then SSL 3.0 to TLS 1.3 are 30 to 34.
      guard rank == 2 || (30...34).contains(rank) else { return false }
      ranks |= 1 << UInt64(rank == 2 ? 0 : rank - 29)
    }
    bits.add(ranks, width: 6)
    bits.add(handshake.clientVersions.isEmpty)
    bits.add(handshake.cipherSuite.map(WeakCipherSuites.contains) ?? false)
    bits.add(handshake.hasSupportedVersions)
    bits.add(handshake.hasFallbackSCSV)
    bits.add(handshake.hasDowngradeMarker)
    bits.add(handshake.helloMissing)
    bits.add(handshake.clientHello != nil)
    bits.add(UInt64(handshake.stage.rawValue), width: 2)
    bits.add(handshake.serverALPN == "smb" || handshake.clientALPN.contains("smb"))
    return true
  }

  // 3 + 34 + 8 + 2 + 15 bits.
  private static func pack(_ smb: SMBConnection, into bits: inout PackedBits) {
    bits.add(smb.dialect)
    bits.add(smb.clientMaxDialect)
    bits.add(smb.clientSigning)
    bits.add(smb.serverSigning)
    bits.add(smb.smb1Offered)
    bits.add(smb.negotiateRefused)
    bits.add(smb.negotiateMissing)
    bits.add(smb.serverCipher == 0)
    bits.add(UInt64(smb.stage.rawValue), width: 2)
    bits.add(smb.disk)
    bits.add(smb.disk.hasUnsigned)
    bits.add(smb.unknownShare)
    bits.add(smb.pipe.succeeded > 0)
    bits.add(!smb.diskShares.isEmpty)
    bits.add(smb.encryptedFromClient > 0)
    bits.add(smb.encryptedFromServer > 0)
    bits.add(smb.compressedMessages > 0)
    bits.add(smb.shareEncryptionRequired)
    bits.add(smb.smb1Messages > 0)
    bits.add(smb.failedSetups > 0)
  }

  /// Seven bits for each session; more than nine do not fit.
  private static func pack(_ sessions: [SMBSession]) -> UInt64? {
    guard sessions.count <= 9 else { return nil }
    var bits = PackedBits()
    for session in sessions {
      bits.add(true)
      bits.add(session.isGuest)
      bits.add(session.isAnonymous)
      bits.add(session.encryptData)
      let mechanism: UInt64 =
        switch session.mechanism {
        case nil: 0
        case .kerberos: 1
        case .ntlmv1: 2
        case .ntlmv2: 3
        case .ntlm: 4
        case .anonymous: 5
        }
      bits.add(mechanism, width: 3)
    }
    return bits.word
  }
}

/// Flags and small numbers side by side in one word.
struct PackedBits {
  private(set) var word: UInt64 = 0
  private var used: UInt64 = 0

  mutating func add(_ flag: Bool) { add(flag ? 1 : 0, width: 1) }

  /// Smart shifts: what does not fit is lost and traps nothing.
  mutating func add(_ value: UInt64, width: UInt64) {
    word |= value << used
    used += width
  }
}

extension PackedBits {
  fileprivate mutating func add(_ dialect: SMBDialect?) {
    add(UInt64(dialect?.rawValue ?? 0), width: 16)
    add(dialect != nil)
  }

  fileprivate mutating func add(_ signing: SMBSigning?) {
    add(signing != nil)
    add(signing?.required == true)
  }

  fileprivate mutating func add(_ counts: SMBMessageCounts) {
    add(counts.total > 0)
    add(counts.succeeded > 0)
    add(counts.isSignedBothWays)
  }
}
