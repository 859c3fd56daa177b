import Foundation
import Testing

/// `labtap replay` as a CI job uses it.
@Suite struct ReplayCommandTests {
  static let matrix = ProgramRun.captures.appendingPathComponent("matrix")

  private func capture(_ name: String) -> String {
    Self.matrix.appendingPathComponent(name).path
  }

  @Test("ends with 1 when a clause is broken and with 0 when none is")
  func setsTheExitCode() throws {
    let broken = try ProgramRun(
      ["replay", "--findings", "none", capture("tls1.0-openssl.pcap")])
    #expect(broken.status == 1)
    let met = try ProgramRun(["replay", "--findings", "none", capture("tls1.3-openssl.pcap")])
    #expect(met.status == 0)
    let ignored = try ProgramRun(
      ["replay", "--findings", "none", "--fail-on", "never", capture("tls1.0-openssl.pcap")])
    #expect(ignored.status == 0)
  }

  @Test("--require asks for a pass, which a capture without the traffic cannot give")
  func requiresAPass() throws {
    let words = ["replay", "--findings", "none", "--require", "BASE-TLS"]
    #expect(try ProgramRun(words + [capture("tls1.2-openssl.pcap")]).status == 0)
    #expect(try ProgramRun(words + [capture("dns-a.pcap")]).status == 1)
  }

  @Test("reads a capture from standard input")
  func readsStandardInput() throws {
    let run = try ProgramRun(
      ["replay", "--quiet", "--findings", "json", "-"],
      input: Self.matrix.appendingPathComponent("tls1.0-openssl.pcap"))
    #expect(run.status == 1)
    #expect(run.output.contains("\"tls.version\":\"1.0\""))
  }

  @Test("a filter leaves frames out, and evidence keeps the numbers of the file")
  func filters() throws {
    let run = try ProgramRun(
      [
        "replay", "--quiet", "--fail-on", "never", "--findings", "json", "--filter", "udp",
        capture("tls1.0-openssl.pcap"),
      ])
    #expect(run.status == 0)
    #expect(run.output.contains("\"tls_handshakes\":{}"))
  }

  @Test("writes the same octets in every run and for every number of workers")
  func isDeterministic() throws {
    let words = [
      "replay", "--quiet", "--fail-on", "never", "--findings", "json",
      "--site", ProgramRun.captures.appendingPathComponent("instrument-network.site.yaml").path,
      ProgramRun.captures.appendingPathComponent("instrument-network.pcap").path,
    ]
    let first = try ProgramRun(words)
    #expect(first.output.count > 10_000)
    #expect(try ProgramRun(words).output == first.output)
    #expect(try ProgramRun(words + ["--workers", "4"]).output == first.output)
  }

  @Test(
    "every command explains itself with --help",
    arguments: ["replay", "check", "explain", "version"])
  func helps(command: String) throws {
    let run = try ProgramRun([command, "--help"])
    #expect(run.status == 0)
    #expect(run.output.contains("labtap \(command)"))
    #expect(run.errors.isEmpty)
  }
}
