import Foundation
import Testing

/// The program against collectors in other processes: a short run of what `make collectors` does.
@Suite(.serialized) struct CollectorTests {
  private static let script = ProgramRun.repository
    .appendingPathComponent("Tests/Collectors/check").path

  private static let hasPython = has("python3", "--version")
  private static let hasOpenSSL = has("openssl", "version")

  private static func has(_ program: String, _ word: String) -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program, word]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }

  /// Runs one scenario; those that need a receiver that is not installed say so and pass.
  ///
  /// On a thread of its own: there are as many threads for tests as processors, and one that waits
  /// for minutes is one that runs no other test, nor the time limit of this one.
  private func run(_ scenario: String) async throws -> (status: Int32, output: String) {
    try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread {
        continuation.resume(with: Result { try Self.wait(for: scenario) })
      }
    }
  }

  private static func wait(for scenario: String) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    let program = URL(fileURLWithPath: CommandLine.arguments[0])
      .deletingLastPathComponent().appendingPathComponent("labtap").path
    process.arguments = ["python3", script, program, scenario]
    process.environment = ProcessInfo.processInfo.environment.merging(
      [
        "LABTAP_KILLS": "5", "LABTAP_FINDINGS": "300", "LABTAP_PART": "500",
        // Says where it stands and ends before the time limit.
        "LABTAP_PATIENCE": "500",
      ]) { _, short in short }
    // A file, not a pipe: a child of another test may hold the pipe's end, and it never closes then.
    let scratch = try Scratch()
    let file = try scratch.file("output", Data())
    let output = try FileHandle(forWritingTo: file)
    process.standardOutput = output
    process.standardError = output
    try process.run()
    process.waitUntilExit()
    return (
      process.terminationStatus, String(decoding: try Data(contentsOf: file), as: UTF8.self)
    )
  }

  @Test(
    "keeps what it promises to collectors",
    .enabled(
      if: ProcessInfo.processInfo.environment["LABTAP_COLLECTORS"] != nil,
      "minutes of waiting for real collectors: set LABTAP_COLLECTORS, or run make collectors"),
    .enabled(if: hasPython && hasOpenSSL, "python3 or openssl is missing"),
    .timeLimit(.minutes(10)),
    arguments: ["real", "certificates", "proxy", "crash", "kafka", "scan"])
  func keepsItsPromises(scenario: String) async throws {
    let run = try await run(scenario)
    #expect(run.status == 0, "\(run.output)")
    #expect(run.output.hasPrefix("\(scenario): "), "\(run.output)")
  }
}
