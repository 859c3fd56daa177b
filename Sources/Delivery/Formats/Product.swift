/// How the formats name this program; receivers route events by these words.
public enum Product {
  public static let vendor = "LabTap"
  public static let name = "LabTap"
  /// Follows semantic versioning over the interface that CHANGELOG.md lists.
  public static let version = "0.1.0"
  /// What every finding is filed under.
  static let category = "Network traffic compliance"
}
