/// A step of port-based access control (IEEE 802.1X) between a station and its switch.
///
/// Identities are never kept.
public struct PortAdmission: Hashable, Codable, Sendable {
  public enum Step: String, Hashable, Codable, Sendable, CaseIterable {
    /// The station asks to be let in.
    case start
    /// The switch asks, or the station answers; nothing is decided.
    case exchange
    case success, failure
    case logoff
  }

  public var step: Step
  /// nil when the frame was sent to everybody on the link.
  public var station: MACAddress?
  public var vlan: UInt16?
  public var moment: Moment

  public init(step: Step, station: MACAddress?, vlan: UInt16?, moment: Moment) {
    self.step = step
    self.station = station
    self.vlan = vlan
    self.moment = moment
  }
}
