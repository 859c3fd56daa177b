internal import Capture
internal import Compliance
internal import Foundation
internal import Observations
internal import Sensor
internal import Synchronization

/// One run of `labtap watch`, from opening the interfaces to the last delivery.
struct WatchRun {
  /// Seconds that ending may take: a service manager's patience, with something to spare.
  private static let stopTime = 3.0
  /// Milliseconds between two looks at the interfaces.
  private static let pace = 250

  let command: WatchCommand
  private let log = WatchLog()

  init(_ command: WatchCommand) {
    self.command = command
  }

  func run() -> ExitCode {
    // Before the first thread, so that all inherit it.
    let signals = SignalWatch()
    guard
      let policy = Policy.loadOrReport(
        signatures: command.signatures, site: command.site)
    else { return .usage }
    let targets = command.findings.isEmpty ? [FindingsTarget(format: .text)] : command.findings
    guard let output = WatchOutput(targets, log: log) else { return .undelivered }
    let delivery = WatchDelivery(output)
    var events: WatchEvents?
    if let target = command.events {
      guard let opened = WatchEvents(target, interfaces: command.interfaces, log: log) else {
        return .undelivered
      }
      events = opened
    }
    guard let page = StatusPage(command, sensor: sensor, log: log) else { return .usage }
    page.note(policy)
    let service = ServiceNotification()
    do throws(LiveError) {
      let losses = LossReports { [log, sensor] event in
        Self.note(event, log)
        delivery.note(event, sensor: sensor)
      }
      let watch = try LiveSensor(options(policy, delivery, losses, events))
      guard giveUpPrivileges() else { return .unreadable }
      if let code = delivery.open(command, sensor: sensor) { return code }
      watch.resume(delivery.earlierFindings, delivery.earlierMemory(of: sensor))
      page.start(watch, delivery)
      events?.start()
      watch.start()
      service?.ready()
      log.write(
        .notice, "watching",
        [
          ("interfaces", command.interfaces.joined(separator: ",")),
          ("workers", "\(command.workers)"), ("assets", "\(policy.site?.assets.count ?? 0)"),
        ])
      attend(watch, signals, service, page) {
        delivery.beat(watch, sensor: sensor)
        delivery.board.sample { watch.statistics }
        losses.tellDue()
        events?.beat { watch.statistics.coverage }
      }
      service?.stopping()
      return end(watch, delivery, page, losses, events)
    } catch {
      Terminal.complain("\(error)")
      if error.problem == .permission {
        Terminal.show(InterfaceTable.hint(program: CommandLine.arguments.first ?? "labtap"))
      }
      return .unreadable
    }
  }

  private func options(
    _ policy: Policy, _ delivery: WatchDelivery, _ losses: LossReports, _ events: WatchEvents?
  ) -> WatchOptions {
    var options = WatchOptions(
      interfaces: command.interfaces, policy: policy,
      sensor: sensor, deliver: { delivery.deliver($0) }, report: { losses.take($0) })
    // A store of this run alone has nothing for the next.
    if command.storePath != nil { options.remember = { delivery.remember($0) } }
    if let events { options.observe = { events.offer($0) } }
    options.settings = command.settings
    options.workers = command.workers
    return options
  }

  private var sensor: String { command.sensor ?? ProcessInfo.processInfo.hostName }

  private func giveUpPrivileges() -> Bool {
    do throws(PrivilegeError) {
      let outcome = try command.privileges.giveUp()
      log.write(
        .info, "privileges-given-up",
        [
          ("user", "\(outcome.user)"), ("group", "\(outcome.group)"),
          ("landlock", outcome.landlock.map { "\($0)" } ?? "none"),
        ])
      return true
    } catch {
      Terminal.complain("\(error)")
      return false
    }
  }

  // MARK: Running

