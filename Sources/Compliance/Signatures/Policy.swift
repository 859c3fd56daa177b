/// The signatures and the site file, read and found free of mistakes: what a judge works from.
public struct Policy: Sendable {
  /// nil when no site file was given: private addresses are then possible instruments.
  public var site: Site?
  /// By name; the baseline last.
  public var profiles: [Profile]
  /// Control references by group.
  public var controls: [String: [ControlReference]]

  public init(
    site: Site?, profiles: [Profile], controls: [String: [ControlReference]] = [:]
  ) {
    self.site = site
    self.profiles = profiles
    self.controls = controls
  }
}
