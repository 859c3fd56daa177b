/// What the hellos and the records around them show of one TLS handshake.
public struct TLSHandshake: Hashable, Codable, Sendable {
  /// How the ClientHello was written.
  public enum HelloFormat: String, Hashable, Codable, Sendable {
    case tls
    case ssl2 = "sslv2"
  }

  public var helloFormat: HelloFormat = .tls
  /// Versions that the client offers, GREASE left out; empty until a ClientHello was read.
  ///
  /// From `supported_versions`, or the one legacy version when the extension is missing.
  public var clientVersions: [TLSVersion] = []
  /// True when the list came from `supported_versions`; a legacy version only names the highest,
  /// and the client may accept older ones.
  public var hasSupportedVersions = false
  public var serverName: String?
  public var clientALPN: [String] = []
  public var serverALPN: String?
  /// The ClientHello carries the `encrypted_client_hello` extension (RFC 9849), or a grease of it.
  public var hasECH = false
  /// TLS_FALLBACK_SCSV (RFC 7507) among the cipher suites.
  public var hasFallbackSCSV = false
  /// Named groups of the client's key shares, GREASE left out.
  public var keyShareGroups: [UInt16] = []

  /// The version that the server selected; `supported_versions` wins over the legacy field.
  public var version: TLSVersion?
  public var cipherSuite: UInt16?
  public var hasHelloRetryRequest = false
  /// The server marked a downgrade in its random (RFC 8446 4.1.3) with a version below 1.3.
  public var hasDowngradeMarker = false
  /// The server took up a session of the client's (nil: not told by what was seen).
  public var isResumed: Bool?

  public var alertFromClient: TLSAlert?
  public var alertFromServer: TLSAlert?

  /// Protected records after the hellos, per end: the Finished message or later.
  public var protectedFromClient = false
  public var protectedFromServer = false
  /// Protected application records from both ends after the handshake.
  public var applicationData = false
  /// A hello was lost in a gap, or the flow was joined after it.
  public var helloMissing = false
  /// The flow ended before a ServerHello was seen, after a ClientHello.
  public var closedBeforeServerHello = false

  /// The frame that completed the ClientHello.
  public var clientHello: Moment?
  /// TCP segments, or QUIC packets, that the ClientHello was spread over.
  public var clientHelloSegments: UInt16 = 0
  public var serverHello: Moment?
  /// The frame that decided `stage`.
  public var deciding: Moment?

  public init() {}

  /// The highest known version that the client offers.
  public var clientMaxVersion: TLSVersion? {
    var best: (version: TLSVersion, rank: Int)?
    for version in clientVersions {
      if let rank = version.rank, rank > best?.rank ?? -1 { best = (version, rank) }
    }
    return best?.version ?? clientVersions.first
  }

  /// How far the handshake got; without protected records from *both* ends it is not established.
  public var stage: Stage {
    if applicationData { return .succeeded }
    if version != nil, protectedFromClient, protectedFromServer { return .established }
    if version == nil, closedBeforeServerHello || alertFromServer?.isFatal == true {
      return .refused
    }
    return .attempted
  }
}

/// A TLS alert seen in clear (RFC 8446 6).
public struct TLSAlert: Hashable, Codable, Sendable {
  public var level: UInt8
  public var description: UInt8

  public init(level: UInt8, description: UInt8) {
    self.level = level
    self.description = description
  }

  public var isFatal: Bool { level == 2 }
}
