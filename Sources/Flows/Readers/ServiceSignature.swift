import Observations
import Wire

/// First octets of protocols that are recognised and read no further.
enum ServiceSignature {
  /// The service whose first message starts so; each test names its specification.
  static func match(_ octets: Span<UInt8>) -> Service? {
    guard octets.count >= 3 else { return nil }
    if starts(octets, "SSH-") { return .ssh }  // RFC 4253 4.2
    if starts(octets, "RFB 00") { return .vnc }  // RFC 6143 7.1.1
    if starts(octets, "PRI * HTTP/2.0") { return .http2 }  // RFC 9113 3.4
    if starts(octets, "@RSYNCD:") { return .rsync }
    if starts(octets, "+OK") { return .pop3 }  // RFC 1939 4
    if starts(octets, "* OK") || starts(octets, "* PREAUTH") { return .imap }  // RFC 9051 7.1
    if starts(octets, "220 ") || starts(octets, "220-") { return mailOrFile(octets) }
    if starts(octets, "EHLO ") || starts(octets, "HELO ") { return .smtp }  // RFC 5321 4.1.1.1
    if starts(octets, "LHLO ") { return .smtp }  // RFC 2033 4.1
    if starts(octets, "USER ") { return .ftp }  // RFC 959 4.1.1; a POP3 server has spoken before
    switch octets[0] {
    case 0x03: return remoteDesktop(octets)
    case 0xff where octets[1] >= 0xfb && octets[1] <= 0xfe: return .telnet  // RFC 854
    case 0x17 where octets[1] == 0x24, 0x11 where octets[1] == 0x30: return .teamviewer
    case 0x0b
    where octets.count >= 4 && octets[1] == 0x4d && octets[2] == 0x53 && octets[3] == 0x48:
      return .hl7  // MLLP: vertical tab, then MSH
    case 0x00: return isKerberosStream(octets) ? .kerberos : openVPNOrPPTP(octets)
    case 0x01: return dicom(octets)
    // An accepted association, and data of one that was joined later.
    case 0x02: return dicom(octets) ?? (isLISHeader(octets, at: 0) ? .astm : nil)
    case 0x04: return isDICOMData(octets) ? .dicom : nil
    // ENQ and the first frame in one segment.
    case 0x05: return isLISHeader(octets, at: 1) ? .astm : nil
    case 0x13: return starts(octets, "\u{13}BitTorrent protocol") ? .bittorrent : nil
    case 0x30: return directory(octets)
    case 0x10: return queue(octets)
    default: return nil
    }
  }

  /// The service that the start of a stream shows, where its first octets alone are too little for
  /// any segment.
  static func matchStart(_ octets: Span<UInt8>) -> Service? {
    guard octets.count >= 3 else { return nil }
    if starts(octets, "<?xml") || starts(octets, "<stream:stream") {  // RFC 6120 4
      return HostTextScan(octets).contains("jabber:") ? .xmpp : nil
    }
    // RFC 1459 4.1; the capability negotiation and STARTTLS of IRCv3.
    if starts(octets, "NICK ") || starts(octets, "CAP LS") || starts(octets, "STARTTLS") {
      return .irc
    }
    if starts(octets, "\"IMPLEMENTATION\"") { return .sieve }  // RFC 5804 1.7
    if starts(octets, "200 ") || starts(octets, "201 ") {  // RFC 3977 5.1
      let line = HostTextScan(octets)
      return ["news", "nntp", "nnrp", "posting"].contains { line.contains($0) } ? .nntp : nil
    }
    if octets[0] == 0x3a, HostTextScan(octets).contains(" notice ") { return .irc }
    if MySQLPrelude.match(octets) { return .mysql }
    if PostgreSQLPrelude.match(octets) { return .postgresql }
    return SOCKSPrelude.match(octets) ? .socks : nil
  }

  private static func starts(_ octets: Span<UInt8>, _ text: StaticString) -> Bool {
    let text = "\(text)".utf8
    guard octets.count >= text.count else { return false }
    var index = 0
    for octet in text {
      if octets[index] != octet { return false }
      index += 1
    }
    return true
  }

  /// A 220 greeting: FTP servers (RFC 959 5.4) say so, mail servers say SMTP (RFC 5321 4.2).
  private static func mailOrFile(_ octets: Span<UInt8>) -> Service {
    let line = HostTextScan(octets)
    // LMTP (RFC 2033) is SMTP but for its first command and its answers to DATA.
    return ["smtp", "lmtp", "mail"].contains { line.contains($0) } ? .smtp : .ftp
  }

  /// TPKT (RFC 2126 4.3) around an X.224 connection request or confirm (MS-RDPBCGR 2.2.1.1).
  private static func remoteDesktop(_ octets: Span<UInt8>) -> Service? {
    guard octets.count >= 6, octets[1] == 0 else { return nil }
    let length = Int(octets[2]) << 8 | Int(octets[3])
    let type = octets[5] & 0xf0
    return length >= 11 && length < 1_024 && (type == 0xe0 || type == 0xd0)
      && Int(octets[4]) + 5 <= length ? .rdp : nil
  }

