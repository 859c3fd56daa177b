internal import Compliance
internal import Foundation
internal import Observations
internal import Sensor
internal import Synchronization

/// The status page of a running sensor, when one was asked for and the program has one.
final class StatusPage: Sendable {
  private struct Settings: Sendable {
    var address: StatusAddress
    var certificate: String?
    var key: String?
    var token: String?
  }

  private let settings: Settings?
  private let log: WatchLog
  private let loads = Mutex(PolicyLoads())
  private let sensor: String
  private let site = Mutex<String?>(nil)
  #if StatusPage
    private let server = Mutex<StatusServer?>(nil)
  #endif

  /// Reads the certificate, its key and the token while there is the right to; nil when one of
  /// them cannot be read, which is then told.
  init?(_ command: WatchCommand, sensor: String, log: WatchLog) {
    self.log = log
    self.sensor = sensor
    guard let address = command.status else {
      settings = nil
      return
    }
    var settings = Settings(address: address)
    func read(_ path: String?, isSecret: Bool) -> String? {
      guard let path else { return nil }
      guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
        Terminal.complain("\(path): cannot be read")
        return nil
      }
      let attributes = try? FileManager.default.attributesOfItem(atPath: path)
      let mode = (attributes?[.posixPermissions] as? NSNumber)?.intValue ?? 0
      guard !isSecret || mode & 0o007 == 0 else {
        Terminal.complain("\(path): others may read it; take that right away (chmod o-rwx)")
        return nil
      }
      return text
    }
    settings.certificate = read(command.statusIdentity.certificate, isSecret: false)
    settings.key = read(command.statusIdentity.key, isSecret: true)
    settings.token = read(command.statusToken, isSecret: true)?
      .trimmingCharacters(in: .whitespacesAndNewlines)
    let isMissing =
      (command.statusIdentity.certificate != nil && settings.certificate == nil)
      || (command.statusIdentity.key != nil && settings.key == nil)
      || (command.statusToken != nil && settings.token?.isEmpty != false)
    guard !isMissing else { return nil }
    self.settings = settings
  }

  /// Starts to answer.
  ///
  /// A page that cannot be had is no reason not to watch.
  func start(_ watch: LiveSensor, _ delivery: WatchDelivery) {
    guard let settings else { return }
    #if StatusPage
      var identity: StatusServer.Identity?
      if let certificate = settings.certificate, let key = settings.key {
        identity = StatusServer.Identity(certificate: certificate, key: key)
      }
      let counts = EventCounts()
      let events = StatusEvents { [self] in snapshot(watch, delivery, counts) }
      counts.watch(events)
      let started = StatusServer(
        settings.address, identity: identity, token: settings.token, events: events
      ) { [self] path in page(path, watch, delivery, counts) }
      if started == nil {
        log.write(.error, "status-page-failed", [("address", "\(settings.address)")])
      } else {
        log.write(.info, "status-page", [("address", "\(settings.address)")])
      }
      server.withLock { $0 = started }
    #else
      log.write(.warning, "status-page-missing", [("address", "\(settings.address)")])
    #endif
  }

  #if StatusPage
    private func page(
      _ path: String, _ watch: LiveSensor, _ delivery: WatchDelivery, _ viewers: EventCounts
    ) -> StatusServer.Page? {
      switch path {
      case "/metrics":
        let text = MetricsText.render(
          watch.statistics, version: VersionCommand.version, policy: loads.withLock(\.self),
          store: delivery.storeCounts, viewers: viewers.counts)
        return StatusServer.Page(
          status: 200, type: "text/plain; version=0.0.4; charset=utf-8", text: text)
      case "/healthz":
        let health = Health(watch.statistics, store: delivery.storeCounts)
        return StatusServer.Page(
          status: health.isGood ? 200 : 503, type: "text/plain; charset=utf-8", text: health.text)
      case "/status.json":
        let text = String(decoding: snapshot(watch, delivery, viewers), as: UTF8.self)
        return StatusServer.Page(status: 200, type: "application/json", text: text + "\n")
      default: return StatusAssets.page(path)
      }
    }

    private func snapshot(
      _ watch: LiveSensor, _ delivery: WatchDelivery, _ viewers: EventCounts
    ) -> [UInt8] {
      let counts = viewers.counts
      return StatusSnapshot(
        statistics: watch.statistics, standing: watch.standing, board: delivery.board.state,
        store: delivery.storeCounts, viewers: (counts.viewers, counts.dropped), sensor: sensor,
        site: site.withLock(\.self),
        time: Timestamp(nanoseconds: Int64(Date.now.timeIntervalSince1970 * 1e9))
      ).encode()
    }

    /// The counts of events, which are made after what they are told to.
    private final class EventCounts: Sendable {
      private let events = Mutex<StatusEvents?>(nil)

      func watch(_ events: StatusEvents) { self.events.withLock { $0 = events } }

      var counts: ViewerCounts {
        events.withLock(\.self)?.counts ?? ViewerCounts()
      }
    }
  #endif

  /// The policy in force names the site.
  func note(_ policy: Policy) { site.withLock { $0 = policy.site?.name } }

  func notePolicy(isGood: Bool) {
    loads.withLock { loads in
      loads.attempts += 1
      loads.didLastSucceed = isGood
      if isGood { loads.lastSuccess = Date.now.timeIntervalSince1970 }
    }
  }

  func stop() {
    #if StatusPage
      let running = server.withLock { server in
        defer { server = nil }
        return server
      }
      running?.stop()
    #endif
  }
}
