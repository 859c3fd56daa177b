internal import Foundation
internal import Glibc

/// Prints an HTML page to PDF with a browser, where one is installed.
enum PrintedPage {
  /// As Debian and others call it.
  private static let programs = ["chromium", "chromium-browser", "google-chrome", "chrome"]
  /// Seconds that a report of the largest size needs several times.
  private static let patience = 120.0

  /// False when it could not be printed, which is then told.
  static func write(_ page: [UInt8], to path: String) -> Bool {
    guard let program = browser else {
      Terminal.complain("--pdf needs Chromium, and none is installed; --html is there without it")
      return false
    }
    let files = FileManager.default
    let folder = files.temporaryDirectory.appending(
      path: "labtap-\(ProcessInfo.processInfo.processIdentifier)")
    defer { try? files.removeItem(at: folder) }
    do {
      // Nobody else reads what an instrument network looks like.
      try files.createDirectory(
        at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      let source = folder.appending(path: "report.html")
      let printed = folder.appending(path: "report.pdf")
      try Data(page).write(to: source)
      guard run(program, source, printed, folder), files.fileExists(atPath: printed.path()) else {
        Terminal.complain("\(path): \(program) did not print the report")
        return false
      }
      try Data(contentsOf: printed).write(to: URL(filePath: path))
      return true
    } catch {
      Terminal.complain("\(path): \(error.localizedDescription)")
      return false
    }
  }

  private static var browser: String? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":")
    return programs.lazy.flatMap { program in folders.map { "\($0)/\(program)" } }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  private static func run(_ program: String, _ source: URL, _ printed: URL, _ folder: URL) -> Bool {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments =
      [
        "--headless", "--disable-gpu", "--no-first-run", "--no-pdf-header-footer",
        "--user-data-dir=\(folder.appending(path: "profile").path())",
        "--print-to-pdf=\(printed.path())",
      ] + (geteuid() == 0 ? ["--no-sandbox"] : []) + [source.absoluteString]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    do {
      try process.run()
    } catch {
      return false
    }
    let end = Date(timeIntervalSinceNow: patience)
    while process.isRunning, Date.now < end { Thread.sleep(forTimeInterval: 0.05) }
    guard !process.isRunning else {
      process.terminate()
      return false
    }
    return process.terminationStatus == 0
  }
}
