public import Observations

/// Turns observations into EVE events, one JSON object a line, as Suricata writes them.
///
/// Names, types and spelling are those of Suricata's published schema, so that pipelines that know
/// EVE need no change; what EVE has no place for stands in a `labtap` object.
///
/// Snapshots of a connection replace one another, so only the flows with an event that waits for
/// no final snapshot are remembered: at most the flows that are open.
public struct EVEEvents: Sendable {
  private var sources: [EVESource] = []
  /// Open flows whose TLS handshake, or SMB negotiation, was told.
  private var told: Set<UInt64> = []
  /// The interface that a running sensor reads; nil for captures, and for several interfaces.
  private let interface: String?

  /// Flows that a sensor may have open; more were left behind by snapshots that nobody wrote, and
  /// telling one of them twice is the lesser evil.
  static let maximumTold = 1_048_576

  public init(interface: String? = nil) {
    self.interface = interface
  }

  /// A capture begins; its frames are numbered on from those before.
  ///
  /// - Parameter firstFrame: the number of its first frame over all captures.
  public mutating func addSource(name: String, firstFrame: UInt64) {
    sources.append(EVESource(name: name, firstFrame: firstFrame))
  }

  /// Appends the lines that an observation makes; most snapshots make none.
  public mutating func write(_ observation: Observation, to writer: inout JSONWriter) {
    switch observation {
    case .connection(let connection): write(connection, to: &writer)
    case .name(let message):
      let header = EVEHeader(
        kind: "dns", connection: message.connection, moment: message.moment,
        source: message.client, destination: message.server, transport: message.transport)
      emit(header, to: &writer) { EVEDNS.write(message, to: &$0) }
    case .http(let exchange):
      let header = EVEHeader(
        kind: "http", connection: exchange.connection,
        moment: exchange.response ?? exchange.request, source: exchange.client,
        destination: exchange.server, transport: .tcp)
      emit(header, to: &writer) { EVEHTTP.write(exchange, to: &$0) }
    case .address, .admission, .tunnel: break
    }
  }

  /// Appends the line that sums up the whole run.
  public func writeStats(_ coverage: Coverage, to writer: inout JSONWriter) {
    guard let last = coverage.last else { return }
    writer.object { writer in
      writer.member("timestamp", EVEText.timestamp(last))
      writer.member("event_type", "stats")
      EVEStats.write(coverage, to: &writer)
    }
    writer.endLine()
  }

  // MARK: Connections

  private mutating func write(_ connection: Connection, to writer: inout JSONWriter) {
    switch connection.application {
    case .tls(let handshake): write(handshake, of: connection, to: &writer)
    case .quic(let quic): write(quic, of: connection, to: &writer)
    case .smb(let smb): write(smb, of: connection, to: &writer)
    default: break
    }
    if told.count > Self.maximumTold { told = [] }
    guard connection.isFinal else { return }
    told.remove(connection.id)
    let header = EVEHeader("flow", of: connection, at: connection.last)
    emit(header, to: &writer) { EVEFlow.write(connection, to: &$0) }
  }

  /// One event a handshake: as soon as nothing more is to be learned of it, or at the flow's end.
  private mutating func write(
    _ handshake: TLSHandshake, of connection: Connection, to writer: inout JSONWriter
  ) {
    guard handshake.clientHello != nil || handshake.version != nil else { return }
    let isSettled = handshake.applicationData && handshake.clientHello != nil
    guard isSettled || connection.isFinal, told.insert(connection.id).inserted else { return }
    let deciding = handshake.serverHello ?? handshake.clientHello ?? connection.deciding
    let header = EVEHeader("tls", of: connection, at: deciding)
    emit(header, to: &writer) { EVETLS.write(handshake, of: connection, to: &$0) }
  }

  /// One event a QUIC connection with a hello that was read, as for TLS.
  private mutating func write(
    _ quic: QUICConnection, of connection: Connection, to writer: inout JSONWriter
  ) {
    guard let handshake = quic.handshake,
      handshake.clientHello != nil || handshake.version != nil
    else { return }
    let isSettled = handshake.applicationData && handshake.clientHello != nil
    guard isSettled || connection.isFinal, told.insert(connection.id).inserted else { return }
    let deciding = handshake.serverHello ?? handshake.clientHello ?? connection.deciding
    let header = EVEHeader("quic", of: connection, at: deciding)
    emit(header, to: &writer) {
      EVEQUIC.write(quic, to: &$0)
      EVETLS.writeSight(handshake, of: connection, to: &$0)
    }
  }

  /// One event a negotiation, and one at the flow's end with what was counted.
  private mutating func write(
    _ smb: SMBConnection, of connection: Connection, to writer: inout JSONWriter
  ) {
    let isDecided = smb.dialect != nil || smb.negotiateRefused
    if isDecided, let answer = smb.negotiateResponse ?? smb.negotiateRequest,
      told.insert(connection.id).inserted
    {
      let header = EVEHeader("smb", of: connection, at: answer)
      emit(header, to: &writer) { EVESMB.writeNegotiation(smb, of: connection, to: &$0) }
    }
    guard connection.isFinal else { return }
    let header = EVEHeader("smb", of: connection, at: connection.last)
    emit(header, to: &writer) { EVESMB.writeEnd(smb, of: connection, to: &$0) }
  }

  private func emit(
    _ header: EVEHeader, to writer: inout JSONWriter, _ body: (inout JSONWriter) -> Void
  ) {
    writer.object { writer in
      header.write(
        source: source(of: header.moment.frame), interface: interface, to: &writer)
      body(&writer)
    }
    writer.endLine()
  }

  /// The capture that holds a frame; captures are few and in order.
  private func source(of frame: UInt64) -> EVESource? {
    sources.last { $0.firstFrame <= frame }
  }
}

/// A capture and the number of its first frame over all captures.
struct EVESource: Sendable {
  var name: String
  var firstFrame: UInt64
}
