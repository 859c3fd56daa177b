/// What a judgement speaks of: one fact on one connection gives one finding, however many
/// clauses it breaks.
public enum Fact: UInt8, Hashable, Sendable, CaseIterable {
  case tlsVersion, tlsCipher, tlsOlderVersions, tlsDowngrade, tlsFallback
  case smbDialect, smb1Offer, smbSigning, smbEncryption, smbPipe, smbAuthentication
  case clearText
  case unlistedPeer, destination, region, oneWay
  case lrmAccess, lrmBlock
  case question
  case hiddenRequests, scriptPost, uploadWords, traversal, uploadedScript
  case payload, openPort, isolation, inventory, delivery
  /// What a watch says; its findings tell themselves apart.
  case overTime
  case remoteAccess, unwantedService, browsing, download, supportSession
  case directory, policyFetch, tunnel, patientData, indicator, integrity, throughput, record
  case station, addressConflict, admission, scan, otherHost, sensor

  /// The word that keeps this fact's finding apart from the main fact of the same clause; nil
  /// for main facts.
  var discriminator: String? {
    switch self {
    case .tlsCipher: "weak-cipher"
    case .tlsOlderVersions: "older-versions"
    case .tlsDowngrade: "downgrade"
    case .tlsFallback: "fallback"
    case .smb1Offer: "smb1-offer"
    case .smbPipe: "ipc-clear"
    case .oneWay: "one-way"
    case .question: "question"
    case .hiddenRequests: "hidden-requests"
    case .inventory: "after-attack"
    case .openPort: "port"
    case .policyFetch: "policy-fetch"
    case .addressConflict: "address-conflict"
    case .admission: "admission"
    default: nil
    }
  }

  /// True for facts that were read out of a stream, so that a gap in it can hide the opposite.
  var isReadFromStream: Bool {
    switch self {
    case .unlistedPeer, .destination, .region, .oneWay, .question, .openPort, .isolation,
      .inventory, .delivery, .overTime, .tunnel, .indicator, .record, .throughput, .station,
      .addressConflict, .admission, .scan, .otherHost, .sensor:
      false
    default: true
    }
  }
}

/// A set of facts.
struct FactSet: Sendable {
  private var bits: UInt64 = 0

  func contains(_ fact: Fact) -> Bool { bits >> UInt64(fact.rawValue) & 1 == 1 }

  mutating func insert(_ fact: Fact) {
    bits |= 1 << UInt64(fact.rawValue)
  }
}
