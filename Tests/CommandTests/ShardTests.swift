import Foundation
import Testing

/// Shards of one run, observed by several processes and judged together, give what one gives.
@Suite struct ShardTests {
  static let site = "Tests/Captures/instrument-network.site.yaml"
  static let demo = "Tests/Captures/instrument-network.pcap"

  private struct Observed {
    let scratch: Scratch
    let files: [String]
  }

  /// Runs one process for each shard, side by side.
  private func observe(
    _ captures: [String], shards: Int, options: [String] = []
  ) async throws -> Observed {
    let scratch = try Scratch()
    let files = (1...shards).map { scratch.folder.appending(path: "\($0).jsonl").path() }
    try await withThrowingTaskGroup(of: Int32.self) { group in
      for (index, file) in files.enumerated() {
        let words =
          ["replay", "--shard", "\(index + 1)/\(shards)", "--observations", file] + options
          + captures
        group.addTask { try ProgramRun(words).status }
      }
      for try await status in group { #expect(status == 0) }
    }
    return Observed(scratch: scratch, files: files)
  }

  private static let outputs = ["--findings", "json", "--events", "eve"]

  @Test("the demo is judged alike, findings and events", arguments: [1, 2, 3, 7, 64])
  func demo(shards: Int) async throws {
    let policy = ["--site", Self.site, "--signatures", "Signatures"]
    let whole = try ProgramRun(["replay"] + policy + Self.outputs + [Self.demo])
    let observed = try await observe([Self.demo], shards: shards)
    // The order in which the files are given does not matter.
    let judged = try ProgramRun(["judge"] + policy + Self.outputs + observed.files.reversed())
    #expect(judged.status == whole.status)
    #expect(whole.output.utf8.count > 100_000)
    #expect(judged.output == whole.output)
  }

  @Test("several captures without a site file: names, scans and censuses cross flows")
  func severalCaptures() async throws {
    let matrix = ProgramRun.captures.appendingPathComponent("matrix").path()
    let names = try FileManager.default.contentsOfDirectory(atPath: matrix)
    let captures = names.filter { $0.hasSuffix(".pcap") }.sorted().prefix(40)
      .map { "\(matrix)/\($0)" }
    let policy = ["--signatures", "Signatures"]
    let whole = try ProgramRun(["replay"] + policy + Self.outputs + [Self.demo] + captures)
    let observed = try await observe([Self.demo] + captures, shards: 4)
    let judged = try ProgramRun(["judge"] + policy + Self.outputs + observed.files)
    #expect(judged.output == whole.output)
    #expect(judged.status == whole.status)
  }

  @Test("a filter leaves out the same frames in every shard")
  func filter() async throws {
    let policy = ["--site", Self.site, "--signatures", "Signatures", "--findings", "json"]
    let expression = ["--filter", "tcp port 445"]
    let whole = try ProgramRun(["replay"] + policy + expression + [Self.demo])
    let observed = try await observe([Self.demo], shards: 3, options: expression)
    let judged = try ProgramRun(["judge"] + policy + observed.files)
    #expect(judged.output == whole.output)
  }

  @Test("a capture that was cut short is exit code 3 after the merge, too")
  func cutCapture() async throws {
    let scratch = try Scratch()
    let data = try Data(
      contentsOf: ProgramRun.captures.appendingPathComponent("instrument-network.pcap"))
    let cut = try scratch.file("cut.pcap", data.prefix(data.count / 2)).path()
    let files = (1...2).map { scratch.folder.appending(path: "\($0).jsonl").path() }
    for (index, file) in files.enumerated() {
      let run = try ProgramRun(
        ["replay", "--shard", "\(index + 1)/2", "--observations", file, cut])
      #expect(run.status == 3)
    }
    let policy = ["--site", Self.site, "--signatures", "Signatures", "--findings", "json"]
    let whole = try ProgramRun(["replay"] + policy + [cut])
    let judged = try ProgramRun(["judge"] + policy + files)
    #expect(whole.status == 3 && judged.status == 3)
    #expect(judged.output == whole.output)
    #expect(judged.errors == whole.errors)
  }

  @Test("a missing, doubled or foreign shard is exit code 2 and nothing is judged")
  func mismatch() async throws {
    let three = try await observe([Self.demo], shards: 3)
    let two = try await observe([Self.demo], shards: 2)
    for files in [
      [three.files[0], three.files[2]], three.files + [three.files[1]],
      [three.files[0], two.files[1]],
    ] {
      let run = try ProgramRun(["judge", "--findings", "json"] + files)
      #expect(run.status == 2, "\(run.errors)")
      #expect(run.output.isEmpty && !run.errors.isEmpty)
    }
  }

  @Test("a file that was cut anywhere, damaged or is none is exit code 3 and nothing is judged")
  func damaged() async throws {
    let one = try await observe([Self.demo], shards: 1)
    let data = try Data(contentsOf: URL(fileURLWithPath: one.files[0]))
    var broken = data
    broken[data.count / 2] = 0
    let lineEnd = try #require(data.dropLast().lastIndex(of: 0x0a))
    let cases: [Data] = [
      Data(), data.prefix(10), data.prefix(data.count / 2), data.prefix(upTo: lineEnd + 1),
      data.dropLast(), broken, Data("{}\n".utf8), Data(repeating: 0x20, count: 5 << 20),
    ]
    for (index, content) in cases.enumerated() {
      let file = try one.scratch.file("case-\(index)", content)
      let run = try ProgramRun(["judge", "--findings", "json", file.path()])
      #expect(run.status == 3, "case \(index): \(run.errors)")
      #expect(run.output.isEmpty)
    }
    #expect(try ProgramRun(["judge", "/nonexistent"]).status == 3)
  }

  @Test(
    "refuses shards that are none",
    arguments: ["0/2", "3/2", "1/65", "1", "1/2/3", "a/b", "-1/2", "1/0", "/"])
  func badShard(_ shard: String) throws {
    let run = try ProgramRun(["replay", "--shard", shard, "--observations", "-", Self.demo])
    #expect(run.status == 2)
  }

  @Test("--shard and --observations need each other; judge needs a file")
  func together() throws {
    #expect(try ProgramRun(["replay", "--shard", "1/2", Self.demo]).status == 2)
    #expect(try ProgramRun(["replay", "--observations", "-", Self.demo]).status == 2)
    #expect(try ProgramRun(["judge"]).status == 2)
    #expect(try ProgramRun(["judge", "--workers", "2", "x"]).status == 2)
  }
}
