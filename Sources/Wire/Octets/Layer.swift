/// The protocol layer or message family whose decoder reports an error or a count.
public enum Layer: UInt8, Hashable, Sendable, CaseIterable {
  case ethernet, vlan, linuxCooked, loopback, nflog, wireless, llc
  case mpls, ppp, pppoe, gre, erspan, vxlan, geneve, gtp, teredo, l2tp, ayiya
  case arp, ipv4, ipv6, icmp, icmpv6
  case tcp, udp
  case tls, dtls, quic
  case netbios, smb1, smb2
  case dns, http
  case dhcp, dhcpv6, neighborDiscovery, eapol
  case dicom, hl7, lis, kerberos, ldap
}
