import Foundation

/// The built program, run as a user runs it.
struct ProgramRun {
  let status: Int32
  let output: String
  let errors: String

  static let repository = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  static let captures = repository.appendingPathComponent("Tests/Captures")

  /// - Parameters:
  ///   - words: the arguments.
  ///   - input: a file for standard input; nothing by default.
  init(_ words: [String], input: URL? = nil) throws {
    let process = Process()
    // The test bundle and the program are built into one folder.
    process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
      .deletingLastPathComponent().appendingPathComponent("labtap")
    process.arguments = words
    process.currentDirectoryURL = Self.repository
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("labtap-run-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    // Files, not pipes: a full pipe would hold the program up.
    let outputFile = folder.appendingPathComponent("output")
    let errorFile = folder.appendingPathComponent("errors")
    for file in [outputFile, errorFile] {
      try Data().write(to: file)
    }
    process.standardOutput = try FileHandle(forWritingTo: outputFile)
    process.standardError = try FileHandle(forWritingTo: errorFile)
    process.standardInput = try input.map { try FileHandle(forReadingFrom: $0) } ?? .nullDevice
    try process.run()
    process.waitUntilExit()
    status = process.terminationStatus
    output = String(decoding: try Data(contentsOf: outputFile), as: UTF8.self)
    errors = String(decoding: try Data(contentsOf: errorFile), as: UTF8.self)
  }
}

/// A folder that is gone when the test is over.
final class Scratch {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("labtap-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
  }

  func file(_ name: String, _ content: Data) throws -> URL {
    let file = folder.appendingPathComponent(name)
    try content.write(to: file)
    return file
  }
}
