import Foundation

/// A file of the system's temporary folder that goes away with the value.
final class TemporaryFile {
  let path: String

  init(_ octets: [UInt8]) throws {
    let folder = FileManager.default.temporaryDirectory
    let url = folder.appendingPathComponent("capture-test-\(UUID().uuidString)")
    try Data(octets).write(to: url)
    path = url.path
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }
}
