internal import Compliance

extension Severity {
  /// CEF 0: 0 to 10.
  var cef: Int {
    switch self {
    case .critical: 10
    case .high: 8
    case .medium: 5
    case .low: 3
    case .info: 1
    }
  }

  /// LEEF 2.0: 1 to 10.
  var leef: Int { cef }

  /// OCSF `severity_id`; 6, fatal, speaks of a product that failed.
  var ocsf: (number: Int, caption: String) {
    switch self {
    case .critical: (5, "Critical")
    case .high: (4, "High")
    case .medium: (3, "Medium")
    case .low: (2, "Low")
    case .info: (1, "Informational")
    }
  }

  /// ECS `event.severity` has no scale of its own; that of CEF is the one that Elastic suggests.
  var ecs: Int { cef }

  /// GitHub reads this property of a SARIF rule as a score, 0.0 to 10.0.
  var sarifScore: String {
    switch self {
    case .critical: "9.5"
    case .high: "8.0"
    case .medium: "5.0"
    case .low: "3.0"
    case .info: "0.0"
    }
  }
}
