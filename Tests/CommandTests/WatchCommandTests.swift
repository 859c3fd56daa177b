import Capture
import Foundation
import Observations
import Sensor
import Synchronization
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

  /// A configuration file that is gone with the scratch folder.
  private func configuration(_ text: String) throws -> (scratch: Scratch, path: String) {
    let scratch = try Scratch()
    return (scratch, try scratch.file("watch.yaml", Data(text.utf8)).path)
  }

  @Test("takes options from a file, and those of the command line on top")
  func configured() throws {
    let (scratch, path) = try configuration(
      """
      interfaces: [span0, span1]
      site: /etc/labtap/site.yaml
      findings: [json:/var/log/f.jsonl, none]
      events: eve:/var/log/eve.json
      syslog:
        - tls://siem.example:6514?ca=/etc/ca.pem
        - udp://10.0.0.1:514
      workers: 2
      ring-size: 128
      no-promiscuous: true
      list: false
      """)
    let command = try watch("--config", path, "--workers", "4", "span2")
    #expect(command.interfaces == ["span0", "span1", "span2"])
    #expect(command.site == "/etc/labtap/site.yaml")
    #expect(command.findings.map(\.format) == [.json, .none])
    #expect(command.events?.path == "/var/log/eve.json")
    #expect(command.delivery.syslog.count == 2)
    #expect(command.workers == 4)
    #expect(command.settings.ringSize == 128 << 20)
    #expect(!command.settings.isPromiscuous)
    #expect(!command.isListing)
    #expect(try watch("--config=" + path).workers == 2)
    withExtendedLifetime(scratch) {}
  }

  @Test("tells every mistake of a configuration with its place")
  func configurationMistakes() throws {
    let (scratch, path) = try configuration(
      "interfaces: span0\nworkers: 99\nsylog: udp://a:1\nno-promiscuous: perhaps\n")
    let text = try #require(mistake("--config", path))
    let lines = text.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines[0].hasPrefix(path + ":2:10: --workers takes"))
    #expect(lines[1].hasPrefix(path + ":3:1: ") && lines[1].contains("syslog"))
    #expect(lines[2].hasPrefix(path + ":4:17: "))
    #expect(mistake("--config", "/nonexistent.yaml", "a") == "/nonexistent.yaml: cannot be read")
    #expect(mistake("a", "--config") == "--config needs a value: --config FILE")
    withExtendedLifetime(scratch) {}
  }

  @Test("lost frames are told at once, then summed up over ten seconds")
  func lossReports() {
    let told = Mutex<[UInt64]>([])
    let reports = LossReports { event in
      if case .framesLost(let count) = event { told.withLock { $0.append(count) } }
    }
    let start = ContinuousClock.now
    for step in 0..<250 { reports.take(.framesLost(2), now: start + .milliseconds(step * 100)) }
    // At 0, 10 and 20 s; what came since waits for the end.
    #expect(told.withLock(\.self) == [2, 200, 200])
    reports.tellAll()
    #expect(told.withLock { $0.reduce(0, +) } == 500)
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
