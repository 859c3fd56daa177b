import Capture
import Observations

@testable import Sensor

/// What a capture shows, in the words of the corpus's labels.
struct Sightings {
  /// Endpoints of a flow without regard to direction.
  struct Pair: Hashable {
    var ends: Set<String>

    init(_ one: String, _ other: String) { ends = [one, other] }
  }

  struct Session: Equatable {
    var offered: String?
    var negotiated: String?
    var name: String?
    var client: String
  }

  struct Question: Hashable {
    var pair: Pair
    var id: Int
    var isResponse: Bool
  }

  var tls: [Pair: [Session]] = [:]
  var smb: [Pair: [String]] = [:]
  var encryptedSMB: [Pair: UInt64] = [:]
  var http: [Pair: [String]] = [:]
  var names: [Question: Set<String>] = [:]
  var coverage = Coverage()
  var problems: [String] = []

  init(replaying path: String) throws {
    var observations: [Observation] = []
    let pipeline = Pipeline(consume: { observations.append($0) })
    var replay = try CaptureReplay(pipeline: pipeline, filter: nil, progress: nil)
    try replay.read(path) { _, _ in }
    coverage = pipeline.finish()
    problems = replay.problems.map(\.text)
    for observation in observations { add(observation) }
  }

  private mutating func add(_ observation: Observation) {
    switch observation {
    case .connection(let connection) where connection.isFinal: add(connection)
    case .name(let message):
      let question = Question(
        pair: Pair("\(message.client)", "\(message.server)"), id: Int(message.id),
        isResponse: message.isResponse)
      names[question, default: []].formUnion(message.questions.map(\.name))
    case .http(let exchange):
      http[Pair("\(exchange.client)", "\(exchange.server)"), default: []]
        .append("\(exchange.method) \(exchange.target)")
    default: break
    }
  }

  private mutating func add(_ connection: Connection) {
    let pair = Pair("\(connection.initiator)", "\(connection.responder)")
    switch connection.application {
    case .tls(let handshake):
      tls[pair, default: []].append(
        Session(
          offered: handshake.clientMaxVersion.map(Self.label),
          negotiated: handshake.version.map(Self.label), name: handshake.serverName,
          client: "\(connection.initiator)"))
    case .smb(let smb):
      encryptedSMB[pair, default: 0] += smb.encryptedFromClient + smb.encryptedFromServer
      switch smb.dialect {
      case .smb1?: self.smb[pair, default: []].append("SMB1:\(smb.smb1DialectName ?? "?")")
      case let dialect?: self.smb[pair, default: []].append("SMB\(dialect)")
      case nil: self.smb[pair, default: []].append(smb.isMultiProtocol ? "SMB2.?" : "none")
      }
    default: break
    }
  }

  private static func label(_ version: TLSVersion) -> String {
    switch version.rawValue {
    case 0x0002: "SSL2"
    case 0x0300: "SSL3"
    case 0x0301: "TLS1.0"
    case 0x0302: "TLS1.1"
    case 0x0303: "TLS1.2"
    case 0x0304: "TLS1.3"
    case 0x7f00...0x7fff: "TLS1.3-draft\(version.rawValue & 255)"
    case 0xfb00...0xfbff: "TLS1.3-fb\(version.rawValue & 255)"
    default: "0x" + String(version.rawValue, radix: 16)
    }
  }
}
