import Observations
import Testing

@testable import Compliance

/// Documented destinations, their regions and ports (BEC-DST, BEC-REG-1, BEC-TLS-1).
@Suite struct BeckmanTests {
  private func visit(
    _ name: String?, from asset: String = Scene.controller, port: UInt16 = 443,
    stage: Stage = .succeeded, version: TLSVersion = .tls12, resolved: String? = nil,
    application: Application? = nil
  ) -> Report {
    var scene = Scene()
    if let resolved { scene.resolve(resolved, to: ["203.0.113.20"], by: asset) }
    scene.connect(
      asset, "203.0.113.20", port, application ?? .tls(.chosen(version, name: name)),
      stage: stage, refusal: stage == .refused ? .reset : nil)
    return scene.judge()
  }

  @Test(
    "each documented destination passes in its region",
    arguments: [
      ("BEC-DST-1", "api.beckman.com", false), ("BEC-DST-2", "hub.azure-devices.net", false),
      ("BEC-DST-3", "hub.azure-devices.cn", true), ("BEC-DST-4", "www.mybeckman.cn", true),
      ("BEC-DST-5", "a.blob.core.chinacloudapi.cn", true),
    ])
  func rightRegion(clause: String, name: String, isChina: Bool) {
    let id = isChina ? "bec-cn" : "bec"
    let report = visit(name, from: isChina ? Scene.chineseController : Scene.controller)
    #expect(report.verdicts(clause, id) == [.pass])
    #expect(report.verdicts("BEC-REG-1", id) == [.pass])
    #expect(report.verdicts("BEC-TLS-1", id) == [.pass])
    #expect(report.findings("BASE-DST", id).isEmpty)
    #expect(report.row("BEC-DST-7", id)?.verdict == .pass)
  }

  @Test(
    "each documented destination fails in the other region",
    arguments: [
      ("api.beckman.com", true), ("hub.azure-devices.net", true), ("hub.azure-devices.cn", false),
      ("www.mybeckman.cn", false), ("a.blob.core.chinacloudapi.cn", false),
    ])
  func wrongRegion(name: String, isChina: Bool) {
    let id = isChina ? "bec-cn" : "bec"
    let asset = isChina ? Scene.chineseController : Scene.controller
    let report = visit(name, from: asset)
    #expect(report.verdicts("BEC-REG-1", id) == [.fail])
    #expect(report.findings("BEC-REG-1", id).first?.severity == .high)
    let attempt = visit(name, from: asset, stage: .attempted, resolved: name, application: .unknown)
    #expect(attempt.row("BEC-REG-1", id)?.verdict == .warn)
  }

  @Test("a question for the other region's name alone is a warning")
  func wrongRegionQuestion() {
    var scene = Scene()
    scene.ask("hub.azure-devices.cn", by: Scene.controller)
    #expect(scene.judge().verdicts("BEC-REG-1", "bec") == [.warn])
  }

  @Test("the bare domain of a wildcard counts, deeper names too, look-alikes do not")
  func wildcard() {
    #expect(visit("beckman.com").verdicts("BEC-DST-1", "bec") == [.pass])
    #expect(visit("a.b.beckman.com").verdicts("BEC-DST-1", "bec") == [.pass])
    #expect(visit("notbeckman.com").verdicts("BEC-DST-1", "bec").isEmpty)
    #expect(visit("notbeckman.com").verdicts("BEC-DST-7", "bec") == [.warn])
  }

  @Test("another port to a documented name fails", arguments: [UInt16(8_883), 5_671])
  func wrongPort(port: UInt16) {
    let report = visit("hub.azure-devices.net", port: port)
    #expect(report.verdicts("BEC-DST-2", "bec") == [.fail])
  }

  @Test("a name by DNS only is a warning, a name backed by both a pass")
  func nameByDNS() {
    let name = "api.beckman.com"
    #expect(visit(nil, resolved: name).verdicts("BEC-DST-1", "bec") == [.warn])
    #expect(visit(name, resolved: name).verdicts("BEC-DST-1", "bec") == [.pass])
  }

  @Test("TeamViewer passes on 443 with its own framing and without a TLS failure")
  func teamViewer() {
    let report = visit(nil, resolved: "router1.teamviewer.com", application: .other(.teamviewer))
    #expect(report.verdicts("BEC-DST-6", "bec") == [.pass])
    #expect(report.findings("BEC-TLS-1", "bec").isEmpty)
  }

  @Test("TeamViewer's own ports warn, refused they inform", arguments: [UInt16(5_938), 80])
  func teamViewerPorts(port: UInt16) {
    let name = "master1.teamviewer.com"
    let used = visit(nil, port: port, resolved: name, application: .other(.teamviewer))
    #expect(used.verdicts("BEC-DST-6", "bec") == [.warn])
    let refused = visit(nil, port: port, stage: .refused, resolved: name, application: .unknown)
    #expect(refused.verdicts("BEC-DST-6", "bec") == [.info])
  }

  @Test("another destination is a warning, and a failure when the site is strict")
  func otherDestination() {
    let hello = Application.tls(.chosen(.tls12, name: "www.example.org"))
    for (isStrict, verdict) in [(false, Verdict.warn), (true, .fail)] {
      var site = Scene.lab
      site.assets[3].isStrict = isStrict
      var scene = Scene(site)
      scene.connect(Scene.controller, Scene.internet, 443, hello)
      #expect(scene.judge().verdicts("BEC-DST-7", "bec") == [verdict])
      #expect(scene.judge().findings("BASE-DST", "bec").isEmpty)
    }
  }

  @Test("a destination without a name is another destination")
  func noName() {
    #expect(visit(nil).verdicts("BEC-DST-7", "bec") == [.warn])
  }

  @Test("old TLS to a documented destination fails")
  func oldTLS() {
    #expect(visit("api.beckman.com", version: .tls11).verdicts("BEC-TLS-1", "bec") == [.fail])
  }
}
