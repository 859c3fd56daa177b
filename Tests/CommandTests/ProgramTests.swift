import Foundation
import Testing

/// The program as a shell sees it: exit codes, and what goes to which stream.
@Suite struct ProgramTests {
  private struct Result {
    var status: Int32
    var output: String
    var errors: String
  }

  /// The program that was built beside these tests.
  private static let program: URL? = {
    var folder = Bundle.main.bundleURL
    for _ in 0..<3 {
      let candidate = folder.appending(path: "labtap")
      if FileManager.default.isExecutableFile(atPath: candidate.path()) { return candidate }
      folder = folder.deletingLastPathComponent()
    }
    return nil
  }()

  private func run(_ words: String..., script: String? = nil) throws -> Result {
    let program = try #require(Self.program, "labtap was not built beside the tests")
    let process = Process()
    if let script {
      process.executableURL = URL(filePath: "/bin/bash")
      process.arguments = ["-c", script, "bash", program.path()]
    } else {
      process.executableURL = program
      process.arguments = words
    }
    var environment = ProcessInfo.processInfo.environment
    environment["LC_ALL"] = "C"
    environment["LABTAP_SIGNATURES"] = nil
    process.environment = environment
    let (output, errors) = (Pipe(), Pipe())
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    // The output of these runs fits into a pipe, so reading one after the other cannot block.
    let written = try output.fileHandleForReading.readToEnd() ?? Data()
    let complained = try errors.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return Result(
      status: process.terminationStatus, output: String(decoding: written, as: UTF8.self),
      errors: String(decoding: complained, as: UTF8.self))
  }

  /// A file of the test's own, taken away afterwards.
  private func withFile(
    _ text: String, _ body: (String) throws -> Void
  ) throws {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "labtap-\(UUID().uuidString)").path()
    try Data(text.utf8).write(to: URL(filePath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(path)
  }

  @Test("help goes to standard output and succeeds", arguments: ["--help", "-h", "help"])
  func help(_ word: String) throws {
    let result = try run(word)
    #expect(result.status == 0)
    #expect(result.output.hasPrefix("OVERVIEW: "))
    #expect(result.errors.isEmpty)
  }

  @Test("without a word the help goes to standard error and the exit code is 2")
  func noWords() throws {
    let result = try run()
    #expect(result.status == 2)
    #expect(result.output.isEmpty)
    #expect(result.errors.contains("USAGE: labtap COMMAND"))
  }

  @Test("a usage mistake ends with the usage line and exit code 2")
  func usage() throws {
    let result = try run("replay", "--sites", "x")
    #expect(result.status == 2)
    #expect(result.output.isEmpty)
    #expect(
      result.errors == """
        labtap: unknown option `--sites`; did you mean `--site`?
        Usage: labtap replay [OPTIONS] CAPTURE...
        Run `labtap replay --help` for all options.

        """)
  }

  @Test("a hostile word does not reach the terminal as it is")
  func hostileWord() throws {
    let result = try run("re\u{1b}[2Jplay")
    #expect(result.status == 2)
    #expect(!result.errors.contains("\u{1b}"))
  }

  @Test("version names the program and the three libraries")
  func version() throws {
    let result = try run("version")
    #expect(result.status == 0)
    for word in ["labtap ", "libpcap ", "OpenSSL ", "libyaml ", "zlib ", "libzstd "] {
      #expect(result.output.contains(word))
    }
  }

  @Test("a missing capture is named on standard error with exit code 3")
  func missingCapture() throws {
    let result = try run("replay", "--findings", "none", "/nonexistent/run.pcap")
    #expect(result.status == 3)
    #expect(result.output.isEmpty)
    #expect(result.errors.contains("/nonexistent/run.pcap"))
    #expect(result.errors.split(separator: "\n").count == 1)
  }

  @Test("a missing signature directory is exit code 2, and nothing is judged")
  func missingSignatures() throws {
    let result = try run("replay", "--signatures", "/nonexistent", "/nonexistent/run.pcap")
    #expect(result.status == 2)
    #expect(result.output.isEmpty)
    #expect(!result.errors.contains("run.pcap"))
  }

  @Test("check tells every mistake with its place and exit code 2")
  func siteMistakes() throws {
    try withFile("assets:\n  - id: a\n    adress: 10.0.0.1\npers: []\n") { path in
      let result = try run("check", "--site", path)
      #expect(result.status == 2)
      #expect(result.errors.contains("\(path):3:5: "))
      #expect(result.errors.contains("\(path):4:1: "))
    }
  }

  @Test("check of what is shipped is one line")
  func check() throws {
    let result = try run("check")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.hasPrefix("OK: "))
    #expect(result.output.split(separator: "\n").count == 1)
  }

  @Test("an unknown clause is exit code 2, for explain and for --require")
  func unknownClause() throws {
    #expect(try run("explain", "NO-SUCH-CLAUSE").status == 2)
    let result = try run("replay", "--require", "NO-SUCH-CLAUSE", "/nonexistent/run.pcap")
    #expect(result.status == 2)
    #expect(result.errors.contains("NO-SUCH-CLAUSE"))
  }

  @Test("a reader that leaves early ends nothing and is no failure")
  func readerLeaves() throws {
    let result = try run(script: "set -o pipefail; \"$1\" explain | head -n 1")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.split(separator: "\n").count == 1)
  }

  @Test("a full disk under standard output is exit code 4")
  func fullDisk() throws {
    let result = try run(script: "\"$1\" explain > /dev/full")
    #expect(result.status == 4)
    #expect(result.errors.contains("standard output: "))
  }

  @Test("an unreadable capture wins over findings that could not be written")
  func precedence() throws {
    let result = try run("replay", "--findings", "json:/nonexistent/out", "/nonexistent/run.pcap")
    #expect(result.status == 3)
    #expect(result.errors.contains("/nonexistent/out"))
  }
}
