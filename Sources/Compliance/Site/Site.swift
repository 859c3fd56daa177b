public import Observations

/// What is on the segment: assets, their peers, and what the lab allows.
public struct Site: Sendable {
  public var name: String?
  public var region: Region = .outsideChina
  /// Where the instruments live; an unknown address in here is itself a finding.
  public var segments: [IPPrefix] = []
  /// The 802.1Q identifiers of the segments; empty where tags are not held against a policy.
  public var vlans: [UInt16] = []
  /// The organisation's own prefixes; default private and unique-local ranges.
  public var `internal`: [IPPrefix] = Site.privateRanges
  /// Domains whose questions are ordinary.
  public var search: [String] = []
  public var contact: String?
  public var osBackground: OSBackground = .connectivity
  public var indicators: String?
  /// What the file of `indicators` holds.
  public var indicatorList: IndicatorList?
  public var limits = Limits()
  public var assets: [Asset] = []
  public var peers: [Peer] = []
  public var allow: [Allowance] = []
  public var maintenance: [MaintenanceWindow] = []
  public var severities: [SeverityOverride] = []
  public var suppressions: [Suppression] = []

  public init() {}

  /// RFC 1918, RFC 4193, and link-local addresses of both families.
  public static let privateRanges: [IPPrefix] = [
    "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "fc00::/7", "fe80::/10",
  ].compactMap { IPPrefix($0) }

  public enum Region: String, Hashable, Sendable, CaseIterable {
    case china
    case outsideChina = "outside-china"
  }

  /// Which background traffic of the operating system is ordinary.
  public enum OSBackground: String, Hashable, Sendable, CaseIterable {
    case none, connectivity, updates
  }

  /// Thresholds of the clauses; every one has a key in the site file.
  public struct Limits: Hashable, Sendable {
    public var browseNames = 3
    public var browseMinutes = 10
    public var acceptedPeers = 8
    public var tunnelNames = 20
    public var tunnelMinutes = 10
    /// Hosts of the segments.
    public var segmentHosts = 32
    public var logonFailures = 10
    public var logonMinutes = 5
    /// Days without update traffic, where updates come online.
    public var updateDays = 30
    /// Hours without a log to a declared collector.
    public var logHours = 24
    /// Megabytes that a remote session sends before it looks like a file transfer.
    public var transferMegabytes = 50
    /// Hours within which an account belongs to one client.
    public var accountHours = 24
    /// Days after which signature files are called old: a vendor's list rarely stays the same for
    /// a year.
    public var rulesDays = 365

    public init() {}
  }
}

/// An instrument or another computer that the clauses speak of.
public struct Asset: Sendable {
  public enum LRMMode: String, Hashable, Sendable, CaseIterable {
    case blocked
    case tlsOnly = "tls-only"
    case absent
  }

  public var id: String
  public var addresses: [IPPrefix] = []
  public var mac: MACAddress?
  public var hostname: String?
  public var vendor: String?
  public var model: String?
  public var role: String?
  /// Names of profiles beyond those that the model picks.
  public var profiles: [String] = []
  /// nil takes the site's region.
  public var region: Site.Region?
  public var lrmMode: LRMMode?
  public var adJoined: Bool?
  public var isPHIController = false
  public var isIsolated = false
  /// True when BEC-DST-7 is to fail instead of warn.
  public var isStrict = false
  public var inbound: [InboundRule] = []
  /// False for an entry that was learned from captures and that nobody has looked at.
  public var isReviewed = true

  public init(id: String) {
    self.id = id
  }
}

/// Who may open connections to an asset.
public struct InboundRule: Sendable {
  /// A peer's or asset's id, or an address range.
  public var from: [SourceSelector]
  /// Empty means any port.
  public var ports: [ClosedRange<UInt16>]

  public init(from: [SourceSelector], ports: [ClosedRange<UInt16>]) {
    self.from = from
    self.ports = ports
  }
}

public enum SourceSelector: Hashable, Sendable {
  case id(String)
  case prefix(IPPrefix)
}

/// A declared counterpart of the assets.
public struct Peer: Sendable {
  public var id: String
  public var addresses: [IPPrefix] = []
  public var mac: MACAddress?
  public var names: [NamePattern] = []
  public var role: String?
  /// Empty means any port.
  public var ports: [ClosedRange<UInt16>] = []
  /// False for an entry that was learned from captures and that nobody has looked at.
  public var isReviewed = true

  public init(id: String) {
    self.id = id
  }
}

/// A destination beyond the signatures' own.
public struct Allowance: Sendable {
  public var names: [NamePattern] = []
  public var addresses: [IPPrefix] = []
  public var ports: [ClosedRange<UInt16>] = []
  /// Empty means every asset.
  public var assets: [String] = []
  public var why: String
  /// False for an entry that was learned from captures and that nobody has looked at.
  public var isReviewed = true

  public init(why: String) {
    self.why = why
  }
}

public struct MaintenanceWindow: Sendable {
  public var assets: [String] = []
  public var from: Timestamp
  public var until: Timestamp
  public var kind: String?
  public var why: String?

  public init(from: Timestamp, until: Timestamp) {
    self.from = from
    self.until = until
  }
}

public struct SeverityOverride: Sendable {
  public var clause: String
  public var asset: String?
  public var level: Severity
  public var who: String
  public var why: String
  /// The first moment at which it no longer holds.
  public var until: Timestamp
  /// `until` as the site file writes it.
  public var untilText = ""

  public init(clause: String, level: Severity, who: String, why: String, until: Timestamp) {
    self.clause = clause
    self.level = level
    self.who = who
    self.why = why
    self.until = until
  }
}

public struct Suppression: Sendable {
  public var clause: String
  public var asset: String?
  public var peer: String?
  public var who: String
  public var why: String
  /// The first moment at which it no longer holds.
  public var until: Timestamp
  /// `until` as the site file writes it.
  public var untilText: String

  public init(
    clause: String, who: String, why: String, until: Timestamp, untilText: String
  ) {
    self.clause = clause
    self.who = who
    self.why = why
    self.until = until
    self.untilText = untilText
  }
}
