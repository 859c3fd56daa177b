/// What a flow carries, recognised by its content and never by its port.
public enum Application: Hashable, Codable, Sendable {
  /// No payload yet, or octets that no reader recognised.
  case unknown
  /// TLS, or DTLS over UDP.
  indirect case tls(TLSHandshake)
  indirect case smb(SMBConnection)
  indirect case http(HTTPConversation)
  indirect case quic(QUICConnection)
  case dns
  /// DICOM, HL7 or LIS records in clear.
  indirect case clinical(ClinicalExchange)
  /// Kerberos or LDAP.
  indirect case directory(DirectoryExchange)
  /// Another protocol, recognised by its first octets.
  case other(Service)
}

/// A protocol that is recognised by its first octets and read no further.
public enum Service: String, Hashable, Codable, Sendable, CaseIterable {
  case ssh, ftp, telnet, smtp, pop3, imap, rdp, vnc, teamviewer, dicom, hl7, ldap, kerberos
  case http2 = "http/2"
  case quic, dtls, mqtt, rsync, nfs, afp, iscsi, syslog, snmp, ntp, dhcp, tftp, mdns, llmnr, nbns,
    ssdp
  case irc, xmpp, mysql, postgresql, nntp, sieve
  /// Records of analysers and laboratory systems (LIS01, formerly ASTM E1381).
  case astm
  /// SNMP of version 1 or 2c, whose community crosses the network in clear (RFC 3584 section 2.2).
  case snmpCommunity = "snmp-community"
  case dhcpv6, openvpn, wireguard, ike, esp, pptp, bittorrent
  /// A proxy's protocol whose connection carried nothing that is known.
  case socks
  /// Payload that is mostly printable text but of no known protocol.
  case text
  /// Payload of no known protocol.
  case binary
}

extension Service {
  /// True for services that carry their payload, and often credentials, in clear.
  public var isClearText: Bool {
    switch self {
    case .ftp, .telnet, .smtp, .pop3, .imap, .vnc, .dicom, .hl7, .ldap, .http2, .mqtt, .rsync,
      .nfs, .afp, .iscsi, .syslog, .tftp, .irc, .xmpp, .mysql, .postgresql, .nntp, .sieve, .astm,
      .snmpCommunity, .bittorrent, .text:
      true
    case .ssh, .rdp, .teamviewer, .kerberos, .quic, .dtls, .snmp, .ntp, .dhcp, .mdns, .llmnr,
      .nbns, .ssdp, .socks, .dhcpv6, .openvpn, .wireguard, .ike, .esp, .pptp, .binary:
      false
    }
  }
}

extension Application {
  /// The service by which the application is known, where it is no more than one.
  public var service: Service? {
    switch self {
    case .clinical(let exchange): exchange.service
    case .directory(let exchange): exchange.service
    case .other(let service): service
    case .unknown, .tls, .smb, .http, .quic, .dns: nil
    }
  }
}
