internal import Observations

/// Something around an asset that is no connection of it.
public struct AssetEvent: Sendable {
  enum Kind: Hashable, Sendable {
    /// A station on the asset's segment that the site does not know.
    case unknownStation
    /// Two stations say that one address is theirs; or one takes a declared host's.
    case addressTwice
    case addressOfDeclared
    case addressMoved
    case admitted, notAdmitted
    /// A frame of the segment's carries the tag of a VLAN that the site does not list.
    case foreignVLAN(UInt16)
    case scan(isDeclared: Bool)
    /// Another host asked for a name.
    case question(String)
    /// The asset is an end of a tunnel of packets.
    case tunnel(String)
    /// The run is over.
    case run(RunRecord)
  }

  let kind: Kind
  let plan: AssetPlan
  let moment: Moment
}

/// What a run says of the sensor itself.
struct RunRecord: Hashable, Sendable {
  /// Seconds of the longest time without a packet.
  var longestSilence: Int64
  /// Frames that the kernel or the interface dropped.
  var drops: UInt64
  var packets: UInt64
  /// Days since the signature files were last checked, when they say so; above the limit of the
  /// site they are old.
  var rulesAge: Int64?
  var areRulesOld = false
  /// What became of the alerts; nil when no receiver is configured.
  var delivery: DeliveryRecord?
}

extension AssetEvent {
  /// The VLAN that it is about.
  var vlan: UInt16? {
    if case .foreignVLAN(let vlan) = kind { return vlan }
    return nil
  }

  func judgement(
    _ fact: Fact, _ verdict: Verdict, _ reason: Reason, severity: Severity? = nil,
    stage: Stage = .established
  ) -> Judgement {
    Judgement(fact, verdict, reason, stage: stage, deciding: .stage, severity: severity)
  }
}
