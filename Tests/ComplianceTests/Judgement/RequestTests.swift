import Observations
import Testing

@testable import Compliance

/// The rows of the patch guide that speak of HTTP requests, by their decision tables.
@Suite("requests to an instrument")
struct RequestTests {
  private func judge(
    _ method: String, _ target: String, status: UInt16? = 200,
    change: @escaping (inout HTTPExchange) -> Void = { _ in }
  ) -> Report {
    var scene = Scene()
    scene.request(method, target, status: status, change: change)
    return scene.judge()
  }

  @Test(
    "a POST to a script page fails, whatever came back",
    arguments: [
      (nil, Stage.attempted, Severity.critical), (200, .succeeded, .critical),
      (302, .succeeded, .critical), (500, .succeeded, .critical), (401, .refused, .high),
      (403, .refused, .high), (404, .refused, .high),
    ] as [(UInt16?, Stage, Severity)])
  func scriptPost(status: UInt16?, stage: Stage, severity: Severity) {
    let finding = judge("POST", "/cmd.asp", status: status).findings("LRM-8").first
    #expect(finding?.verdict == .fail)
    #expect(finding?.stage == stage)
    #expect(finding?.severity == severity)
    #expect(finding?.evidence[.httpPath] == .text("/cmd.asp"))
  }

  @Test(
    "a script page is one however its path is written",
    arguments: [
      "/cmd.ASP", "/cmd.asp?x=.txt", "/cmd.asp;.txt", "/cmd.%61sp", "/cmd.%2561sp", "/cmd.asp.",
      "/cmd.asp%20", "/cmd.asp/more", "http://lrm/cmd.asp", "/a\\\\cmd.asp", "/cmd.asp::$DATA",
      "/cmd%u002easp",
    ])
  func spellings(target: String) {
    #expect(judge("POST", target).verdicts("LRM-8") == [.fail], "\(target)")
  }

  @Test(
    "a page that only looks like one passes",
    arguments: ["/cmd.asp2", "/asp", "/cmd.txt?cmd.asp", "/x?a=/cmd.asp", "/"])
  func others(target: String) {
    #expect(judge("POST", target).verdicts("LRM-8") == [.pass], "\(target)")
  }

  @Test("other kinds of script pages warn, and GET of one passes")
  func suspects() {
    for ending in ["aspx", "ashx", "asmx", "asa", "cer", "php", "jsp"] {
      let finding = judge("POST", "/x.\(ending)").findings("LRM-8").first
      #expect(finding?.verdict == .warn)
      #expect(finding?.severity == .high)
    }
    #expect(judge("GET", "/cmd.asp").verdicts("LRM-8") == [.pass])
  }

  @Test(
    "words decide by which and how many they are",
    arguments: [
      (["wscript"], Verdict.fail, Severity.critical), (["wscript.network"], .fail, .critical),
      (["scripting.filesystemobject"], .fail, .critical), (["shell"], .warn, .medium),
      (["wscript", "shell"], .fail, .critical),
    ])
  func words(texts: [String], verdict: Verdict, severity: Severity) {
    let all = (0..<4).map { RequestIndicators.Words(rawValue: 1 << $0) }
    let words = all.filter { texts.contains($0.texts[0]) }
      .reduce(into: RequestIndicators.Words()) { $0.formUnion($1) }

    for isInTarget in [true, false] {
      let finding = judge("POST", "/upload", status: 403) {
        $0.indicators.body = .whole
        if isInTarget { $0.indicators.inTarget = words } else { $0.indicators.inBody = words }
      }.findings("LRM-9").first
      #expect(finding?.verdict == verdict)
      #expect(finding?.severity == severity)
      let signs = texts.map { (isInTarget ? "url: " : "body: ") + $0 }
      #expect(finding?.evidence[.httpIndicators] == .texts(signs))
    }
  }

  @Test(
    "a body that was not searched whole is undetermined",
    arguments: [RequestIndicators.Body.capped, .packed, .incomplete])
  func unsearched(body: RequestIndicators.Body) {
    #expect(judge("PUT", "/x") { $0.indicators.body = body }.verdicts("LRM-9") == [.undetermined])
    let found = judge("PUT", "/x") {
      $0.indicators.body = body
      $0.indicators.inBody = .wscript
    }
    #expect(found.verdicts("LRM-9") == [.fail])
  }

  @Test("a file that is no manifest warns, low")
  func foreignFile() {
    let finding = judge("POST", "/x") {
      $0.indicators.body = .whole
      $0.indicators.hasFile = true
      $0.indicators.hasForeignFile = true
    }.findings("LRM-9").first
    #expect(finding?.verdict == .warn)
    #expect(finding?.severity == .low)
  }

  @Test("a name that leads out of its directory warns, in path or upload")
  func traversal() {
    for target in ["/a/../b", "/a/%2e%2e/b", "/a/..%5c..%5cb", "/%c0/..%255c"] {
      #expect(judge("GET", target).verdicts("LRM-16") == [.warn], "\(target)")
    }
    #expect(judge("GET", "/a..b/v1..2").verdicts("LRM-16") == [.pass])
    #expect(
      judge("POST", "/u") { $0.indicators.hasTraversalInFileName = true }.verdicts("LRM-16")
        == [.warn])
  }

  @Test(
    "an uploaded script that is called: answered fails, refused is information",
    arguments: [(200, Verdict.fail), (404, .info), (403, .info), (500, .warn), (nil, .warn)]
      as [(UInt16?, Verdict)])
  func uploaded(status: UInt16?, verdict: Verdict) {
    var scene = Scene()
    scene.request("GET", "/shell.aspx", status: 404)
    scene.request("PUT", "/data/Shell.aspx", status: 201)
    scene.request("GET", "/data/shell.aspx?cmd=1", status: status)
    #expect(scene.judge().verdicts("LRM-17") == [verdict])
  }

  @Test("outbound connections of the day after an attack are told, and those before are not")
  func afterAttack() {
    var scene = Scene()
    scene.connect(Scene.sequencer, Scene.nas, 139)
    scene.request("POST", "/cmd.asp")
    scene.second += 3_600
    scene.connect(Scene.sequencer, Scene.nas, 445)
    scene.second += 86_400
    scene.connect(Scene.sequencer, Scene.lis, 104)
    let told = scene.judge().findings("LRM-10").filter { $0.verdict == .info }
    #expect(told.map(\.peer?.port) == [445])
  }

  @Test("requests to a peer, or to an asset without the product, concern no row")
  func elsewhere() {
    var scene = Scene()
    scene.request("POST", "/cmd.asp", to: Scene.nas)
    scene.request("POST", "/cmd.asp", to: Scene.controller)
    #expect(scene.judge().findings("LRM-8").isEmpty)
  }

  @Test("one direction alone still shows the attempt")
  func oneSided() {
    #expect(judge("POST", "/cmd.asp", status: nil).verdicts("LRM-8") == [.fail])
  }

  @Test("a suppression covers a request and a clause over time")
  func suppressed() {
    var site = Scene.lab
    site.suppressions = ["LRM-8", "LRM-6"].map {
      Suppression(
        clause: $0, who: "a", why: "b", until: Timestamp(nanoseconds: .max), untilText: "later")
    }
    var scene = Scene(site)
    scene.request("POST", "/cmd.asp")
    for host in 100..<120 { scene.connect("10.77.0.\(host)", Scene.sequencer, 22) }
    let report = scene.judge()
    for clause in ["LRM-8", "LRM-6"] {
      #expect(report.findings(clause, "seq").first?.suppression?.who == "a")
      #expect(report.row(clause)?.verdict == .info)
    }
  }
}