  /// Follows the orders until one says to stop, or the sensor cannot go on.
  ///
  /// - Parameter beat: is called between the orders, four times a second.
  private func attend(
    _ watch: LiveSensor, _ signals: SignalWatch, _ service: ServiceNotification?,
    _ page: StatusPage, _ beat: () -> Void
  ) {
    var lastWatchdog = ContinuousClock.now
    while watch.failure == nil {
      switch signals.next(within: Self.pace) {
      case .stop: return
      case .reload: reload(watch, service, page)
      case .statistics: logStatistics(watch)
      case nil: break
      }
      watch.checkInterfaces()
      beat()
      guard let interval = service?.watchdogInterval else { continue }
      let isDue = ContinuousClock.now - lastWatchdog >= .seconds(interval - 0.3)
      // The manager must not be told of life when packets are not read.
      if isDue, watch.statistics.secondsSinceTurn < Health.turnLimit {
        service?.watchdog()
        lastWatchdog = .now
      }
    }
  }

  private func reload(_ watch: LiveSensor, _ service: ServiceNotification?, _ page: StatusPage) {
    service?.reloading()
    defer { service?.ready() }
    do throws(UsageError) {
      let directory = try SignatureLocation.find(flag: command.signatures)
      do throws(Mistakes) {
        let policy = try Policy.load(signatures: directory, site: command.site)
        watch.replacePolicy(policy)
        page.note(policy)
        page.notePolicy(isGood: true)
        log.write(.notice, "policy-loaded")
      } catch {
        page.notePolicy(isGood: false)
        for mistake in error.sorted.prefix(20) {
          log.write(.error, "policy-mistake", [("mistake", "\(mistake)")])
        }
        log.write(.error, "policy-kept", [("mistakes", "\(error.count)")])
      }
    } catch {
      page.notePolicy(isGood: false)
      log.write(.error, "policy-kept", [("mistake", error.description)])
    }
  }

  private func logStatistics(_ watch: LiveSensor) {
    let statistics = watch.statistics
    log.write(.info, "statistics", Self.fields(statistics))
    for (interface, isUp) in zip(statistics.interfaces, statistics.isUp) {
      log.write(
        .info, "interface",
        [
          ("interface", interface.name), ("up", "\(isUp)"), ("packets", "\(interface.packets)"),
          ("received", "\(interface.statistics.received)"),
          ("dropped", "\(interface.statistics.dropped)"),
          ("dropped_by_interface", "\(interface.statistics.droppedByInterface)"),
          ("in_ring", "\(interface.inRing)"),
        ])
    }
  }

  private static func fields(_ statistics: WatchStatistics) -> [(key: String, value: String)] {
    [
      ("seconds", "\(Int(statistics.seconds))"), ("packets", "\(statistics.packets)"),
      ("lost", "\(statistics.lost)"), ("handed_over", "\(statistics.handedOver)"),
      ("flows", "\(statistics.coverage.flows)"),
      ("observations", "\(statistics.observations)"), ("findings", "\(statistics.findings)"),
      ("delivered", "\(statistics.delivery.delivered)"),
      ("waiting", "\(statistics.delivery.waiting)"),
      ("queued_epochs", "\(statistics.queuedEpochs)"),
      ("resident_octets", "\(ProcessMemory.resident ?? 0)"),
    ]
  }

  private static func note(_ event: WatchEvent, _ log: WatchLog) {
    switch event {
    case .interfaceDown(let name): log.write(.warning, "interface-down", [("interface", name)])
    case .interfaceUp(let name): log.write(.notice, "interface-up", [("interface", name)])
    case .interfaceFailed(let text): log.write(.error, "interface-failed", [("error", text)])
    case .framesLost(let count): log.write(.warning, "frames-lost", [("count", "\(count)")])
    case .clockStep(let seconds):
      log.write(.warning, "clock-went-back", [("seconds", "\(seconds)")])
    case .policyReplaced: log.write(.info, "policy-in-force")
    }
  }

  // MARK: Ending

  private func end(
    _ watch: LiveSensor, _ delivery: WatchDelivery, _ page: StatusPage, _ losses: LossReports,
    _ events: WatchEvents?
  ) -> ExitCode {
    let report = watch.stop(within: Self.stopTime)
    losses.tellAll()
    let areEventsWritten = events?.finish(watch.statistics.coverage) ?? true
    let isFinished = report.map { delivery.finish($0) } ?? false
    let statistics = watch.statistics
    page.stop()
    log.write(.notice, "ended", Self.fields(statistics))
    if watch.failure != nil { return .interfaceGone }
    return isFinished && areEventsWritten && statistics.delivery.failures == 0
      ? .success : .undelivered
  }
}
