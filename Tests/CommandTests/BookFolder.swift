import Foundation
import Testing

/// A folder with the files that the book speaks of, and a shell in which `labtap` is the program
/// that was built beside the tests.
final class BookFolder {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    let captures = ProgramRun.captures
    let files = FileManager.default
    for (name, source) in [
      ("run42.pcap", "instrument-network.pcap"), ("site.yaml", "instrument-network.site.yaml"),
    ] {
      try files.copyItem(
        at: captures.appending(path: source), to: scratch.folder.appending(path: name))
    }
    // Paths from the root of the repository.
    for name in ["Examples", "Signatures", "Tests"] {
      // A signature directory may not be a link.
      let (source, copy) = (
        ProgramRun.repository.appending(path: name), scratch.folder.appending(path: name)
      )
      if name == "Tests" {
        try files.createSymbolicLink(at: copy, withDestinationURL: source)
      } else {
        try files.copyItem(at: source, to: copy)
      }
    }
  }

  func run(_ command: String) throws -> (status: Int32, text: String) {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-c", "set -o pipefail; \(command)"]
    process.currentDirectoryURL = scratch.folder
    let program = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    var environment = ProcessInfo.processInfo.environment
    environment["PATH"] = "\(program.path()):\(environment["PATH"] ?? "/usr/bin:/bin")"
    environment["LC_ALL"] = "C"
    process.environment = environment
    let said = scratch.folder.appending(path: "said-\(UUID().uuidString)")
    try Data().write(to: said)
    let handle = try FileHandle(forWritingTo: said)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = handle
    process.standardError = handle
    try process.run()
    process.waitUntilExit()
    let text = try Data(contentsOf: said)
    return (process.terminationStatus, String(decoding: text.prefix(4_096), as: UTF8.self))
  }

  /// A command line cut into words as a shell does it.
  static func words(_ command: Substring) throws -> [String] {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-c", "printf '%s\\n' \(command)"]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let said = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: said, as: UTF8.self).split(separator: "\n").map(String.init)
  }
}
