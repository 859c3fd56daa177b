internal import Compliance

/// `labtap check`: tells every mistake of a site file and the signatures at once.
struct CheckCommand: Subcommand, PolicyArguments {
  static let name = "check"
  static let abstract = "validate a site file and the signatures"
  static let operands = ""
  static let overview = """
    Reads the signatures and, when it is given, a site file, and tells every mistake at once,
    each with file:line:column. Exit code 2 when there is one, else 0. What a manufacturer's usage
    description (*.mud.json) says beyond what a profile holds is told too.
    """

  var site: String?
  var signatures: String?

  static let flags: [Flag<CheckCommand>] = [
    .value("--site", "FILE", help: "The site file.") { value, arguments in
      arguments.site = value
    },
    .signatures,
  ]

  func run() -> ExitCode {
    guard let policy = Policy.loadOrReport(signatures: signatures, site: site) else {
      return .usage
    }
    for remark in policy.remarks { Terminal.complain("\(remark)", prefixed: false) }
    var counts = [
      Self.counted(policy.profiles.count, "profile"),
      Self.counted(policy.profiles.reduce(0) { $0 + $1.clauses.count }, "clause"),
    ]
    if let site = policy.site {
      counts += [
        Self.counted(site.assets.count, "asset"), Self.counted(site.peers.count, "peer"),
        Self.counted(site.suppressions.count, "suppression"),
      ]
      let unreviewed = UnreviewedEntries(site).count
      if unreviewed > 0 {
        counts.append("\(unreviewed) not reviewed (`reviewed: false`)")
      }
    }
    return Terminal.write("OK: \(counts.joined(separator: ", "))\n")
  }

  private static func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }
}

extension Policy {
  /// The policy of a command line; tells every mistake on standard error and returns nil when
  /// there is one.
  static func loadOrReport(signatures: String?, site: String?) -> Policy? {
    do throws(UsageError) {
      let directory = try SignatureLocation.find(flag: signatures)
      do throws(Mistakes) {
        return try Policy.load(signatures: directory, site: site)
      } catch {
        for mistake in error.all.sorted() { Terminal.complain("\(mistake)", prefixed: false) }
        let count = error.all.count
        Terminal.complain("\(count) mistake\(count == 1 ? "" : "s"); nothing was judged")
        return nil
      }
    } catch {
      Terminal.complain(error.description)
      return nil
    }
  }
}
