/// What one flow shows of a directory: Kerberos, LDAP, or the datagrams by which Windows looks for
/// a domain controller.
public struct DirectoryExchange: Hashable, Codable, Sendable {
  /// kerberos or ldap.
  public var service: Service
  public var requests: UInt32 = 0
  public var replies: UInt32 = 0
  /// A computer's account asked the key distribution centre (its name ends in `$`).
  public var hasComputerAccount = false
  /// An answer that gives something: AS-REP, TGS-REP, a bind or search that succeeded.
  public var isGranted = false
  /// A search for the attribute `Netlogon`.
  public var isNetlogonPing = false
  /// A simple bind with a name or password, in clear.
  public var hasClearBind = false
  /// KRB-ERROR with code 24, pre-authentication failed (RFC 4120 section 7.5.9).
  public var failedPreauthentications: UInt32 = 0
  public var realm: String?
  /// The frame that decided `isGranted`.
  public var granted: Moment?

  public init(service: Service) {
    self.service = service
  }
}
