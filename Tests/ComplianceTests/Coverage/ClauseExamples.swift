import Observations

@testable import Compliance

/// For each clause that judges: a scene that meets it (or is for the record), one that breaks it,
/// and, beside silence, what stays undetermined.
enum ClauseExamples {
  static let all: [ClauseExample] =
    peers + smb + cloud + console + patch + requests + hosts + users + beckman + segment + use
    + directory + support + imaging + imagingData + run + baseline

  /// Clauses that put something on record and find no fault.
  static let recordOnly: Set<String> = [
    "LRM-12", "BEC-TV-1", "BEC-UPD-1", "UIH-NET-6", "UIH-DRILL-1",
  ]

  /// Clauses that a packet can break and none can meet: their absence is all there is to see.
  static let absenceOnly: Set<String> = [
    "LRM-0", "ILMN-12b", "ILMN-5a", "BEC-PHI-1", "BEC-HOST-1", "UIH-NET-7",
  ]

  static func tls(
    _ version: TLSVersion?, _ name: String? = Scene.cloud, isEstablished: Bool = true
  ) -> Application {
    .tls(.chosen(version, name: name, isEstablished: isEstablished))
  }

  static func smb(
    _ clause: String, _ verdict: Verdict, _ title: String, _ connection: SMBConnection,
    peer: String = Scene.nas
  ) -> ClauseExample {
    ClauseExample(clause, verdict, title) {
      $0.connect(Scene.sequencer, peer, 445, .smb(connection))
    }
  }
}
