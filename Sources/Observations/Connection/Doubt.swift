/// Why the ends of a connection may have read something else than the sensor did.
public enum Doubt: String, Hashable, Codable, Sendable, CaseIterable {
  /// Octets of one place came twice and differ; the first were taken.
  case conflictingOverlap = "conflicting-overlap"
  /// Of the packets of one end some have a wrong checksum; the other end may have discarded them.
  case wrongChecksum = "wrong-checksum"
  /// All packets of an end have a wrong checksum: the network card fills it in after the capture.
  case unfilledChecksum = "unfilled-checksum"
  /// A packet may have died before it reached the other end.
  case oddTimeToLive = "odd-time-to-live"
  /// An end went on after it had reset the connection, so that the reset was another's.
  case ignoredReset = "ignored-reset"

  /// Whether what the ends read may contradict what was read; of unfilled checksums nothing follows.
  public var mayOverturn: Bool { self != .unfilledChecksum }
}

extension Connection {
  /// In the order of the cases.
  public var doubts: [Doubt] {
    var doubts: [Doubt] = []
    if hasConflictingOverlap { doubts.append(.conflictingOverlap) }
    if hasMixedChecksums {
      doubts.append(.wrongChecksum)
    } else if hasWrongChecksum {
      doubts.append(.unfilledChecksum)
    }
    if hasOddTimeToLive { doubts.append(.oddTimeToLive) }
    if hasIgnoredReset { doubts.append(.ignoredReset) }
    return doubts
  }

  /// What the ends read may contradict what was read.
  public var isDoubtful: Bool {
    hasConflictingOverlap || hasMixedChecksums || hasOddTimeToLive || hasIgnoredReset
  }
}
