internal import Compliance
internal import Foundation
internal import Glibc
internal import Synchronization

/// A syslog collector.
public final class SyslogSink: Sink {
  private enum Line: ~Copyable {
    case plain(CollectorSocket)
    case tls(TLSSession)
  }

  private struct State: ~Copyable {
    var line: Line?
    var cap: StormCap
    /// When it was last told what was held back.
    var told = ContinuousClock.now
  }

  private let url: SyslogURL
  private let message: SyslogMessage
  private let context: TLSContext?
  private let state: Mutex<State>

  /// How long a collector may take nothing: longer than a busy one needs to catch up.
  private static let sendMilliseconds: Int32 = 10_000
  /// How long a collector may take to read what is left and to end the connection.
  private static let finishMilliseconds: Int32 = 5_000
  /// How often it is told what was held back in hours that are not over.
  private static let restPace = Duration.seconds(Heartbeat.interval)
  /// Octets that are handed to the system at once.
  private static let preferredCount = 65_536

  /// - Throws: when a certificate or a key cannot be used; nothing is connected yet.
  public init(_ url: SyslogURL) throws(DeliveryError) {
    self.url = url
    state = Mutex(State(line: nil, cap: StormCap(maximum: url.cap, attempts: url.attempts)))
    message = SyslogMessage(
      url: url, hostName: url.hostName ?? Self.machineName,
      processID: ProcessInfo.processInfo.processIdentifier)
    context = url.transport == .tls ? try TLSContext(url) : nil
  }

  /// RFC 5424 section 6.2.4: printable ASCII, `-` when there is none.
  private static var machineName: String {
    let name = ProcessInfo.processInfo.hostName
    let isFit = !name.isEmpty && name.utf8.count <= 255
    return isFit && name.utf8.allSatisfy { (33...126).contains($0) } ? name : "-"
  }

  public var name: String { url.name }

  public var assurance: SinkAssurance { url.transport == .udp ? .none : .stream }

  public func wants(_ record: StoredRecord) -> Bool {
    guard record.kind == .finding, let verdict = record.verdict else { return true }
    return record.isRecovery || url.verdicts.contains(verdict)
  }

  public func send(_ records: [StoredRecord]) throws(DeliveryError) {
    try state.withLock { (state: inout State) throws(DeliveryError) in
      do throws(DeliveryError) {
        try connect(&state)
        try checkIsThere(&state)
        try send(records, &state)
      } catch {
        state.line = nil
        throw error
      }
    }
  }

  public func idle() throws(DeliveryError) {
    try state.withLock { (state: inout State) throws(DeliveryError) in
      guard state.line != nil else { return }
      do throws(DeliveryError) {
        try checkIsThere(&state)
        guard state.told.duration(to: .now) > Self.restPace else { return }
        try sendRests(&state)
      } catch {
        state.line = nil
        throw error
      }
    }
  }

  public func finish() throws(DeliveryError) {
    try state.withLock { (state: inout State) throws(DeliveryError) in
      try sendRests(&state)
      let isDatagram = url.transport == .udp
      guard let line = state.line.take(), !isDatagram else { return }
      // A collector that has read everything sees the end, and ends the connection in turn.
      switch consume line {
      case .plain(let socket):
        socket.finishSending()
        try Self.awaitEnd { socket.listen(milliseconds: $0) }
      case .tls(let session):
        session.finishSending()
        try Self.awaitEnd { session.listen(milliseconds: $0) }
      }
    }
  }

  private static func awaitEnd(
    _ listen: (Int32) -> CollectorSocket.Silence
  ) throws(DeliveryError) {
    let deadline = ContinuousClock.now + .milliseconds(Int(finishMilliseconds))
    while ContinuousClock.now < deadline {
      switch listen(200) {
      case .ended: return
      case .failed(let reason): throw DeliveryError(reason)
      case .silent, .spoke: continue
      }
    }
    throw DeliveryError("the collector does not read: it did not end the connection")
  }

  private func connect(_ state: inout State) throws(DeliveryError) {
    guard state.line == nil else { return }
    let socket = try CollectorSocket(
      host: url.host, port: url.port, isDatagram: url.transport == .udp)
    if let context {
      state.line = .tls(
        try TLSSession.open(context, name: url.certificateName ?? url.host, over: socket))
    } else {
      state.line = .plain(socket)
    }
  }

  /// A collector that has gone is noticed before more is lost in the system's buffers.
  private func checkIsThere(_ state: inout State) throws(DeliveryError) {
    guard url.transport != .udp else { return }
    let silence: CollectorSocket.Silence? =
      switch state.line {
      case .plain(let socket): socket.listen(milliseconds: 0)
      case .tls(let session): session.listen(milliseconds: 0)
      case nil: nil
      }
    switch silence {
    case .ended: throw DeliveryError("the collector ended the connection")
    case .failed(let reason): throw DeliveryError(reason)
    case .silent, .spoke, nil: return
    }
  }

  private func send(_ records: [StoredRecord], _ state: inout State) throws(DeliveryError) {
    var gathered: [UInt8] = []
    for record in records {
      if record.kind == .finding {
        guard let finding = record.finding(), finding.suppression == nil,
          state.cap.lets(finding, isRecovery: record.isRecovery)
        else { continue }
        let octets = message.octets(of: finding, isRecovery: record.isRecovery)
        try add(octets, to: &gathered, state)
      } else if let octets = message.octets(of: record) {
        try add(octets, to: &gathered, state)
      }
    }
    for rest in state.cap.takeRests(all: false) {
      if let octets = message.octets(of: rest.event) { try add(octets, to: &gathered, state) }
    }
    if !gathered.isEmpty { try write(gathered, state) }
  }

  /// Tells what was held back, once nothing else is to be sent.
  private func sendRests(_ state: inout State) throws(DeliveryError) {
    state.told = .now
    let rests = state.cap.takeRests(all: true)
    guard !rests.isEmpty else { return }
    try connect(&state)
    var gathered: [UInt8] = []
    for rest in rests {
      if let octets = message.octets(of: rest.event) { try add(octets, to: &gathered, state) }
    }
    if !gathered.isEmpty { try write(gathered, state) }
  }

  private func add(
    _ octets: [UInt8], to gathered: inout [UInt8], _ state: borrowing State
  ) throws(DeliveryError) {
    if url.transport == .udp {
      // Best effort: a collector that is away answers the next datagram with an error, which is
      // not worth a second try of either.
      try? write(octets, state)
      return
    }
    gathered += "\(octets.count) ".utf8
    gathered += octets
    if gathered.count >= Self.preferredCount {
      try write(gathered, state)
      gathered.removeAll(keepingCapacity: true)
    }
  }

  private func write(
    _ octets: [UInt8], _ state: borrowing State
  ) throws(DeliveryError) {
    switch state.line {
    case .plain(let socket): try socket.send(octets, milliseconds: Self.sendMilliseconds)
    case .tls(let session): try session.send(octets, milliseconds: Self.sendMilliseconds)
    case nil: throw DeliveryError("not connected")
    }
  }
}
