internal import Capture
internal import Compliance
internal import Foundation
internal import Sensor

/// `labtap replay`: judges capture files.
struct ReplayCommand: ConfigurableCommand, PolicyArguments, LanguageArguments, DeliveryArguments {
  static let name = "replay"
  static let abstract = "judge capture files (\"-\" reads a capture from standard input)"
  static let operands = "CAPTURE..."
  static let operandsKey = "captures"
  static let overview = """
    Judges capture files (pcap, pcapng, also compressed with gzip or zstd)
    and prints what was found.
    "-" reads a capture stream from standard input.
    Without a capture, --store and a collector deliver what the store holds.
    """
  static let epilogue = """
    EXIT CODES:
      0  nothing at or above the threshold
      1  a finding at or above it, or a required clause that is not pass
      2  usage or policy mistake; nothing was judged
      3  a capture was unreadable or cut short; what could be read was judged
      4  findings could not be delivered to every sink
    """

  var captures: [String] = []
  var site: String?
  var signatures: String?
  var findings: [FindingsTarget] = []
  var events: EventsTarget?
  var delivery = DeliveryOptions()
  var gate = Gate()
  var baseline: String?
  var filter: String?
  var workers: Int?
  var language: Language?
  var isQuiet = false
  var showsStatistics = false
  /// Observe one shard into a file instead of judging.
  var shard: Shard?
  var observations: String?
  /// What shards observed, in place of captures: `labtap judge`.
  var observed: [String] = []

  /// More workers than partitions of the traffic would have nothing to do.
  static let maximumWorkers = 64

  static let flags: [Flag<ReplayCommand>] = [
    .configuration(operandsKey),
    .value(
      "--site", "FILE",
      help: """
        The site file: what is on the segment. Without it private
        addresses are possible instruments, judged by Signatures/common.
        """
    ) { value, arguments in arguments.site = value },
    .signatures,
    .value(
      "--findings", "FORMAT[:PATH]", choices: FindingsTarget.Format.allCases.map(\.rawValue),
      help: """
        text, json (JSON Lines), eve (alert events), ecs, ocsf, cef, leef,
        sarif, junit, html or none; repeatable; without PATH to standard
        output. Default: text.
        """
    ) { value, arguments throws(UsageError) in
      arguments.findings.append(try FindingsTarget(value))
    },
    .value(
      "--events", "eve[:PATH]", choices: ["eve"],
      help: """
        What was observed, not judged, as EVE JSON lines: tls, smb, dns,
        http, quic, flow, stats. Default: off.
        """
    ) { value, arguments throws(UsageError) in
      arguments.events = try EventsTarget(value)
    },
    .syslog, .kafka, .store, .storeDays, .storeSize,
    .value(
      "--fail-on", "VERDICT", choices: Gate.Threshold.allCases.map(\.rawValue),
      help: """
        fail, warn, undetermined or never: this verdict or worse sets
        exit code 1. Default: fail.
        """
    ) { value, arguments throws(UsageError) in
      guard let threshold = Gate.Threshold(rawValue: value) else {
        throw UsageError.unknown(
          "verdict", value, known: Gate.Threshold.allCases.map(\.rawValue))
      }
      arguments.gate.threshold = threshold
    },
    .value(
      "--require", "CLAUSE,...", help: "Exit code 1 unless each of these clauses is pass."
    ) { value, arguments in
      arguments.gate.required += value.split(separator: ",").map(String.init)
    },
    .value(
      "--baseline", "FILE",
      help: """
        Findings that were accepted, by id, with who, why and until when
        (YAML): they are shown as suppressed and fail nothing.
        """
    ) { value, arguments in arguments.baseline = value },
    .value(
      "--filter", "EXPRESSION", help: "Read only frames that match a pcap filter expression."
    ) { value, arguments in arguments.filter = value },
    .value(
      "--workers", "N", help: "Worker threads, 1 to \(maximumWorkers). Default: cores it may use."
    ) { value, arguments throws(UsageError) in
      guard let workers = Int(value), (1...maximumWorkers).contains(workers) else {
        throw UsageError("--workers takes a number from 1 to \(maximumWorkers), not `\(value)`")
      }
      arguments.workers = workers
    },
    .language,
    .value(
      "--shard", "I/N",
      help: """
        Decode only the flows of shard I of N, 1 to \(Shard.maximumCount), and judge nothing:
        see `labtap judge`. Needs --observations.
        """
    ) { value, arguments throws(UsageError) in
      arguments.shard = try Shard(reading: value)
    },
    .value(
      "--observations", "FILE",
      help: "Where a shard writes what it observed; - is standard output."
    ) { value, arguments in arguments.observations = value },
    .set("--quiet", help: "No progress on standard error.") { $0.isQuiet = true },
    .set(
      "--statistics",
      help: "What each stage cost, on standard error; the replay then has one worker."
    ) { $0.showsStatistics = true },
  ]

