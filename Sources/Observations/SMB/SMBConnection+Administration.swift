extension SMBConnection {
  /// Pipes by which a computer is administered from afar: services, tasks, registry, print and
  /// the remote shell of MS-SCMR, MS-TSCH, MS-RRP and MS-PAR.
  public static let administrativePipes: Set<String> = [
    "svcctl", "atsvc", "winreg", "eventlog", "remcom_communicaton",
    "psexesvc",
  ]

  /// The share's name without its server, lower case.
  public static func shareName(_ path: String) -> String {
    path.split(separator: "\\").last.map { $0.lowercased() } ?? ""
  }

  /// A share that Windows makes for administrators: `ADMIN$`, or a drive such as `C$`.
  public var hasAdministrativeShare: Bool {
    diskShares.contains { path in
      let name = Self.shareName(path)
      return name == "admin$" || name.utf8.count == 2 && name.hasSuffix("$")
    }
  }

  /// SYSVOL or NETLOGON, which only domain controllers have (MS-ADTS section 6.1.5).
  public var hasDomainShare: Bool {
    diskShares.contains { ["sysvol", "netlogon"].contains(Self.shareName($0)) }
  }

  public var hasAdministrativePipe: Bool {
    servicePipes.contains { Self.administrativePipes.contains($0) }
  }

  /// The pipe by which a member of a domain talks to its controller (MS-NRPC section 2.1).
  public var hasNetlogonPipe: Bool { servicePipes.contains("netlogon") }
}
