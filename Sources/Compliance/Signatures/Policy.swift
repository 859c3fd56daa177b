/// The signatures and the site file, read and found free of mistakes: what a judge works from.
public struct Policy: Sendable {
  /// nil when no site file was given: private addresses are then possible instruments.
  public var site: Site?
  /// By name; the baseline last.
  public var profiles: [Profile]
  /// Control references by group.
  public var controls: [String: [ControlReference]]
  /// What usage descriptions among the signatures say and no counterpart was found for.
  public var remarks: [Mistake] = []
  /// Names what the policy was read from: equal texts of site and signatures give equal ones.
  ///
  /// Empty when it was not read from files.
  public var fingerprint = ""

  public init(
    site: Site?, profiles: [Profile], controls: [String: [ControlReference]] = [:]
  ) {
    self.site = site
    self.profiles = profiles
    self.controls = controls
  }

  /// Reads every signature file below a directory, and a site file; throws every mistake of all
  /// files at once.
  public static func load(signatures: String, site: String?) throws(Mistakes) -> Policy {
    try load(signatures: signatures, site: site, kinds: Vocabulary.kinds)
  }

  /// As `load(signatures:site:)`, with a vocabulary of the caller's.
  public static func load(
    signatures: String, site path: String?, kinds: [any Expectation.Type]
  ) throws(Mistakes) -> Policy {
    var mistakes = Mistakes()
    let directory = SignatureDirectory(path: signatures)
    let policy = directory.load(kinds: kinds, into: &mistakes)
    let site = path.flatMap { path in
      let known = mistakes.isEmpty ? SiteLoader.Known(policy.profiles) : nil
      return SiteLoader(known: known).load(path: path, into: &mistakes)
    }
    guard mistakes.isEmpty else { throw mistakes }
    var loaded = Policy(site: site, profiles: policy.profiles, controls: policy.controls)
    loaded.remarks = policy.remarks
    loaded.fingerprint = directory.fingerprint(with: path)
    return loaded
  }

  /// The profiles that judge an asset, in the order of `profiles`: those that its model or role
  /// picks, those that the site adds, and the baseline.
  public func profiles(for asset: Asset) -> [Profile] {
    let model = asset.model?.lowercased()
    return profiles.filter { profile in
      profile.isBaseline || asset.profiles.contains(profile.name)
        || asset.role.map(profile.roles.contains) ?? false
        || profile.models.contains { $0.lowercased() == model }
    }
  }

  /// The clause with an id, without regard to case, and its profile.
  public func clause(_ id: String) -> (profile: Profile, clause: Clause)? {
    let id = id.lowercased()
    for profile in profiles {
      let match = profile.clauses.first { $0.id.lowercased() == id }
      if let match { return (profile, match) }
    }
    return nil
  }
}
