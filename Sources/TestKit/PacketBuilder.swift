public import Wire

/// A frame with the time it was seen.
public struct Frame: Hashable, Sendable {
  /// Nanoseconds since 1970.
  public var time: Int64
  public var octets: [UInt8]

  public init(time: Int64, octets: [UInt8]) {
    self.time = time
    self.octets = octets
  }
}

/// Builds packets from the inside out, with right lengths and checksums.
///
/// Each function returns the octets of one layer with what it carries.
public enum PacketBuilder {
  /// An Ethernet II frame with any number of 802.1Q tags (the outer ones 802.1ad when several).
  ///
  /// Short frames are padded to the 60 octets that Ethernet asks for when `padded`.
  public static func ethernet(
    from source: UInt64, to destination: UInt64, type: EtherType, vlans: [UInt16] = [],
    padded: Bool = false, _ payload: [UInt8]
  ) -> [UInt8] {
    var frame = Array(octets(destination).suffix(6) + octets(source).suffix(6))
    for (index, vlan) in vlans.enumerated() {
      let tag: EtherType = index < vlans.count - 1 ? .serviceVLAN : .vlan
      frame += octets(tag.rawValue) + octets(vlan)
    }
    frame += octets(type.rawValue) + payload
    if padded, frame.count < 60 { frame += [UInt8](repeating: 0, count: 60 - frame.count) }
    return frame
  }

  /// An Ethernet frame around an IP packet between two endpoints.
  public static func ethernet(
    from source: Host, to destination: Host, vlans: [UInt16] = [], padded: Bool = false,
    ip packet: [UInt8]
  ) -> [UInt8] {
    ethernet(
      from: source.mac, to: destination.mac, type: source.isIPv6 ? .ipv6 : .ipv4, vlans: vlans,
      padded: padded, packet)
  }

  /// An IPv4 or IPv6 packet, as the endpoints' addresses say.
  ///
  /// - Parameters:
  ///   - fragment: offset in octets and more-fragments flag; IPv6 gets a fragment header.
  ///   - extensions: IPv6 extension headers, whole, without their first octet (next header), which
  ///     is filled in here.
  public static func ip(
    from source: Host, to destination: Host, _ number: IPProtocol,
    identification: UInt32 = 1, timeToLive: UInt8 = 64,
    fragment: (offset: Int, more: Bool)? = nil,
    extensions: [(IPProtocol, [UInt8])] = [], options: [UInt8] = [], _ payload: [UInt8]
  ) -> [UInt8] {
    guard source.isIPv6 else {
      let flags = fragment.map { UInt16($0.offset / 8) | ($0.more ? 0x2000 : 0) } ?? 0x4000
      let length = 20 + options.count
      var header: [UInt8] = [0x40 | UInt8(length / 4), 0]
      header += octets(UInt16(length + payload.count)) + octets(UInt16(identification & 0xFFFF))
      header += octets(flags) + [timeToLive, number.rawValue, 0, 0]
      header += source.addressOctets + destination.addressOctets + options
      header.replaceSubrange(10..<12, with: octets(checksum(header)))
      return header + payload
    }
    var headers = extensions
    if let fragment {
      let offset = UInt16(fragment.offset) | (fragment.more ? 1 : 0)
      headers.append((.fragment, [0] + octets(offset) + octets(identification)))
    }
    var body: [UInt8] = []
    for (index, header) in headers.enumerated() {
      let next = index + 1 < headers.count ? headers[index + 1].0 : number
      body += [next.rawValue] + header.1
    }
    body += payload
    var packet: [UInt8] = [0x60, 0, 0, 0] + octets(UInt16(body.count))
    packet += [(headers.first?.0 ?? number).rawValue, timeToLive]
    return packet + source.addressOctets + destination.addressOctets + body
  }

  public static func tcp(
    from source: Host, to destination: Host, sequence: UInt32, acknowledgment: UInt32 = 0,
    flags: TCPFlags, window: UInt16 = 64_240, options: [UInt8] = [], _ payload: [UInt8] = []
  ) -> [UInt8] {
    precondition(options.count % 4 == 0 && options.count <= 40, "options fill whole words")
    let words = UInt16(5 + options.count / 4)
    var segment = octets(source.port) + octets(destination.port)
    segment += octets(sequence) + octets(acknowledgment)
    segment += octets(words << 12 | flags.rawValue) + octets(window) + [0, 0, 0, 0] + options
    segment += payload
    let sum = transportChecksum(from: source, to: destination, .tcp, segment)
    segment.replaceSubrange(16..<18, with: octets(sum))
    return segment
  }

  public static func udp(
    from source: Host, to destination: Host, _ payload: [UInt8]
  ) -> [UInt8] {
    var datagram = octets(source.port) + octets(destination.port)
    datagram += octets(UInt16(8 + payload.count)) + [0, 0] + payload
    let sum = transportChecksum(from: source, to: destination, .udp, datagram)
    // A sum of 0 would mean "none" (RFC 768), so it is sent as all ones.
    datagram.replaceSubrange(6..<8, with: octets(sum == 0 ? 0xFFFF : sum))
    return datagram
  }

  /// An ICMP message between IPv4 endpoints, an ICMPv6 message between IPv6 endpoints.
  public static func icmp(
    from source: Host, to destination: Host, type: UInt8, code: UInt8,
    rest: UInt32 = 0, _ payload: [UInt8] = []
  ) -> [UInt8] {
    var message: [UInt8] = [type, code, 0, 0] + octets(rest) + payload
    let sum =
      source.isIPv6
      ? transportChecksum(from: source, to: destination, .icmpv6, message) : checksum(message)
    message.replaceSubrange(2..<4, with: octets(sum))
    return message
  }

  /// An ARP packet for IPv4 over Ethernet.
  public static func arp(
    _ operation: ARPOperation, from sender: Host, to target: Host
  ) -> [UInt8] {
    let asked = operation == .request ? 0 : target.mac
    return hex("0001 0800 06 04") + octets(operation.rawValue)
      + octets(sender.mac).suffix(6) + sender.addressOctets
      + octets(asked).suffix(6) + target.addressOctets
  }

  /// The internet checksum of RFC 1071.
  public static func checksum(_ message: [UInt8]) -> UInt16 {
    var sum: UInt64 = 0
    for (index, octet) in message.enumerated() {
      sum += index % 2 == 0 ? UInt64(octet) << 8 : UInt64(octet)
    }
    while sum > 0xFFFF { sum = (sum >> 16) + (sum & 0xFFFF) }
    return ~UInt16(sum)
  }

  static func transportChecksum(
    from source: Host, to destination: Host, _ number: IPProtocol, _ segment: [UInt8]
  ) -> UInt16 {
    // IPv4's pseudo header (RFC 9293 section 3.1) and IPv6's (RFC 8200 section 8.1) add up alike.
    checksum(
      source.addressOctets + destination.addressOctets + octets(UInt32(segment.count))
        + [0, 0, 0, number.rawValue] + segment)
  }
}
