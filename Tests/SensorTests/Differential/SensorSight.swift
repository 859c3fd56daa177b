import Observations

/// What LabTap sees of the claims.
struct SensorSight {
  private(set) var sight = Sight()

  init(_ path: String) throws {
    let run = try CaptureRun(path)
    tellFlows(run.connections)
    for connection in run.connections { tell(connection) }
    for message in run.names { tell(message) }
    for exchange in run.exchanges {
      let place = "tcp \(pair("\(exchange.client)", "\(exchange.server)"))"
      sight.add(
        .httpRequests, place, "\(exchange.method) \(exchange.host ?? "-") \(exchange.target)")
      if let status = exchange.status { sight.add(.httpStatus, place, status) }
    }
  }

  private static func place(_ connection: Connection) -> String {
    "\(connection.transport) \(pair("\(connection.initiator)", "\(connection.responder)"))"
  }

  /// Flows that use the same ends one after the other count together.
  private mutating func tellFlows(_ connections: [Connection]) {
    var packets: [String: [String: UInt64]] = [:]
    var octets: [String: [String: UInt64]] = [:]
    var vlans: [String: UInt16] = [:]
    for connection in connections where [.tcp, .udp].contains(connection.transport) {
      let place = Self.place(connection)
      for (end, sent) in [
        (connection.initiator, connection.fromInitiator),
        (connection.responder, connection.fromResponder),
      ] where sent.packets > 0 {
        packets[place, default: [:]]["\(end)", default: 0] += sent.packets
        octets[place, default: [:]]["\(end)", default: 0] += sent.octets
      }
      if let vlan = connection.vlan { vlans[place] = vlan }
    }
    for (place, sent) in packets {
      sight.add(.ends, place, "seen")
      for (end, count) in sent { sight.add(.packets, place, "\(end) \(count)") }
    }
    for (place, sent) in octets {
      for (end, count) in sent where count > 0 { sight.add(.octets, place, "\(end) \(count)") }
    }
    for (place, vlan) in vlans { sight.add(.vlan, place, vlan) }
  }

  private mutating func tell(_ connection: Connection) {
    let place = Self.place(connection)
    switch connection.application {
    case .tls(let handshake): tell(handshake, place)
    case .quic(let quic): tell(quic, place)
    case .smb(let smb): tell(smb, connection, place)
    default: break
    }
  }

  private mutating func tell(_ quic: QUICConnection, _ place: String) {
    sight.add(.quicVersion, place, String(quic.version.rawValue, radix: 16))
    if !quic.negotiatedVersions.isEmpty {
      sight.add(
        .quicNegotiation, place, quic.negotiatedVersions.map { String($0.rawValue, radix: 16) })
    }
    if let handshake = quic.handshake { tell(handshake, place) }
  }

  private mutating func tell(_ handshake: TLSHandshake, _ place: String) {
    if handshake.clientHello != nil {
      sight.add(
        .tlsClientVersions, place,
        handshake.clientVersions.map { String($0.rawValue, radix: 16) })
      sight.add(.tlsServerName, place, ifPresent: handshake.serverName)
      if !handshake.clientALPN.isEmpty {
        sight.add(.tlsClientProtocols, place, handshake.clientALPN)
      }
    }
    guard let version = handshake.version else { return }
    sight.add(.tlsVersion, place, String(version.rawValue, radix: 16))
    sight.add(
      .tlsCipherSuite, place, ifPresent: handshake.cipherSuite.map { String($0, radix: 16) })
    sight.add(.tlsProtocol, place, ifPresent: handshake.serverALPN)
  }

  private mutating func tell(_ smb: SMBConnection, _ connection: Connection, _ place: String) {
    if let dialect = smb.dialect {
      sight.add(.smbDialect, place, dialect == .smb1 ? "SMB1" : dialect.description)
    }
    if smb.dialect != .smb1 {
      if let signing = smb.serverSigning { sight.add(.smbServerSigning, place, mode(signing)) }
      if let signing = smb.clientSigning { sight.add(.smbClientSigning, place, mode(signing)) }
      for session in smb.sessions {
        sight.add(
          .smbSessions, place,
          (session.isGuest ? 1 : 0) | (session.isAnonymous ? 2 : 0) | (session.encryptData ? 4 : 0))
      }
      if smb.failedSetups > 0 { sight.add(.smbFailedSetups, place, smb.failedSetups) }
      if !smb.diskShares.isEmpty { sight.add(.smbShares, place, smb.diskShares.sorted()) }
      if smb.shareEncryptionRequired { sight.add(.smbShareEncryption, place, true) }
    }
    for (end, count) in [
      (connection.initiator, smb.encryptedFromClient),
      (connection.responder, smb.encryptedFromServer),
    ] where count > 0 {
      sight.add(.smbEncrypted, place, "\(end) \(count)")
    }
  }

  /// The bits of SecurityMode (MS-SMB2 2.2.3).
  private func mode(_ signing: SMBSigning) -> Int {
    (signing.enabled ? 1 : 0) | (signing.required ? 2 : 0)
  }

  private mutating func tell(_ message: NameMessage) {
    let place = "\(message.transport) \(pair("\(message.client)", "\(message.server)"))"
    guard message.application == .dns, let question = message.questions.first else { return }
    let what = "\(message.id) \(message.isResponse ? "answer" : "question")"
    sight.add(.dnsMessages, place, "\(what) \(question.name) \(question.type)")
    guard message.isResponse else { return }
    sight.add(.dnsOutcomes, place, "\(what) \(message.responseCode)")
    for answer in message.answers {
      switch answer.value {
      case .address(let address) where [1, 28].contains(answer.type):
        sight.add(.dnsAnswers, place, "\(what) \(address)")
      case .name(let name) where answer.type == 5: sight.add(.dnsAnswers, place, "\(what) \(name)")
      default: break
      }
    }
  }
}
