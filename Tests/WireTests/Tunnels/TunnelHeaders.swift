import TestKit

/// Headers from captures of real devices, with the header in front of them left out.
enum TunnelHeaders {
  /// Zeek's test suite, erspanII.pcap, frame 1: GRE and ERSPAN type II.
  static let erspanII = hex("100088be 00000704 10170864 00000000")
  /// Zeek's test suite, erspanIII.pcap, frame 1: GRE and ERSPAN type III.
  static let erspanIII = hex("100022eb 03b3ed5c 20140000 00001458 00008030")
  /// Zeek's test suite, vxlan-overlapping-http-get.pcap, frame 1, up to the inner EtherType.
  static let vxlan = hex("08000000 00126700 0010db88d2ef c8bcc896d2a0 0800")
  /// Mercury's test suite, geneve.pcap, frame 1: one option of 8 octets.
  static let geneve = hex("02000800 00000000 000080010000000c")
  /// Zeek's test suite, geneve-vxlan-dns-truncated.pcap, frame 1: no option.
  static let genevePlain = hex("00000800 00109200")
  /// Arkime's test suite, ipv6-gtp6.pcap, frame 1.
  static let gtp = hex("30ff017c 022be642")
  /// Arkime's test suite, pppoe.pcap, frame 1, with the PPP protocol.
  static let pppoe = hex("1100069d 0032 0021")
  /// nDPI's test suite, BGP_redist.pcap, frame 1: label 18, and the IPv4 header under it.
  static let mpls = hex("00012dfe 45c0009b 93cc4000 ff06dac4 02020202 04040404")
  /// Zeek's test suite, ayiya3.pcap, frame 15.
  static let ayiya = hex(
    "41521129 4af64c05 20014978000f004c00000000000000020daa852eb71251dd42588b9ffce0c097edc69471")
  /// Mercury's test suite, capture2.pcap, frame 3366: GRE version 1 with both numbers.
  static let pptp = hex("3081880b 00120000 00000001 ffffffff")
}
