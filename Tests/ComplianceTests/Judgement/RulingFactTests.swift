import Observations
import Testing

@testable import Compliance

/// Two connections between the same ends that differ in one fact: what is said of the first must
/// not be said of the second.
@Suite("facts of a ruling")
struct RulingFactTests {
  struct Pair: Sendable, CustomStringConvertible {
    var fact: String
    var clause: String
    var asset = "seq"
    /// What the clause counts for the two together.
    var counts: [Verdict: UInt64]
    var first: @Sendable (inout Scene) -> Void
    var second: @Sendable (inout Scene) -> Void

    var description: String { fact }
  }

  private static func smb(_ smb: SMBConnection, _ scene: inout Scene) {
    scene.connect(Scene.sequencer, Scene.nas, 445, .smb(smb))
  }

  private static func nobody(_ shares: [String]) -> SMBConnection {
    var smb = SMBConnection.agreed(.smb311)
    smb.sessions[0].isAnonymous = true
    smb.sessions[0].mechanism = .anonymous
    smb.diskShares = shares
    return smb
  }

  private static func console(_ location: String, _ scene: inout Scene) {
    scene.connect(
      Scene.lis, Scene.console, 80, .http(.exchange(302, location: location)))
  }

  private static func tunnel(_ isTunnel: Bool, _ scene: inout Scene) {
    var conversation = HTTPConversation.exchange(200)
    conversation.isTunnel = isTunnel
    scene.connect(Scene.sequencer, Scene.nas, 80, .http(conversation))
  }

  private static func cloud(isMidstream: Bool, _ scene: inout Scene) {
    scene.resolve(Scene.cloud, to: [Scene.internet])
    scene.connect(Scene.sequencer, Scene.internet, 443) { $0.isMidstream = isMidstream }
  }

  static let pairs: [Pair] = [
    Pair(
      fact: "a null session with a disk share, and without", clause: "ILMN-3-AUTH",
      counts: [.info: 1, .fail: 1],
      first: { smb(nobody([]), &$0) }, second: { smb(nobody(["runs"]), &$0) }),
    Pair(
      fact: "session set-ups that failed, and none", clause: "ILMN-3-AUTH", counts: [.info: 1],
      first: { smb(.agreed(.smb311, hasSession: false), &$0) },
      second: {
        var smb = SMBConnection.agreed(.smb311, hasSession: false)
        smb.failedSetups = 1
        Self.smb(smb, &$0)
      }),
    Pair(
      fact: "payload from the middle of a connection, and from its start", clause: "ILMN-4c",
      counts: [.undetermined: 1, .fail: 1],
      first: { cloud(isMidstream: true, &$0) }, second: { cloud(isMidstream: false, &$0) }),
    Pair(
      fact: "a redirect to TLS, and one that stays in clear", clause: "ILMN-4a", asset: "console",
      counts: [.warn: 1, .fail: 1],
      first: { console("https://10.77.0.13/", &$0) },
      second: { console("http://10.77.0.13/login", &$0) }),
    Pair(
      fact: "HTTP that became a tunnel, and HTTP", clause: "ILMN-3-OTHER", counts: [.fail: 1],
      first: { tunnel(true, &$0) }, second: { tunnel(false, &$0) }),
    Pair(
      fact: "a name of the vendor's list, and another", clause: "ILMN-4",
      counts: [.pass: 1, .fail: 1],
      first: {
        $0.connect(
          Scene.sequencer, Scene.internet, 443, .tls(.chosen(.tls13, name: "ica.illumina.com")))
      },
      second: {
        $0.connect(
          Scene.sequencer, Scene.internet, 443, .tls(.chosen(.tls13, name: "www.example.org")))
      }),
    Pair(
      fact: "within a service window, and behind it", clause: "ILMN-5c",
      counts: [.warn: 1, .fail: 1],
      first: { scene in
        var window = MaintenanceWindow(
          from: Timestamp(nanoseconds: 0), until: Timestamp(nanoseconds: 2_000_000_000_000))
        window.kind = "service"
        scene.site?.maintenance = [window]
        scene.connect(Scene.pc, Scene.sequencer, 22, .other(.ssh))
      },
      second: { scene in
        scene.second = 3_000
        scene.connect(Scene.pc, Scene.sequencer, 22, .other(.ssh))
      }),
  ]

  @Test("each fact is its own connection's", arguments: pairs)
  func pair(pair: Pair) throws {
    var scene = Scene()
    pair.first(&scene)
    pair.second(&scene)
    let row = try #require(scene.judge().row(pair.clause, pair.asset))
    #expect(row.counts.filter { $0.value > 0 } == pair.counts, "\(row.reason.en)")
  }

  @Test("a DTLS offer is judged by its rank as a TLS offer is")
  func datagrams() {
    for version in [TLSVersion.dtls12, .tls12] {
      var scene = Scene()
      scene.connect(
        Scene.sequencer, Scene.internet, 443,
        .tls(.chosen(version, from: [version], name: Scene.cloud)))
      #expect(scene.judge().row("ILMN-4c")?.verdict == .pass)
    }
  }
}
