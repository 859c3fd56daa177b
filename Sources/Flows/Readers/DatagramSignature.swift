import Observations
import Wire

/// First octets of protocols over UDP, on any port where the content alone is enough.
enum DatagramSignature {
  static func match(_ octets: Span<UInt8>, ports: [UInt16]) -> Service? {
    guard octets.count >= 4 else { return nil }
    return anyPort(octets) ?? registeredPort(octets, ports)
  }

  /// Whether the first datagram of a flow answers another, which the capture lacks.
  static func isAnswer(_ octets: Span<UInt8>, of service: Service) -> Bool {
    guard octets.count >= 4 else { return false }
    switch service {
    // The response of WireGuard's handshake, and the server's hard reset of OpenVPN.
    case .wireguard: return octets[0] == 2
    case .openvpn: return octets[0] == 0x40
    // The response flag of IKE version 2 (RFC 7296 section 3.1).
    case .ike:
      let start = isZero(octets, 0..<4) ? 4 : 0
      return octets.count > start + 19 && octets[start + 17] == 0x20
        && octets[start + 19] & 0x20 != 0
    default: return false
    }
  }

  // MARK: Any port

  private static func anyPort(_ octets: Span<UInt8>) -> Service? {
    let first = octets[0]
    if octets.count >= 13, first == 0, octets[11] == 0x17, octets[12] == 0x24 {
      return .teamviewer
    }
    switch first {
    case 0x00:
      if isFileRequest(octets) || isFileAnswer(octets) { return .tftp }
      return exchange(octets)
    // WireGuard's handshake: type, three reserved zeros, a fixed length.
    case 0x01 where isZero(octets, 1..<4) && octets.count == 148,
      0x02 where isZero(octets, 1..<4) && octets.count == 92:
      return .wireguard
    case 0x30: return management(octets)
    case 0x38, 0x40, 0x50: return isOpenVPN(octets) ? .openvpn : exchange(octets)
    case 0x3c: return isLogMessage(octets) ? .syslog : exchange(octets)
    case 0x6a, 0x6b, 0x6c, 0x6d, 0x7e:
      return isKerberos(octets, from: 0) ? .kerberos : exchange(octets)
    default: return exchange(octets)
    }
  }

  private static func exchange(_ octets: Span<UInt8>) -> Service? {
    isExchange(octets) ? .ike : nil
  }

  private static func isZero(_ octets: Span<UInt8>, _ range: Range<Int>) -> Bool {
    guard range.upperBound <= octets.count else { return false }
    for index in range where octets[index] != 0 { return false }
    return true
  }

  /// An IKE header (RFC 7296 section 3.1, RFC 2408 section 3.1) that fills the datagram, perhaps
  /// behind the marker of port 4500 (RFC 3948 section 2.2).
  private static func isExchange(_ octets: Span<UInt8>) -> Bool {
    let start = octets.count > 4 && isZero(octets, 0..<4) ? 4 : 0
    guard octets.count >= start + 28, !isZero(octets, start..<start + 8) else { return false }
    let version = octets[start + 17]
    let type = octets[start + 18]
    let isKnown =
      version == 0x20 && (34...37).contains(type)
      || version == 0x10 && ([2, 4, 5, 6].contains(type) || type == 32)
    return isKnown && number(octets, at: start + 24) == octets.count - start
  }

  private static func number(_ octets: Span<UInt8>, at start: Int) -> Int {
    (0..<4).reduce(0) { $0 << 8 | Int(octets[start + $1]) }
  }

  /// A hard reset, which opens a session: opcode 7, 8 or 10 with key 0, a session, perhaps an
  /// authentication code, an empty list of acknowledgments and packet number 0.
  static func isOpenVPN(_ octets: Span<UInt8>) -> Bool {
    // Without authentication, then with SHA-1, SHA-256 and SHA-512 and a packet number in front.
    switch octets.count {
    case 14, 42, 54, 86: break
    default: return false
    }
    guard !isZero(octets, 1..<9) else { return false }
    return isZero(octets, octets.count - 5..<octets.count)
  }

  /// The acknowledgment of options (RFC 2347), with which a server of TFTP answers from another port
  /// than it was asked on; `blksize`, `tsize`, `timeout` and `windowsize` begin the first option.
  private static func isFileAnswer(_ octets: Span<UInt8>) -> Bool {
    guard octets.count >= 8, octets.count <= 512, octets[1] == 6,
      octets[octets.count - 1] == 0
    else { return false }
    switch (octets[2] | 0x20, octets[3] | 0x20, octets[4] | 0x20) {
    case (0x62, 0x6c, 0x6b), (0x74, 0x73, 0x69), (0x74, 0x69, 0x6d), (0x77, 0x69, 0x6e):
      return true
    default: return false
    }
  }

