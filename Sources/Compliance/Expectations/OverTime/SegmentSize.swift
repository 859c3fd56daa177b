internal import Observations

/// The segment of the asset holds few hosts.
public struct SegmentSize: Expectation {
  public static let key = "segment-size"

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard Parameters.word(node, ["limited"], into: &mistakes) != nil else { return nil }
  }

  public var summary: LocalizedText {
    LocalizedText(
      en: "The segments of the instruments hold no more hosts than limits.segment_hosts.",
      zh: "仪器所在网段的主机数不超过 limits.segment_hosts。",
      ja: "装置のセグメントのホスト数は limits.segment_hosts 以下です。")
  }

  public func watch(_ setting: WatchSetting) -> (any Watch)? {
    setting.hasSegments ? SegmentSizeWatch(limit: setting.limits.segmentHosts) : nil
  }
}

struct SegmentSizeWatch: Watch {
  private let limit: Int
  private var count = 0
  private var overSince: Moment?
  /// Of the subnet, as the asset's DHCP server last said.
  private var prefixLength: UInt8?

  init(limit: Int) {
    self.limit = limit
  }

  var asksForNeighbours: Bool { true }

  mutating func note(neighbour: IPAddress, at moment: Moment) {
    count += 1
    if count > limit, overSince == nil { overSince = moment }
  }

  mutating func note(
    _ claim: AddressClaim, of address: IPAddress?, into occurrences: inout [Occurrence]
  ) {
    prefixLength = claim.prefixLength ?? prefixLength
  }

  mutating func finish(_ end: WatchEnd, into occurrences: inout [Occurrence]) {
    guard count > 0 else { return }
    var occurrence = Occurrence(
      overSince != nil ? .warn : end.isComplete ? .pass : .undetermined,
      overSince == nil ? .segmentSmall : .segmentLarge,
      of: end.address, from: end.first, to: end.last)
    occurrence.stage = .established
    if let overSince { occurrence.deciding = overSince }
    occurrence.values = ["count": "\(count)", "limit": "\(limit)"]
    if let prefixLength { occurrence.evidence[.prefixLength] = .number(UInt64(prefixLength)) }
    occurrences.append(occurrence)
  }
}
