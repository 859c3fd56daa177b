internal import Observations

/// The role of a host by the ports that it serves.
enum RoleGuess {
  /// In the order in which one port outweighs another: a domain controller also serves names and
  /// files, a resolver also time.
  private static let ports: [(role: Role, ports: Set<UInt16>)] = [
    (.directory, [88, 389, 464, 636, 3268, 3269]),
    (.dns, [53, 67, 547]),
    // DICOM and HL7 as IANA lists them.
    (.lis, [104, 2575, 2761, 2762, 11112]),
    (.storage, [139, 445, 548, 873, 2049, 3260]),
    (.update, [8530, 8531]),
    (.log, [514, 601, 6514]),
    (.proxy, [1080, 3128]),
  ]

  static func role(of host: LearnedHost) -> Role? {
    if host.isRouter { return .gateway }
    let services = host.station.services
    if host.station.spoken.contains(.dicom) || host.station.spoken.contains(.hl7) { return .lis }
    let known = ports.first { entry in services.contains { entry.ports.contains($0) } }
    if let known { return known.role }
    return services.isEmpty ? nil : .server
  }
}
