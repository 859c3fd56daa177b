/// The closed list of what a clause can expect.
public enum Vocabulary {
  /// Every kind, in the order in which `labtap explain` lists them.
  public static let kinds: [any Expectation.Type] = [
    TLSVersionExpectation.self,
    CloudLink.self,
    SMBDialectExpectation.self,
    SMBSigningExpectation.self,
    SMBEncryptionExpectation.self,
    SMBAuthenticationExpectation.self,
    ClearTextServices.self,
    ListedPeers.self,
    ListedDestinations.self,
    OutsideAccess.self,
    Destination.self,
    OtherDestinations.self,
    RegionMatch.self,
    LocalRunManagerAccess.self,
    LocalRunManagerBlock.self,
    LocalConsole.self,
    WorstOf.self,
    NotAssessable.self,
  ]
}
