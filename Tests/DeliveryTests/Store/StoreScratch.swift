import Compliance
import Foundation
import TestKit

@testable import Delivery

/// A store in a folder that is gone with the test.
final class StoreScratch {
  let folder: URL
  let path: String

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appending(path: "labtap-store-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    path = folder.appending(path: "findings.db").path()
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
  }

  func open(_ retention: StoreRetention = StoreRetention(), now: Int64 = 1) throws -> FindingStore {
    try FindingStore(path: path, retention: retention, now: now)
  }

  /// Runs a statement as anybody could who can write the file.
  func tamper(_ sql: String) throws {
    let database = try Database(path: path)
    try database.execute(sql)
  }

  /// Findings that differ in their id and peer.
  static func findings(_ count: Int, verdict: Verdict = .fail) -> [StoreEntry] {
    (0..<count).map { number in
      var finding = Examples.finding()
      finding.id = "finding-\(verdict.rawValue)-\(number)"
      finding.verdict = verdict
      finding.revision = 1
      return .finding(finding)
    }
  }
}
