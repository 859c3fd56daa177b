internal import Capture
internal import Compliance
internal import Delivery
internal import Foundation
internal import Sensor

/// `labtap watch`: judges live traffic.
struct WatchCommand: ConfigurableCommand, PolicyArguments, DeliveryArguments {
  static let name = "watch"
  static let abstract = "judge live traffic"
  static let operands = "INTERFACE..."
  static let operandsKey = "interfaces"
  static let overview = """
    Judges what passes network interfaces, such as one at a mirror port, until it is told to
    stop. The interfaces are opened first; then all privileges are given up.
    SIGTERM and SIGINT end it after delivering what it holds, SIGHUP reads the site file and
    the signatures again, SIGUSR1 logs statistics.
    """
  static let epilogue = """
    EXIT CODES:
      0  ended by SIGTERM or SIGINT; all was delivered
      2  usage or policy mistake; nothing was judged
      3  an interface could not be opened, or privileges not be given up
      4  findings could not be delivered to every sink
      5  an interface was removed or made anew; what was found is delivered
    """

  var interfaces: [String] = []
  var site: String?
  var signatures: String?
  var findings: [FindingsTarget] = []
  var events: EventsTarget?
  var delivery = DeliveryOptions()
  var settings = LiveSettings()
  var workers = 1
  var sensor: String?
  var user: String?
  var status: StatusAddress? = .usual
  var statusIdentity: (certificate: String?, key: String?) = (nil, nil)
  var statusToken: String?
  var isListing = false
  var isSandboxTrial = false

  static let flags: [Flag<WatchCommand>] = [
    .configuration(operandsKey),
    .set("--list", help: "Show the interfaces, and whether they may be opened.") {
      $0.isListing = true
    },
    .value(
      "--site", "FILE",
      help: """
        The site file: what is on the segment. Without it private
        addresses are possible instruments, judged by Signatures/common.
        """
    ) { value, arguments in arguments.site = value },
    .signatures,
    .value(
      "--findings", "FORMAT[:PATH]",
      choices: ["text", "json", "eve", "ecs", "ocsf", "cef", "leef", "none"],
      help: """
        text, json, eve, ecs, ocsf, cef, leef (a line each) or none;
        repeatable; without PATH to standard output, a file is added to.
        Default: text.
        """
    ) { value, arguments throws(UsageError) in
      let target = try FindingsTarget(value)
      guard target.format.isStream else {
        throw UsageError(
          "\(target.format.rawValue) is a document of a whole run: see `labtap report`")
      }
      arguments.findings.append(target)
    },
    .value(
      "--events", "eve[:PATH]", choices: ["eve"],
      help: """
        What was observed, not judged, as EVE JSON lines: tls, smb, dns,
        http, quic, flow, stats; a file is added to. Default: off.
        """
    ) { value, arguments throws(UsageError) in
      arguments.events = try EventsTarget(value)
    },
    .syslog, .kafka, .store, .storeDays, .storeSize,
    .value(
      "--filter", "EXPRESSION", help: "Read only frames that match a pcap filter expression."
    ) { value, arguments in arguments.settings.filter = value },
    .value(
      "--ring-size", "MIB",
      help: "The kernel's ring of each interface and worker, in MiB. Default: 64."
    ) { value, arguments throws(UsageError) in
      let sizes = LiveSettings.ringSizes
      guard let size = Int(value), size < 1 << 20, sizes.contains(size << 20) else {
        throw UsageError(
          "--ring-size takes \(sizes.lowerBound >> 20) to \(sizes.upperBound >> 20), not `\(value)`"
        )
      }
      arguments.settings.ringSize = size << 20
    },
    .set("--no-promiscuous", help: "Read only frames to this machine.") {
      $0.settings.isPromiscuous = false
    },
    .value(
      "--workers", "N",
      help: "Threads that read, 1 to \(maximumWorkers). Default: 1, enough for 1 Gbit/s."
    ) { value, arguments throws(UsageError) in
      guard let workers = Int(value), (1...maximumWorkers).contains(workers) else {
        throw UsageError("--workers takes a number from 1 to \(maximumWorkers), not `\(value)`")
      }
      arguments.workers = workers
    },
    .value("--sensor", "NAME", help: "The sensor's name in findings. Default: the host's.") {
      value, arguments in arguments.sensor = value
    },
    .value(
      "--user", "NAME",
      help: """
        Whose rights to go on with when root started it.
        Default: labtap, else nobody.
        """
    ) { value, arguments in arguments.user = value },
    .value(
      "--status", "ADDRESS:PORT",
      help: """
        Where /metrics and /healthz are, or none. Others than this
        machine are served by TLS and with a token only.
        Default: \(StatusAddress.usual).
        """
    ) { value, arguments throws(UsageError) in
      guard value != "none" else { return arguments.status = nil }
      guard let address = StatusAddress(value) else {
        throw UsageError("--status takes ADDRESS:PORT or none, not `\(value)`")
      }
      arguments.status = address
    },
    .value("--status-certificate", "FILE", help: "The status page's certificate, in PEM.") {
      value, arguments in arguments.statusIdentity.certificate = value
    },
    .value("--status-key", "FILE", help: "The key of the certificate, in PEM.") {
      value, arguments in arguments.statusIdentity.key = value
    },
    .value("--status-token", "FILE", help: "A file with the token that a request has to show.") {
      value, arguments in arguments.statusToken = value
    },
    .set(
      "--try-sandbox",
      help: """
        Give up privileges, try what the sandbox must refuse, and tell
        what happened.
        """
    ) { $0.isSandboxTrial = true },
  ]

