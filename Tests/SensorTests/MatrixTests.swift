import Foundation
import Observations
import Testing

@testable import Sensor

/// The matrix of small captures, one fact each: what the pipeline sees equals what tshark sees.
@Suite struct MatrixTests {
  static let labels = (try? MatrixLabels.load()) ?? [:]
  static let files = labels.keys.sorted()

  /// Captures of which frames are cut: tshark reassembles nothing there, LabTap says what is missing.
  static let cut: Set<String> = [
    "encoding-snap-96.pcap", "encoding-linux-cooked-v2-snap-96.pcap",
  ]

  static func text(_ endpoint: Endpoint) -> String { "\(endpoint.address) \(endpoint.port)" }

  /// The connection between two ends; tshark calls the first sender of a one-sided capture the client.
  static func connection(_ client: String, _ server: String, in run: CaptureRun) -> Connection? {
    run.connections.first {
      [text($0.initiator), text($0.responder)] == [client, server]
        || $0.isOneSided && [text($0.responder), text($0.initiator)] == [client, server]
    }
  }

  @Test("the labels are there") func labelsAreThere() {
    #expect(Self.files.count > 150)
  }

  @Test("counts the frames that tshark counts", arguments: files)
  func countsFrames(file: String) throws {
    let run = try CaptureRun(OwnCaptures.path("matrix/\(file)"))
    let label = try #require(Self.labels[file])
    #expect(run.coverage.packets == label.facts.packets)
    #expect(run.problems.isEmpty == !label.facts.cutShort)
  }

