import TestKit

/// Frames of published captures; field values beside them in the tests are tshark 4.0.17's.
enum LinkFrames {
  /// Arkime tests/pcap/dot1ad.pcap, frame 1: 802.1ad, 802.1Q, ICMP echo.
  static let serviceVLAN = hex(
    """
    408f9d6ec7d8 88d98f5fc548 88a805f5 8100001e 0800
    4500001c000100004001e1e62ff59f9c5c686d000800f7ff00000000
    """)
  /// Arkime tests/pcap/twovlan.pcap, frame 1: two 802.1Q tags, TCP SYN.
  static let twoVLANs = hex(
    """
    00090fdbf43e 000c29c12d24 810000c9 810090c8 0800
    4500003c13e440004006ef4c0a0000010a000002
    d4960050c127fde700000000a002721037ba0000020405b40402080a3f02ee030000000001030307
    """)
  /// Mercury test/data/capture2.pcap, frame 2658: 802.3 with an 802.2 header, spanning tree.
  static let spanningTree = hex(
    """
    0180c2000000 001cb1c7f615 0027 424203 000002023c8064001c5754dd80000000048064001cb1c7f6008015
    0200140002000f000000000000000000
    """)
  /// Zeek testing/btest/Traces/linux_dlt_sll2.pcap, frame 1, cut behind the IPv4 header.
  static let cooked2 = hex(
    """
    0800 0000 00000001 0304 00 06 0000000000000000
    45000054af8c40004001071ac0000201c0000201
    """)
  /// Suricata-verify output-eve-smb-01/input.pcap, frame 1: Linux cooked v1, TCP SYN.
  static let cooked = hex(
    """
    0004 0001 0006 00302bd9384c0000 0800
    4500003cc52640004006f1ddc0a80164c0a80103
    a2d801bde028b45a00000000a002721083e60000020405b40402080a3766c1860000000001030307
    """)
  /// Suricata-verify tls-duplicate-hello/input.pcap, frame 1, cut behind the IPv4 header.
  static let null = hex("02000000 4500004000004000400600007f0000017f000001")
  /// tcpdump tests/quic_retry.pcap, frame 1, cut behind the UDP header: macOS's AF_INET6.
  static let null6 = hex(
    """
    1e000000 6004050004b81140 00000000000000000000000000000001 00000000000000000000000000000001
    f56501bb04b804cb
    """)
  /// Arkime tests/pcap/nflog.pcap, frame 1: four items before the payload.
  static let nflog = hex(
    """
    02000028 0800010000000316 05000a0000000000 0800050000000002 08000b000000064c 08000e0000000402
    40000900 4500003cc8fe40004006b6aa0a0a0a0a342be49c
    d3300050f1ea5c7f00000000a0023908fc4d0000020405b40402080aa12a94810000000001030307
    """)
  /// Zeek testing/btest/Traces/arp-who-has-radiotap.pcap, frame 1, cut behind the ARP packet.
  static let radiotap = hex(
    """
    000030006b081c00e16156560000000010 00a4154001b6a3014e349740010100
    a4156c221f0107000100000000000000
    88012c008a15149b5ae07831c1c63fc2ffffffffffff10000600 aaaa030000000806
    00010800060400017831c1c63fc20a0000020000000000000a000001
    """)
  /// Zeek testing/btest/Traces/arp-who-has-wlanmon.pcap, frame 2, cut behind the ARP packet.
  static let wireless = hex(
    """
    880230007831c1c63fc28a15149b5ae0f8eda5c0a4f140000000 aaaa030000000806
    0001080006040002f8eda5c0a4f10a0000017831c1c63fc20a000002
    """)
  /// Arkime tests/pcap/pppoe.pcap, frame 1, from its PPP protocol field on, cut behind the IPv4
  /// header.
  static let ppp = hex("0021 4500003013744000800658a7accaf639400cbdd9")
}
