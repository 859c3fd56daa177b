import Foundation
import Testing

/// What bad input gets: each row of the table that the product promises, on the built program.
@Suite struct BadInputTests {
  static let demo = ProgramRun.captures.appendingPathComponent("instrument-network.pcap")
  static let site = ProgramRun.captures.appendingPathComponent("instrument-network.site.yaml")

  /// One line on standard error that names the file; nothing else went wrong.
  private func expectUnreadable(_ path: String, _ text: String) throws {
    let run = try ProgramRun(["replay", "--findings", "none", path])
    #expect(run.status == 3)
    #expect(run.errors.contains(text), "\(run.errors)")
    #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
  }

  @Test("names a missing file, a directory, an empty file and one that is no capture")
  func namesUnreadableFiles() throws {
    let scratch = try Scratch()
    let missing = scratch.folder.appendingPathComponent("missing.pcap").path
    try expectUnreadable(missing, "\(missing): no such file")
    try expectUnreadable(
      scratch.folder.path, "\(scratch.folder.path): is a directory, not a capture file")
    let empty = try scratch.file("empty.pcap", Data()).path
    try expectUnreadable(empty, "\(empty): is empty, not a capture file")
    let text = try scratch.file("notes.txt", Data("hello, world".utf8)).path
    try expectUnreadable(text, "\(text): not a capture file")
  }

  @Test("judges what lies before the cut of a capture, says where it is cut, and ends with 3")
  func judgesBeforeTheCut() throws {
    let scratch = try Scratch()
    let whole = try Data(contentsOf: Self.demo)
    let half = try scratch.file("half.pcap", whole.prefix(whole.count / 2 + 7)).path
    let run = try ProgramRun(
      ["replay", "--quiet", "--site", Self.site.path, "--findings", "json", half])
    #expect(run.status == 3)
    #expect(run.errors.contains("capture cut short at byte \(whole.count / 2 + 7)"))
    #expect(run.output.contains("\"labtap.finding/1\""))
  }

  @Test(
    "judges what lies before the cut of a compressed capture, and ends with 3",
    .enabled(if: Compressor.gzip.isInstalled, "needs gzip"))
  func judgesBeforeTheCompressedCut() throws {
    let scratch = try Scratch()
    let whole = try Compressor.gzip.compress(Self.demo)
    let half = try scratch.file("half.pcap.gz", whole.prefix(whole.count / 2)).path
    let run = try ProgramRun(
      ["replay", "--quiet", "--site", Self.site.path, "--findings", "json", half])
    #expect(run.status == 3)
    #expect(run.errors.contains("gzip data cut short at byte \(whole.count / 2)"))
    #expect(run.output.contains("\"labtap.finding/1\""))
  }

  @Test(
    "finds in a compressed capture what it finds in the capture, from a file and from a pipe",
    arguments: Compressor.allCases.filter(\.isInstalled))
  func readsCompressed(compressor: Compressor) throws {
    let words = [
      "replay", "--quiet", "--fail-on", "never", "--findings", "none", "--events", "eve",
    ]
    let expected = try ProgramRun(words + [Self.demo.path])
    let scratch = try Scratch()
    // The name says nothing of the format: the first octets do.
    let file = try scratch.file("capture", compressor.compress(Self.demo))
    let fromFile = try ProgramRun(words + [file.path])
    let fromInput = try ProgramRun(words + ["-"], input: file)
    #expect(expected.output.contains(Self.demo.path))
    for (run, name) in [(fromFile, file.path), (fromInput, "standard input")] {
      #expect(run.status == 0)
      #expect(run.errors.isEmpty)
      // The name of the capture is all that differs.
      let isSame = run.output.replacing(name, with: Self.demo.path) == expected.output
      #expect(isSame, "\(name)")
    }
  }

  @Test("reads what it can when one of several captures is unreadable, and ends with 3")
  func readsTheRest() throws {
    let run = try ProgramRun(
      ["replay", "--quiet", "--findings", "json", "/nonexistent.pcap", Self.demo.path])
    #expect(run.status == 3)
    #expect(run.output.contains("\"packets\":1534"))
  }

  @Test("names an unknown link type and ends with 3 when nothing else was readable")
  func namesUnknownLinkTypes() throws {
    let scratch = try Scratch()
    // A classic header of link type 147, which is kept for private use, and one frame.
    var capture = Data([0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    capture += Data([0xff, 0xff, 0, 0, 147, 0, 0, 0])
    capture += Data([1, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 4, 0, 0, 0, 1, 2, 3, 4])
    let file = try scratch.file("private.pcap", capture).path
    let run = try ProgramRun(["replay", "--quiet", "--findings", "json", file])
    #expect(run.status == 3)
    #expect(run.errors.contains("147"))
    #expect(run.output.contains("\"unknown_link_types\":{\"147\":1}"))
  }

  @Test("tells every mistake of a site file with its place, judges nothing, and ends with 2")
  func tellsMistakes() throws {
    let scratch = try Scratch()
    let site = try scratch.file(
      "site.yaml",
      Data(
        """
        site: Core
        segmnts: 10.77.0.0/24
        assets:
          - id: one
            addresses: 10.77.0.300
            model: MiSeq

        """.utf8)
    ).path
    let run = try ProgramRun(["replay", "--site", site, "--findings", "json", Self.demo.path])
    #expect(run.status == 2)
    #expect(run.output.isEmpty)
    #expect(run.errors.contains("\(site):2:1: "))
    #expect(run.errors.contains("\(site):5:16: "))
    let check = try ProgramRun(["check", "--site", site])
    #expect(check.status == 2)
    #expect(check.errors.contains("\(site):2:1: "))
  }

  @Test("ends with 2 for words that it does not know, and says how it is used")
  func refusesUnknownWords() throws {
    for words in [
      ["rplay"], ["replay"], ["replay", "--fail-on", "maybe", "x.pcap"], ["replay", "--nonsense"],
      ["replay", "--filter", "tcp prot 80", Self.demo.path],
    ] {
      let run = try ProgramRun(words)
      #expect(run.status == 2, "\(words)")
      #expect(run.output.isEmpty)
      #expect(!run.errors.isEmpty)
    }
  }

  @Test("makes no store when it ends with 2")
  func leavesNoStore() throws {
    let scratch = try Scratch()
    let store = scratch.folder.appendingPathComponent("findings.db").path
    for words in [
      ["--site", "/nonexistent.yaml"], ["--baseline", "/nonexistent.yaml"],
      ["--require", "NO-SUCH-CLAUSE"], ["--filter", "tcp prot 80"],
      ["--syslog", "tls://localhost:1?ca=/nonexistent.pem"],
    ] {
      let run = try ProgramRun(["replay", "--store", store] + words + [Self.demo.path])
      #expect(run.status == 2, "\(words)")
      #expect(!FileManager.default.fileExists(atPath: store), "\(words)")
    }
  }

  @Test("gives 2 before 3: a usage mistake beside a missing capture judges nothing")
  func putsUsageFirst() throws {
    let run = try ProgramRun(["replay", "--fail-on", "maybe", "/nonexistent.pcap"])
    #expect(run.status == 2)
  }
}