  /// RRQ and WRQ (RFC 1350 section 5): a name and a mode, each with a zero behind it.
  private static func isFileRequest(_ octets: Span<UInt8>) -> Bool {
    guard octets.count >= 9, octets[1] == 1 || octets[1] == 2, octets.count <= 512 else {
      return false
    }
    var index = 2
    while index < octets.count, octets[index] != 0 {
      guard (0x20...0x7e).contains(octets[index]) else { return false }
      index += 1
    }
    guard index > 2, index + 6 <= octets.count else { return false }
    // `octet`, `netascii` or `mail`.
    switch octets[index + 1] | 0x20 {
    case 0x6f: return octets[index + 2] | 0x20 == 0x63
    case 0x6e: return octets[index + 2] | 0x20 == 0x65
    case 0x6d: return octets[index + 2] | 0x20 == 0x61
    default: return false
    }
  }

  /// `<PRI>` of one to three digits up to 191 (RFC 5424 section 6.2.1), then text.
  private static func isLogMessage(_ octets: Span<UInt8>) -> Bool {
    var value = 0
    var index = 1
    while index < min(octets.count, 4), (0x30...0x39).contains(octets[index]) {
      value = value * 10 + Int(octets[index] - 0x30)
      index += 1
    }
    guard index > 1, index < octets.count, octets[index] == 0x3e, value <= 191 else { return false }
    return index + 1 < octets.count && (0x20...0x7e).contains(octets[index + 1])
  }

  /// SNMP (RFC 3416, RFC 1157, RFC 3412) or an LDAP message, by what follows the first INTEGER.
  private static func management(_ octets: Span<UInt8>) -> Service? {
    guard let start = content(octets, from: 0), start + 4 < octets.count, octets[start] == 0x02
    else { return nil }
    let size = Int(octets[start + 1])
    let next = start + 2 + size
    guard (1...4).contains(size), next + 1 < octets.count else { return nil }
    let version = octets[start + 2]
    if size == 1, version <= 1, octets[next] == 0x04 {
      let pdu = next + 2 + Int(octets[next + 1])
      return pdu < octets.count && (0xa0...0xa8).contains(octets[pdu]) ? .snmpCommunity : nil
    }
    if size == 1, version == 3, octets[next] == 0x30 { return .snmp }
    // Bind, search and their answers (RFC 4511 section 4.2, 4.5).
    switch octets[next] {
    case 0x60, 0x61, 0x63, 0x64, 0x65: return .ldap
    default: return nil
    }
  }

  /// Where the content of an element begins that fills the octets to their end.
  private static func content(_ octets: Span<UInt8>, from start: Int) -> Int? {
    guard start + 2 <= octets.count else { return nil }
    var length = Int(octets[start + 1])
    var index = start + 2
    if length & 0x80 != 0 {
      let count = length & 0x7f
      guard (1...4).contains(count), index + count <= octets.count else { return nil }
      length = 0
      for place in index..<index + count { length = length << 8 | Int(octets[place]) }
      index += count
    }
    return index + length == octets.count ? index : nil
  }

  /// An APPLICATION element that fills the octets, a SEQUENCE, and version 5 as its first number.
  static func isKerberos(_ octets: Span<UInt8>, from start: Int) -> Bool {
    guard let body = content(octets, from: start), body < octets.count, octets[body] == 0x30,
      let first = content(octets, from: body), first + 5 <= octets.count
    else { return false }
    return (octets[first] == 0xa1 || octets[first] == 0xa0) && octets[first + 1] == 3
      && octets[first + 2] == 2 && octets[first + 3] == 1 && octets[first + 4] == 5
  }

  // MARK: Registered ports

  private static func registeredPort(_ octets: Span<UInt8>, _ ports: [UInt16]) -> Service? {
    let first = octets[0]
    for port in ports {
      switch port {
      case 67, 68: if isBootstrap(octets) { return .dhcp }
      case 123: if octets.count >= 48, (1...5).contains(first & 7) { return .ntp }
      case 546, 547: if (1...13).contains(first) { return .dhcpv6 }
      case 161, 162: if first == 0x30 { return .snmp }
      case 1_900: return .ssdp
      case 514: if first == 0x3c { return .syslog }
      case 88: if first == 0x6a || first == 0x6c { return .kerberos }
      case 389: if first == 0x30 { return .ldap }
      // ESP behind a NAT: a non-zero SPI where IKE has its marker (RFC 3948 section 2.1).
      case 4_500: if octets.count > 16, number(octets, at: 0) > 255 { return .esp }
      case 1_194: if first >> 3 == 7 || first >> 3 == 10, octets.count >= 42 { return .openvpn }
      default: break
      }
    }
    return nil
  }

  private static func isBootstrap(_ octets: Span<UInt8>) -> Bool {
    octets.count >= 240 && (octets[0] == 1 || octets[0] == 2)
  }
}