  /// A-ASSOCIATE-RQ of DICOM (PS3.8 9.3.2): type, reserved zero, length, protocol version bit 0.
  private static func dicom(_ octets: Span<UInt8>) -> Service? {
    guard octets.count >= 10, octets[1] == 0, octets[2] == 0, octets[3] < 0x10,
      octets[7] & 1 == 1, octets[8] == 0, octets[9] == 0
    else { return nil }
    return Int(octets[4]) << 8 | Int(octets[5]) >= 68 || octets[3] > 0 ? .dicom : nil
  }

  /// P-DATA-TF of DICOM (PS3.8 9.3.5): a value that fits into the unit, an odd context, a control
  /// octet of two bits.
  static func isDICOMData(_ octets: Span<UInt8>) -> Bool {
    guard octets.count >= 12, octets[0] == 4, octets[1] == 0 else { return false }
    let unit = (2..<6).reduce(0) { $0 << 8 | Int(octets[$1]) }
    let value = (6..<10).reduce(0) { $0 << 8 | Int(octets[$1]) }
    return value >= 2 && value + 4 <= unit && octets[10] & 1 == 1 && octets[11] <= 3
  }

  /// The header record in a frame (LIS02-A2 6): STX, a digit, H, and the delimiters, of which the
  /// field delimiter comes first.
  private static func isLISHeader(_ octets: Span<UInt8>, at start: Int) -> Bool {
    guard octets.count >= start + 5, octets[start] == 0x02 else { return false }
    return (0x30...0x37).contains(octets[start + 1]) && octets[start + 2] == 0x48
      && octets[start + 3] == 0x7c && (0x21...0x7e).contains(octets[start + 4])
  }

  /// A message of Kerberos behind its length (RFC 4120 7.2.2).
  static func isKerberosStream(_ octets: Span<UInt8>) -> Bool {
    guard octets.count >= 16, octets[0] == 0, octets[4] & 0xe0 == 0x60 else { return false }
    let length = (1..<4).reduce(0) { $0 << 8 | Int(octets[$1]) }
    guard length >= 12, length <= 65_536 else { return false }
    var index = 5
    // Lengths of the APPLICATION element and of the SEQUENCE in it, in long or short form.
    for _ in 0..<2 {
      guard index < octets.count else { return false }
      index += octets[index] & 0x80 != 0 ? 1 + Int(octets[index] & 0x7f) : 1
      if index < octets.count, octets[index] == 0x30 { index += 1 }
    }
    guard index + 5 <= octets.count else { return false }
    return (octets[index] == 0xa1 || octets[index] == 0xa0) && octets[index + 1] == 3
      && octets[index + 2] == 2 && octets[index + 3] == 1 && octets[index + 4] == 5
  }

  /// OpenVPN's first packet behind its length, or a control message of PPTP with its cookie
  /// (RFC 2637 1.4).
  private static func openVPNOrPPTP(_ octets: Span<UInt8>) -> Service? {
    if octets.count >= 8, octets[1] == 156, octets[4] == 0x1a, octets[5] == 0x2b,
      octets[6] == 0x3c, octets[7] == 0x4d
    {
      return .pptp
    }
    guard octets.count >= 16, octets[2] == 0x38 || octets[2] == 0x40,
      octets.count == 2 + Int(octets[1])
    else { return nil }
    return DatagramSignature.isOpenVPN(octets.extracting(2..<octets.count)) ? .openvpn : nil
  }

  /// An LDAPMessage (RFC 4511 4.1.1): SEQUENCE, INTEGER message id, a bind or search operation.
  private static func directory(_ octets: Span<UInt8>) -> Service? {
    var index = 1
    if octets[1] & 0x80 != 0 { index += Int(octets[1] & 0x7f) }
    index += 1
    guard octets.count > index + 3, octets[index] == 0x02, (1...4).contains(octets[index + 1])
    else { return nil }
    let operation = index + 2 + Int(octets[index + 1])
    guard octets.count > operation else { return nil }
    return octets[operation] & 0xe0 == 0x60 ? .ldap : nil
  }

  /// CONNECT of MQTT (OASIS MQTT 3.1): the protocol name follows the remaining length.
  private static func queue(_ octets: Span<UInt8>) -> Service? {
    for index in 2..<6 where octets.count >= index + 6 {
      if octets[index] == 0, octets[index + 1] == 4, octets[index + 2] == 0x4d,
        octets[index + 3] == 0x51, octets[index + 4] == 0x54, octets[index + 5] == 0x54
      {
        return .mqtt
      }
    }
    return nil
  }
}

/// A case-insensitive search in the first 256 octets of a greeting.
private struct HostTextScan: ~Escapable {
  let octets: Span<UInt8>

  @_lifetime(copy octets)
  init(_ octets: Span<UInt8>) {
    self.octets = octets.extracting(0..<min(octets.count, 256))
  }

  func contains(_ word: String) -> Bool {
    let word = Array(word.utf8)
    guard octets.count >= word.count else { return false }
    return (0...octets.count - word.count).contains { start in
      word.indices.allSatisfy { octets[start + $0] | 0x20 == word[$0] | 0x20 }
    }
  }
}
