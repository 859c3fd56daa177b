import Observations
import Testing

@testable import Compliance

/// Services without encryption (ILMN-3-OTHER, BASE-CLEAR).
@Suite struct ClearTextTests {
  private func judge(
    _ application: Application, to peer: String = Scene.nas, port: UInt16 = 21,
    stage: Stage = .succeeded, from asset: String = Scene.sequencer,
    change: (inout Connection) -> Void = { _ in }
  ) -> Report {
    var scene = Scene()
    scene.connect(asset, peer, port, application, stage: stage, change: change)
    return scene.judge()
  }

  @Test(
    "data over a clear service towards storage fails",
    arguments: [
      Service.ftp, .telnet, .nfs, .rsync, .afp, .iscsi,
    ])
  func dataToStorage(service: Service) {
    let finding = judge(.other(service)).findings("ILMN-3-OTHER").first
    #expect(finding?.verdict == .fail)
    #expect(finding?.severity == .high)
    #expect(finding?.evidence[.service] == .text(service.rawValue))
  }

  @Test("a refused clear service towards storage is information")
  func refused() {
    #expect(judge(.unknown, stage: .refused).verdicts("ILMN-3-OTHER") == [.info])
  }

  @Test("printable payload of no known protocol towards storage is a warning")
  func unclassified() {
    #expect(judge(.other(.text), port: 9_999).verdicts("ILMN-3-OTHER") == [.warn])
  }

  @Test("HTTP from storage fails with what was asked")
  func http() {
    let finding = judge(.http(.exchange(200)), port: 80).findings("ILMN-3-OTHER").first
    #expect(finding?.verdict == .fail)
    #expect(finding?.also == ["LRM-3", "ILMN-4b"])
    #expect(finding?.evidence[.httpMethod] == .text("GET"))
    #expect(finding?.evidence[.service] == .text("http"))
  }

  @Test("clear payload elsewhere is the baseline's warning")
  func payload() {
    let report = judge(.other(.ftp), to: Scene.lis)
    #expect(report.verdicts("BASE-CLEAR") == [.warn])
    #expect(report.findings("BASE-CLEAR").first?.severity == .medium)
  }

  @Test("credentials in clear fail, whichever exchange carried them")
  func credentials() {
    var scene = Scene()
    let connection = scene.connect(
      Scene.controller, Scene.lis, 80, .http(.exchange(200))
    ) { $0.isFinal = false }
    var exchange = HTTPExchange(
      connection: connection.id, client: connection.initiator, server: connection.responder,
      request: scene.moment(), method: "GET", target: "/", version: "1.1")
    exchange.hasCredentials = true
    scene.add(.http(exchange))
    var last = connection
    last.isFinal = true
    last.last = scene.moment()
    scene.add(.connection(last))
    let findings = scene.judge().findings("BASE-CLEAR")
    #expect(findings.map(\.verdict) == [.fail])
    #expect(findings.first?.severity == .medium)
  }

  @Test("SSH and an accepted proxy tunnel are not clear text")
  func notClear() {
    #expect(judge(.other(.ssh), to: Scene.lis).findings("BASE-CLEAR").isEmpty)
    var tunnel = HTTPConversation.exchange(200)
    tunnel.isTunnel = true
    #expect(judge(.http(tunnel), to: Scene.lis, port: 3_128).findings("BASE-CLEAR").isEmpty)
  }
}