  @Test(
    "sees the TLS handshakes that tshark sees",
    arguments: files.filter { labels[$0]?.facts.tls != nil && !cut.contains($0) })
  func seesTLS(file: String) throws {
    let run = try CaptureRun(OwnCaptures.path("matrix/\(file)"))
    for label in try #require(Self.labels[file]?.facts.tls) {
      let found = Self.connection(label.client, label.server, in: run)
      let connection = try #require(found, "\(label.client) to \(label.server)")
      guard let handshake = connection.handshake else {
        Issue.record("\(label.client): not seen as TLS")
        continue
      }
      if let hello = label.hellos.last {
        #expect(handshake.clientMaxVersion?.description == hello.best)
        #expect(handshake.serverName == hello.serverName)
        // The labels name the first three protocols.
        #expect(Array(handshake.clientALPN.prefix(3)) == hello.alpn)
        #expect(handshake.hasFallbackSCSV == hello.fallbackScsv)
      }
      #expect(handshake.hasHelloRetryRequest == label.helloRetry)
      #expect(handshake.version?.description == label.serverHello?.version)
      if let server = label.serverHello {
        #expect(handshake.cipherSuite == UInt16(server.cipher.dropFirst(2), radix: 16))
        #expect(handshake.serverALPN == server.alpn)
        #expect(handshake.hasDowngradeMarker == (server.downgradeMarker != nil))
      }
    }
  }

  @Test(
    "sees the QUIC versions that tshark sees",
    arguments: files.filter { labels[$0]?.facts.quic != nil })
  func seesQUIC(file: String) throws {
    func text(_ version: QUICConnection.Version) -> String {
      let digits = String(version.rawValue, radix: 16)
      return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
    }
    let run = try CaptureRun(OwnCaptures.path("matrix/\(file)"))
    for label in try #require(Self.labels[file]?.facts.quic) {
      let found = Self.connection(label.client, label.server, in: run)
      guard case .quic(let quic) = found?.application else {
        Issue.record("\(label.client): not seen as QUIC")
        continue
      }
      #expect(text(quic.version) == label.version)
      #expect(quic.negotiatedVersions.map(text) == label.negotiated)
      #expect(quic.hasRetry == label.retry)
      #expect(quic.unreadInitials == 0)
    }
  }

  @Test(
    "names the protocol in which TLS was asked for",
    arguments: [
      ("smtp", Service.smtp), ("lmtp", .smtp), ("imap", .imap), ("pop3", .pop3), ("ftp", .ftp),
      ("nntp", .nntp), ("sieve", .sieve), ("irc", .irc), ("xmpp", .xmpp), ("ldap", .ldap),
      ("postgres", .postgresql), ("mysql", .mysql), ("rdp", .rdp), ("smtp-port-2525", .smtp),
    ])
  func namesPrelude(name: String, service: Service) throws {
    let run = try CaptureRun(OwnCaptures.path("matrix/starttls-\(name).pcap"))
    #expect(run.connections.map(\.upgradedFrom) == [service])
    #expect(run.connections.first?.handshake?.version == .tls13)
  }

  @Test("knows HTTP/2 that begins without an upgrade")
  func http2() throws {
    let run = try CaptureRun(OwnCaptures.path("matrix/http2-prior-knowledge.pcap"))
    #expect(run.connections.map(\.application) == [.other(.http2)])
  }

  @Test(
    "sees the SMB negotiations and messages that tshark sees",
    arguments: files.filter { labels[$0]?.facts.smb != nil && !cut.contains($0) })
  func seesSMB(file: String) throws {
    let run = try CaptureRun(OwnCaptures.path("matrix/\(file)"))
    for label in try #require(Self.labels[file]?.facts.smb) {
      let found = Self.connection(label.client, label.server, in: run)
      let connection = try #require(found, "\(label.client) to \(label.server)")
      guard case .smb(let smb) = connection.application else {
        Issue.record("\(label.client): not seen as SMB")
        continue
      }
      check(smb, against: label)
    }
  }

  private func check(_ smb: SMBConnection, against label: MatrixLabels.SMB) {
    let selected = label.negotiate.compactMap(\.selected).last { $0 != "2.???" }
    if let selected = label.smb1?.selected, selected != 0xffff {
      #expect(smb.dialect == .smb1)
    } else {
      #expect(smb.dialect?.description == selected)
    }
    let offered = Set(label.negotiate.flatMap { $0.offered ?? [] })
    #expect(offered.isSubset(of: smb.clientDialects.map(\.description)))
    if let mode = label.negotiate.compactMap(\.serverSecurityMode).last {
      #expect(smb.serverSigning == SMBSigning(enabled: mode & 1 != 0, required: mode & 2 != 0))
    }
    if let cipher = label.negotiate.compactMap({ $0.serverCipher?.first }).last {
      #expect(smb.serverCipher == cipher)
    }
    #expect(smb.encryptedFromClient == label.wrapped.client)
    #expect(smb.encryptedFromServer == label.wrapped.server)
    guard smb.dialect != .smb1 else { return }
    let clear = [smb.disk, smb.pipe, smb.unknownShare]
    #expect(clear.map { $0.signedFromClient }.reduce(0, +) >= label.data.requestsSigned)
    if label.data.requests > 0, label.data.requestsSigned == 0 {
      #expect(smb.disk.signedFromClient + smb.disk.signedFromServer == 0)
    }
    if label.data.responsesOk > 0 { #expect(clear.map(\.succeeded).reduce(0, +) > 0) }
  }

  @Test(
    "sees the DNS messages that tshark sees",
    arguments: files.filter { labels[$0]?.facts.dns != nil })
  func seesDNS(file: String) throws {
    let run = try CaptureRun(OwnCaptures.path("matrix/\(file)"))
    let labels = try #require(Self.labels[file]?.facts.dns)
    #expect(run.names.count == labels.count)
    for (message, label) in zip(run.names, labels) {
      #expect(message.isResponse == label.response)
      #expect(message.transport == (label.over == "tcp" ? .tcp : .udp))
      #expect(message.questions.first?.name == label.name.lowercased())
      #expect(message.questions.first?.type == label.type)
      guard label.response else { continue }
      #expect(message.responseCode == label.rcode)
      #expect(message.isTruncated == label.truncated)
      var addresses: [String] = []
      var aliases: [String] = []
      for answer in message.answers {
        if case .address(let address) = answer.value { addresses.append("\(address)") }
        if case .name(let name) = answer.value, answer.type == 5 { aliases.append(name) }
      }
      // tshark lists the additional section too, which no name may rest on.
      let listed = Set((label.a ?? []) + (label.aaaa ?? []))
      #expect(label.type == 33 ? listed.isSuperset(of: addresses) : listed == Set(addresses))
      #expect(aliases == (label.cname ?? []).map { $0.lowercased() })
    }
  }

  @Test(
    "sees the HTTP messages that tshark sees",
    arguments: files.filter { labels[$0]?.facts.http != nil && !cut.contains($0) })
  func seesHTTP(file: String) throws {
    let run = try CaptureRun(OwnCaptures.path("matrix/\(file)"))
    let labels = try #require(Self.labels[file]?.facts.http)
    let requests = labels.filter { $0.method != nil }
    let responses = labels.compactMap(\.status).filter { $0 >= 200 }
    #expect(run.exchanges.count == requests.count)
    // An answer to no request is no exchange.
    if !requests.isEmpty { #expect(run.exchanges.compactMap(\.status) == responses) }
    for (exchange, label) in zip(run.exchanges, requests) {
      #expect(exchange.method == label.method)
      #expect(exchange.target == label.target)
      #expect(exchange.host == label.host)
      #expect(exchange.hasCredentials == label.credentials)
    }
  }
}

extension Connection {
  /// The handshake of TLS, DTLS or QUIC.
  fileprivate var handshake: TLSHandshake? {
    switch application {
    case .tls(let handshake): handshake
    case .quic(let quic): quic.handshake
    default: nil
    }
  }
}
