import Foundation
import Testing

/// `labtap learn` and `labtap explain --mud`, run as a user runs them.
@Suite struct LearnCommandTests {
  private static let demo = ProgramRun.captures.appendingPathComponent("instrument-network.pcap")

  @Test("learn writes a site file that check accepts, and check counts what nobody reviewed")
  func learnAndCheck() throws {
    let scratch = try Scratch()
    let file = scratch.folder.appendingPathComponent("site.yaml")
    let learn = try ProgramRun(["learn", Self.demo.path, "--out", file.path])
    #expect(learn.status == 0)
    #expect(learn.output == "")
    let text = try String(contentsOf: file, encoding: .utf8)
    let entries = text.split(separator: "\n").count { $0 == "    reviewed: false" }
    #expect(entries > 10)
    let check = try ProgramRun(["check", "--site", file.path])
    #expect(check.status == 0)
    #expect(check.output.contains("\(entries) not reviewed"))
    let replay = try ProgramRun([
      "replay", "--site", file.path, "--findings", "text", "--fail-on", "never", Self.demo.path,
    ])
    #expect(replay.output.contains("Learned and not reviewed: \(entries) entries"))
    let json = try ProgramRun([
      "replay", "--site", file.path, "--findings", "json", "--fail-on", "never", Self.demo.path,
    ])
    let total = try #require(json.output.split(separator: "\n").last)
    let object =
      try JSONSerialization.jsonObject(with: Data(total.utf8)) as? [String: Any]
    let unreviewed = try #require(object?["unreviewed"] as? [String: [String]])
    #expect(unreviewed["assets"]?.isEmpty == false)
    #expect(unreviewed["peers"]?.contains("dns") == true)
  }

  @Test("learn writes the same octets in every run")
  func isDeterministic() throws {
    let one = try ProgramRun(["learn", Self.demo.path])
    let two = try ProgramRun(["learn", Self.demo.path])
    #expect(one.output.hasPrefix("# A first site file"))
    #expect(one.output == two.output)
  }

  @Test(
    "learn refuses what it cannot learn from",
    arguments: [
      (["learn"], 2, "no capture"),
      (["learn", "none.pcap"], 3, "none.pcap"),
      (["learn", "--mud", "x.json", "y.pcap"], 2, "not both at once"),
      (["learn", "--mud", "none.json"], 2, "there is no such file"),
      (["explain", "--mud", "seq"], 2, "--site"),
    ])
  func refuses(words: [String], status: Int32, text: String) throws {
    let run = try ProgramRun(words)
    #expect(run.status == status)
    #expect(run.errors.contains(text), "\(run.errors)")
  }

  @Test("an asset's policy is written as a usage description that is read as a profile")
  func description() throws {
    let site = ProgramRun.captures.appendingPathComponent("instrument-network.site.yaml")
    let explain = try ProgramRun(["explain", "--mud", "dxflex-01", "--site", site.path])
    #expect(explain.status == 0)
    #expect(explain.errors.contains("no counterpart in a usage description"))
    let scratch = try Scratch()
    let file = try scratch.file("dxflex.mud.json", Data(explain.output.utf8))
    let learn = try ProgramRun(["learn", "--mud", file.path])
    #expect(learn.status == 0)
    #expect(learn.output.contains("models: DxFLEX"))
    #expect(learn.errors.contains("list it under `peers` or `allow`"))
    let unknown = try ProgramRun(["explain", "--mud", "dxflex-1", "--site", site.path])
    #expect(unknown.status == 2)
    #expect(unknown.errors.contains("did you mean `dxflex-01`?"))
  }

  @Test("a usage description among the signatures is a profile, and check tells the rest of it")
  func among() throws {
    let scratch = try Scratch()
    let signatures = scratch.folder.appendingPathComponent("signatures")
    try FileManager.default.copyItem(
      at: ProgramRun.repository.appendingPathComponent("Signatures"), to: signatures)
    let site = ProgramRun.captures.appendingPathComponent("instrument-network.site.yaml")
    let explain = try ProgramRun(["explain", "--mud", "nextseq-02", "--site", site.path])
    try FileManager.default.createDirectory(
      at: signatures.appendingPathComponent("maker"), withIntermediateDirectories: true)
    try Data(explain.output.utf8).write(
      to: signatures.appendingPathComponent("maker/thing.mud.json"))
    let check = try ProgramRun(["check", "--signatures", signatures.path])
    #expect(check.status == 0, "\(check.errors)")
    #expect(check.errors.contains("maker/thing.mud.json:1:1:"))
    let plain = try ProgramRun(["check"])
    #expect(check.output != plain.output)
  }
}
