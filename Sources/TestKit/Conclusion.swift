public import Observations

/// What a run concluded, without what depends on how the octets were cut: moments and counts.
public struct Conclusion: Equatable, Sendable {
  public var connections: [Connection]
  public var names: [NameMessage]
  public var exchanges: [HTTPExchange]

  public init(_ outcome: FlowFeeder.Outcome) {
    connections = outcome.connections.map(\.withoutMoments)
    names = outcome.names.map {
      var message = $0
      message.moment = .none
      return message
    }
    exchanges = outcome.exchanges.map(\.withoutMoments)
  }
}

extension Moment {
  /// Stands for any moment.
  public static let none = Moment(frame: 0, time: Timestamp(nanoseconds: 0))
}

extension HTTPExchange {
  public var withoutMoments: HTTPExchange {
    var exchange = self
    exchange.request = .none
    exchange.response = response.map { _ in .none }
    return exchange
  }
}

extension Connection {
  public var withoutMoments: Connection {
    var connection = self
    connection.first = .none
    connection.last = .none
    connection.deciding = .none
    connection.fromInitiator = Traffic()
    connection.fromResponder = Traffic()
    connection.application = application.withoutMoments
    return connection
  }
}

extension TLSHandshake {
  public var withoutMoments: TLSHandshake {
    var handshake = self
    handshake.clientHello = clientHello.map { _ in .none }
    handshake.serverHello = serverHello.map { _ in .none }
    handshake.deciding = deciding.map { _ in .none }
    handshake.clientHelloSegments = 0
    return handshake
  }
}

extension Application {
  public var withoutMoments: Application {
    switch self {
    case .tls(let handshake): return .tls(handshake.withoutMoments)
    case .smb(var smb):
      smb.negotiateRequest = smb.negotiateRequest.map { _ in .none }
      smb.negotiateResponse = smb.negotiateResponse.map { _ in .none }
      smb.established = smb.established.map { _ in .none }
      smb.firstClearData = smb.firstClearData.map { _ in .none }
      smb.firstEncrypted = smb.firstEncrypted.map { _ in .none }
      smb.policyFile = smb.policyFile.map { _ in .none }
      smb.programWritten = smb.programWritten.map { _ in .none }
      for index in smb.sessions.indices { smb.sessions[index].established = .none }
      return .smb(smb)
    case .http(var http):
      http.decisive = http.decisive?.withoutMoments
      return .http(http)
    case .quic(var quic):
      quic.handshake = quic.handshake?.withoutMoments
      quic.deciding = quic.deciding.map { _ in .none }
      return .quic(quic)
    case .clinical(var exchange):
      exchange.accepted = exchange.accepted.map { _ in .none }
      exchange.rejected = exchange.rejected.map { _ in .none }
      exchange.patient = exchange.patient.map { _ in .none }
      return .clinical(exchange)
    case .directory(var exchange):
      exchange.granted = exchange.granted.map { _ in .none }
      return .directory(exchange)
    case .unknown, .dns, .other: return self
    }
  }
}
