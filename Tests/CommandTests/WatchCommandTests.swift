import Capture
import Observations
import Sensor
import Testing

@testable import labtap

/// `labtap watch` up to the point where it needs an interface; `make lab` goes on from there.
@Suite struct WatchCommandTests {
  private func watch(_ words: String...) throws -> WatchCommand {
    try #require(try WatchCommand.parse(words))
  }

  private func mistake(_ words: String...) -> String? {
    do throws(UsageError) {
      _ = try WatchCommand.parse(words)
      return nil
    } catch {
      return error.description
    }
  }

  @Test("reads every option")
  func everyOption() throws {
    let command = try watch(
      "span0", "span1", "--site", "s.yaml", "--signatures", "Sig", "--findings", "json:f.jsonl",
      "--filter", "not port 22", "--ring-size", "128", "--no-promiscuous", "--workers", "2",
      "--sensor", "lab-4", "--user", "nobody", "--status", "[::1]:9000")
    #expect(command.interfaces == ["span0", "span1"])
    #expect(command.site == "s.yaml")
    #expect(command.signatures == "Sig")
    #expect(command.findings == [FindingsTarget(format: .json, path: "f.jsonl")])
    #expect(command.settings.filter == "not port 22")
    #expect(command.settings.ringSize == 128 * 1_024 * 1_024)
    #expect(!command.settings.isPromiscuous)
    #expect(command.workers == 2)
    #expect(command.sensor == "lab-4")
    #expect(command.user == "nobody")
    #expect(command.status == StatusAddress(host: "::1", port: 9_000))
    #expect(try watch("a", "--status", "none").status == nil)
  }

  @Test("needs an interface, each once")
  func interfaces() {
    #expect(mistake() == "no interface to watch; --list shows them")
    #expect(mistake("a", "a") == "interface a is named twice")
    #expect(mistake("--list") == nil)
  }

  @Test("serves others than this machine by TLS and with a token only")
  func openStatus() {
    #expect(mistake("a", "--status", "0.0.0.0:9477")?.contains("--status-token") == true)
    #expect(
      mistake(
        "a", "--status", "0.0.0.0:9477", "--status-certificate", "c", "--status-key", "k",
        "--status-token", "t") == nil)
  }

  @Test("refuses rings that are too small, too large or no number", arguments: ["0", "1025", "x"])
  func ringSizes(_ size: String) {
    #expect(mistake("a", "--ring-size", size)?.contains("--ring-size takes") == true)
  }

  @Test("an interface that is not there ends with 3 and its name")
  func noInterface() throws {
    let run = try ProgramRun(["watch", "--findings", "none", "no-such-if0"])
    #expect(run.status == 3)
    #expect(run.errors.contains("no-such-if0"))
  }

  @Test("a mistake in the site file is told before an interface is opened")
  func badSite() throws {
    let run = try ProgramRun(["watch", "--site", "/nonexistent.yaml", "no-such-if0"])
    #expect(run.status == 2)
  }

  @Test("lists interfaces, the loopback among them")
  func list() throws {
    let run = try ProgramRun(["watch", "--list"])
    #expect(run.status == 0)
    #expect(run.output.contains("lo "))
  }

  @Test("a line of the log is words, quoted where they are not")
  func log() {
    let time = Timestamp(nanoseconds: 1_767_261_600_000_001_000)
    let fields = [(key: "interface", value: "span0"), (key: "error", value: "no \"way\"\n")]
    #expect(
      WatchLog(environment: [:]).line(.warning, "down", fields, at: time)
        == "time=2026-01-01T10:00:00.000001Z level=warning event=down interface=span0 "
        + "error=\"no \\\"way\\\"\\n\"\n")
    #expect(
      WatchLog(environment: ["JOURNAL_STREAM": "8:1"]).line(.error, "down", [], at: time)
        == "<3>event=down\n")
  }
}
