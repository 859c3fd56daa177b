/// One thing that was seen, as a value; the only language between decoding and judging.
public enum Observation: Hashable, Codable, Sendable {
  case connection(Connection)
  case name(NameMessage)
  case http(HTTPExchange)
  case address(AddressClaim)
  case admission(PortAdmission)
  case tunnel(TunnelSighting)

  /// The frame and time that place the observation among all others.
  public var moment: Moment {
    switch self {
    case .connection(let connection): connection.last
    case .name(let message): message.moment
    case .http(let exchange): exchange.response ?? exchange.request
    case .address(let claim): claim.moment
    case .admission(let admission): admission.moment
    case .tunnel(let sighting): sighting.moment
    }
  }
}
