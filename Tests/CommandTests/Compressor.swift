import Foundation

/// The programs that compressed captures come from.
enum Compressor: String, CaseIterable {
  case gzip
  case zstd

  private var program: URL { URL(fileURLWithPath: "/usr/bin/\(rawValue)") }

  var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: program.path) }

  /// The octets that the program writes for a file.
  func compress(_ file: URL) throws -> Data {
    let process = Process()
    process.executableURL = program
    process.arguments = ["-q", "-c", file.path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let octets = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return octets
  }
}