  /// Sockets of one group; the kernel takes more, a machine has no use for them.
  static let maximumWorkers = 16

  mutating func accept(_ operand: String) throws(UsageError) {
    guard !interfaces.contains(operand) else {
      throw UsageError("interface \(operand) is named twice")
    }
    interfaces.append(operand)
  }

  func validate() throws(UsageError) {
    guard !isListing, !isSandboxTrial else { return }
    guard !interfaces.isEmpty else { throw UsageError("no interface to watch; --list shows them") }
    guard let status, !status.isLoopback else { return }
    guard statusIdentity.certificate != nil, statusIdentity.key != nil, statusToken != nil else {
      throw UsageError(
        "--status \(status) is open to others: it needs --status-certificate, --status-key and "
          + "--status-token")
    }
  }

  func run() -> ExitCode {
    if isListing { return InterfaceTable.show() }
    if isSandboxTrial { return trySandbox() }
    return WatchRun(self).run()
  }

  private func trySandbox() -> ExitCode {
    do throws(PrivilegeError) {
      let outcome = try privileges.giveUp()
      var text = "user \(outcome.user), group \(outcome.group), Landlock "
      text += outcome.landlock.map { "version \($0)" } ?? "not in this kernel"
      text += "\n"
      var isTight = true
      for attempt in SandboxTrial.run(unreadable: "/root/.profile") {
        isTight = isTight && attempt.error != nil
        text += "\(attempt.error == nil ? "ALLOWED" : "refused")  \(attempt.what)"
        text += attempt.error.map { ": \($0)\n" } ?? "\n"
      }
      _ = Terminal.write(text)
      return isTight ? .success : .findings
    } catch {
      Terminal.complain("\(error)")
      return .unreadable
    }
  }

  /// The store that was asked for, else one in the state directory that a service manager gives.
  var storePath: String? {
    delivery.store
      ?? ProcessInfo.processInfo.environment["STATE_DIRECTORY"].map { $0 + "/findings.sqlite" }
  }

  /// Editors replace files, so that the directory has to stay readable and not the file of now.
  var privileges: Privileges {
    var readable = [signatures ?? (try? SignatureLocation.find(flag: nil)) ?? ""]
    if let site { readable.append(URL(filePath: site).deletingLastPathComponent().path()) }
    var writable: [String] = []
    if let store = storePath {
      writable.append(URL(filePath: store).deletingLastPathComponent().path())
    }
    // Keys and certificates of collectors, which are read again when a connection is made anew.
    for url in delivery.syslog {
      readable += [url.authorities, url.certificate, url.key].compactMap(\.self)
    }
    for address in delivery.kafka {
      readable += [address.authorities, address.certificate, address.key].compactMap(\.self)
    }
    return Privileges(user: user, readable: readable.filter { !$0.isEmpty }, writable: writable)
  }
}
