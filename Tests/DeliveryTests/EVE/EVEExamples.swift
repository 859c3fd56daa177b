import Delivery
import Foundation
import Observations
import TestKit

/// Observations built by hand, and the events that they make.
enum EVEExamples {
  static let client = Endpoint(IPAddress(v4: 0x0a4d_000a), 49_152)
  static let server = Endpoint(IPAddress(v4: 0x0a4d_0014), 445)

  static func connection(_ application: Application, id: UInt64 = 7) -> Connection {
    var connection = Connection(
      id: id, transport: .tcp, initiator: client, responder: server, first: Examples.moment(3))
    connection.last = Examples.moment(9, seconds: 2)
    connection.isFinal = true
    connection.initiatorKnown = true
    connection.stage = .succeeded
    connection.vlan = 77
    connection.fromInitiator.packets = 5
    connection.fromInitiator.octets = 700
    connection.fromResponder.packets = 4
    connection.fromResponder.octets = 900
    connection.application = application
    return connection
  }

  static func handshake() -> TLSHandshake {
    var handshake = TLSHandshake()
    handshake.clientVersions = [.tls13, .tls12]
    handshake.hasSupportedVersions = true
    handshake.serverName = "portal.example.com"
    handshake.clientALPN = ["h2", "http/1.1"]
    handshake.serverALPN = "h2"
    handshake.version = .tls12
    handshake.cipherSuite = 0xc02f
    handshake.clientHello = Examples.moment(5)
    handshake.serverHello = Examples.moment(6)
    return handshake
  }

  static func quic() -> QUICConnection {
    var quic = QUICConnection(version: .version2)
    var hello = handshake()
    hello.clientVersions = [.tls13]
    hello.version = .tls13
    quic.handshake = hello
    return quic
  }

  static func smb() -> SMBConnection {
    var smb = SMBConnection()
    smb.smb1Offered = true
    smb.smb1ClientDialects = ["NT LM 0.12", "SMB 2.002", "SMB 2.???"]
    smb.clientDialects = [.smb1, .smb202, .smb21, .smb311]
    smb.dialect = .smb311
    smb.serverSigning = SMBSigning(enabled: true, required: true)
    smb.clientSigning = SMBSigning(enabled: true, required: false)
    smb.negotiateRequest = Examples.moment(5)
    smb.negotiateResponse = Examples.moment(6)
    smb.encryptedFromClient = 3
    smb.encryptedFromServer = 4
    smb.signedMessages = 2
    smb.clearMessages = 9
    return smb
  }

  static func name(isResponse: Bool, name: String = "nas.lab.example") -> NameMessage {
    var message = NameMessage(
      application: .dns, connection: 9, transport: .udp, client: client,
      server: Endpoint(server.address, 53), moment: Examples.moment(4), id: 0x1234,
      isResponse: isResponse)
    message.flags = isResponse ? 0x8180 : 0x0100
    message.questions = [NameQuestion(name: name, type: 1, recordClass: 1)]
    if isResponse {
      message.answers = [
        NameRecord(name: name, type: 5, timeToLive: 60, value: .name("a.lab.example")),
        NameRecord(
          name: "a.lab.example", type: 1, timeToLive: 30, value: .address(server.address)),
        NameRecord(name: name, type: 16, timeToLive: 30, value: .other),
      ]
    }
    return message
  }

  static func exchange(host: String? = "lrm.example:8080") -> HTTPExchange {
    var exchange = HTTPExchange(
      connection: 11, client: client, server: Endpoint(server.address, 80),
      request: Examples.moment(4), method: "GET", target: "/analysis?id=1", version: "HTTP/1.1")
    exchange.host = host
    exchange.userAgent = "curl/7.88.1"
    exchange.response = Examples.moment(6)
    exchange.status = 302
    exchange.contentType = "text/html; charset=utf-8"
    exchange.location = "https://lrm.example/"
    return exchange
  }

  /// The lines of some observations, as octets.
  static func lines(_ observations: [Observation], coverage: Coverage? = nil) -> [UInt8] {
    var events = EVEEvents()
    events.addSource(name: "first.pcap", firstFrame: 1)
    events.addSource(name: "second.pcap", firstFrame: 5)
    var writer = JSONWriter()
    for observation in observations { events.write(observation, to: &writer) }
    if let coverage { events.writeStats(coverage, to: &writer) }
    return writer.octets
  }

  /// The lines as another parser reads them.
  static func events(_ observations: [Observation]) throws -> [[String: Any]] {
    try lines(observations).split(separator: 0x0a).map { line in
      let value = try JSONSerialization.jsonObject(with: Data(line))
      return value as? [String: Any] ?? [:]
    }
  }
}