  mutating func accept(_ operand: String) throws(UsageError) {
    guard operand != "-" || !captures.contains("-") else {
      throw UsageError("standard input can be read only once")
    }
    captures.append(operand)
  }

  func validate() throws(UsageError) {
    guard (shard == nil) == (observations == nil) else {
      throw UsageError("--shard and --observations go together")
    }
    guard captures.isEmpty else { return }
    guard shard == nil, delivery.store != nil, delivery.hasSinks else {
      throw UsageError("no capture to read")
    }
  }

  func run() -> ExitCode {
    if let shard, let observations { return observe(shard, to: observations) }
    guard captures.isEmpty, observed.isEmpty else { return replay() }
    do throws(Refusal) {
      return try openOutbox()?.finish() ?? true ? .success : .undelivered
    } catch {
      return error.code
    }
  }

  /// Why nothing is judged; it has been told.
  private struct Refusal: Error {
    var code: ExitCode
  }

  /// Opens the store, when one is asked for: makes one, too, so that this comes behind everything
  /// that may be wrong with the command line and the policy.
  private func openOutbox() throws(Refusal) -> OutboxOutput? {
    guard delivery.isAsked else { return nil }
    do throws(OutboxOutput.Failure) {
      return try OutboxOutput(delivery, sensor: Self.sensor)
    } catch {
      switch error {
      case .usage(let text):
        Terminal.complain(text)
        throw Refusal(code: .usage)
      case .store(let text):
        Terminal.complain(text)
        throw Refusal(code: .undelivered)
      }
    }
  }

  /// A constant, so that the same captures give the same octets on every machine.
  private static let sensor = "replay"

  private func replay() -> ExitCode {
    var accepted: Baseline?
    if let baseline {
      do throws(Mistakes) {
        accepted = try Baseline.load(path: baseline)
      } catch {
        for mistake in error.sorted { Terminal.complain("\(mistake)", prefixed: false) }
        return .usage
      }
    }
    guard let policy = Policy.loadOrReport(signatures: signatures, site: site) else {
      return .usage
    }
    for clause in gate.required where policy.clause(clause) == nil {
      let known = policy.profiles.flatMap(\.clauses).map(\.id)
      Terminal.complain(UsageError.unknown("clause", clause, known: known).description)
      return .usage
    }
    if let filter, !filter.isEmpty {
      do throws(PacketFilterError) {
        _ = try PacketFilter(filter)
      } catch {
        Terminal.complain(filterText(FilterError(description: "\(error)")))
        return .usage
      }
    }
    let outbox: OutboxOutput?
    do throws(Refusal) {
      outbox = try openOutbox()
    } catch {
      return error.code
    }
    let bar = Terminal.standardErrorIsTerminal && !isQuiet ? ProgressBar() : nil
    var eventOutput: EventOutput?
    if let events {
      guard let output = EventOutput(events) else { return .undelivered }
      eventOutput = output
    }
    var options = ReplayOptions(
      captures: captures, filter: filter, policy: policy,
      sensor: Self.sensor, workers: workers ?? defaultWorkers,
      progress: bar?.callback)
    let traffic =
      findings.contains { $0.format == .html } ? TrafficObserver(site: policy.site) : nil
    options.observer = Self.observer(eventOutput?.observer, traffic?.observer)
    options.measuresStages = showsStatistics
    do throws(Failure) {
      var outcome = try outcome(of: options)
      accepted?.apply(to: &outcome.report)
      bar?.clear()
      if !outcome.stages.isEmpty { Terminal.show(StatisticsTable(outcome.stages).text) }
      let areEventsDelivered = eventOutput?.finish() ?? true
      let background = EvidenceBackground(traffic: traffic?.record, controls: policy.clauseControls)
      return conclude(
        outcome, outbox, background: background, areEventsDelivered: areEventsDelivered)
    } catch {
      bar?.clear()
      Terminal.complain(error.text)
      return error.exitCode
    }
  }

  private var defaultWorkers: Int {
    min(Processors.usable, Self.maximumWorkers)
  }

  private func conclude(
    _ outcome: ReplayOutcome, _ outbox: OutboxOutput?, background: EvidenceBackground,
    areEventsDelivered: Bool
  ) -> ExitCode {
    let targets = findings.isEmpty ? [FindingsTarget(format: .text)] : findings
    let output = FindingsOutput(
      language: language ?? Terminal.language, junit: gate.threshold.junit, background: background)
    var isDelivered = areEventsDelivered
    for target in targets where !output.deliver(outcome.report, to: target) {
      isDelivered = false
    }
    if let outbox, !outbox.deliver(outcome.report) { isDelivered = false }
    for problem in outcome.problems { Terminal.complain(problem.text) }
    for unmet in gate.unmet(in: outcome.report) {
      Terminal.complain("required clause \(unmet.clause) is \(unmet.verdict.rawValue)")
    }
    return gate.exitCode(
      for: outcome.report, hasProblems: !outcome.problems.isEmpty, isDelivered: isDelivered)
  }
}
