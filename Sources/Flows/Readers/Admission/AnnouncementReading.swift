import Observations
import Wire

/// A protocol whose datagrams say who a station is.
enum Announcement: UInt8 {
  case dhcp, dhcpv6, ssdp

  var service: Service {
    switch self {
    case .dhcp: .dhcp
    case .dhcpv6: .dhcpv6
    case .ssdp: .ssdp
    }
  }
}

extension AddressClaim {
  /// Reads a datagram of a protocol by which hosts announce themselves.
  static func read(
    _ announcement: Announcement, _ octets: Span<UInt8>, isCut: Bool, from end: End,
    context: inout ReadingContext
  ) {
    let boundary: OctetReader.Boundary = isCut ? .capture : .length
    do throws(DecodeError) {
      switch announcement {
      case .dhcp:
        var reader = OctetReader(octets, layer: .dhcp, boundary: boundary)
        readDHCP(try DHCPMessage(parsing: &reader), &context)
      case .dhcpv6:
        guard octets.count > 0, !DHCPv6Message.isRelayed(octets[0]) else { return }
        var reader = OctetReader(octets, layer: .dhcpv6, boundary: boundary)
        readDHCPv6(try DHCPv6Message(parsing: &reader), from: end, &context)
      case .ssdp: readSender(.ssdp, from: end, hostName: nil, &context)
      }
    } catch {
      context.count(error)
    }
  }

  private static func readDHCP(_ message: DHCPMessage, _ context: inout ReadingContext) {
    guard let mac = MACAddress.known(message.clientHardware), let type = message.messageType else {
      return
    }
    var claim: AddressClaim
    switch type {
    case .acknowledge where message.yourAddress != 0:
      claim = AddressClaim(
        source: .dhcp, mac: mac, address: IPAddress(v4: message.yourAddress), vlan: nil,
        moment: context.moment)
      claim.prefixLength = message.subnetMask.map { UInt8($0.nonzeroBitCount) }
    case .discover, .request, .inform:
      let asked =
        message.clientAddress != 0 ? message.clientAddress : message.requestedAddress ?? 0
      claim = AddressClaim(
        source: .dhcp, mac: mac, address: asked == 0 ? nil : IPAddress(v4: asked), vlan: nil,
        moment: context.moment)
      claim.isTentative = message.clientAddress == 0
      claim.hostName = message.hostName
      claim.vendorClass = message.vendorClass
    default: return
    }
    // The link of the client is elsewhere when a relay took the message on.
    claim.vlan = message.relayAddress == 0 ? context.vlan : nil
    context.observations.append(.address(claim))
  }

  private static func readDHCPv6(
    _ message: DHCPv6Message, from end: End, _ context: inout ReadingContext
  ) {
    let sender = MACAddress.known(context.mac[message.isReply ? end.other : end])
    guard let mac = message.clientHardware.flatMap({ MACAddress.known($0) }) ?? sender,
      !mac.isGroup
    else { return }
    var claim = AddressClaim(
      source: .dhcpv6, mac: mac, address: message.address.map { IPAddress(v6: $0) },
      vlan: context.vlan, moment: context.moment)
    claim.isTentative = !message.isReply
    claim.hostName = message.hostName
    context.observations.append(.address(claim))
  }

  /// The sender of a datagram to a group: groups of these protocols end at the link's router.
  static func readSender(
    _ source: Source, from end: End, hostName: String?, _ context: inout ReadingContext
  ) {
    let address = context.endpoint(end).address
    let group = context.endpoint(end.other).address
    guard group.isMulticast || group.isLimitedBroadcast || group.isLikelyBroadcast,
      !address.isUnspecified, let mac = MACAddress.known(context.mac[end]), !mac.isGroup
    else { return }
    var claim = AddressClaim(
      source: source, mac: mac, address: address, vlan: context.vlan, moment: context.moment)
    claim.hostName = hostName
    context.observations.append(.address(claim))
  }
}

extension IPAddress {
  /// An IPv4 address that ends in ones, as the broadcast address of a network of 24 bits or fewer
  /// does; which prefix the link has is not known here.
  fileprivate var isLikelyBroadcast: Bool { v4.map { $0 & 0xff == 0xff } ?? false }
}

extension NameMessage {
  /// What a message to the link says of its sender's own name.
  func announce(from end: End, context: inout ReadingContext) {
    let source: AddressClaim.Source
    switch application {
    case .mdns: source = .mdns
    case .llmnr: source = .llmnr
    case .nbns: source = .nbns
    case .dns: return
    }
    AddressClaim.readSender(
      source, from: end, hostName: ownName(of: context.endpoint(end).address), &context)
  }

  /// The name whose address record is the sender's address; in NetBIOS, the name that a station
  /// registers (RFC 1002 section 4.2.2: opcode 5, type 20 NB).
  private func ownName(of address: IPAddress) -> String? {
    if application == .nbns {
      guard opcode == 5 || opcode == 8, let name = questions.first?.name,
        let suffix = name.firstIndex(of: "<"), !name.contains("<1c>"), !name.contains("<1e>"),
        !name.contains("<1d>"), !name.contains("<1b>")
      else { return nil }
      return String(name[..<suffix])
    }
    guard isResponse, let own = answers.first(where: { $0.value == .address(address) }) else {
      return nil
    }
    return own.name.split(separator: ".").first.map(String.init)
  }
}
