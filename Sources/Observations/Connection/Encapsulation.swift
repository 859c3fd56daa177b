/// A wrapper around the frames of a flow.
public enum Encapsulation: String, Hashable, Codable, Sendable, CaseIterable {
  case mpls, gre, erspan, vxlan, geneve, gtp, pppoe, ipip, teredo, l2tp, ayiya, etherip
  case sixInFour = "6in4"
  /// Provider backbone bridging, IEEE 802.1ah.
  case pbb
  case fabricpath
}

extension Connection {
  /// Through what the flow was seen, outermost first, as in `vlan 12`, `vxlan 5001`.
  ///
  /// Only the innermost wrapper is told with its identifier.
  public var wrapping: [String] {
    var texts = encapsulation.map(\.rawValue)
    if let identifier = encapsulationIdentifier, let last = texts.popLast() {
      texts.append("\(last) \(identifier)")
    }
    if let outerVLAN { texts.insert("vlan \(outerVLAN)", at: 0) }
    if let vlan { texts.append("vlan \(vlan)") }
    return texts
  }
}
