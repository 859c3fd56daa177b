import Flows
import Observations
import TestKit
import Testing
import Wire

/// Services over UDP by their first datagram, on a port that none of them has.
@Suite("Datagram services") struct DatagramServiceTests {
  private func application(_ payload: [UInt8], port: UInt16 = 4_711) -> Application? {
    let client = Host("10.77.0.10", port: 49_152)
    let server = Host("10.77.0.20", port: port)
    let packet = PacketBuilder.ethernet(
      from: client, to: server,
      ip: PacketBuilder.ip(
        from: client, to: server, .udp, PacketBuilder.udp(from: client, to: server, payload)))
    return FlowFeeder().feed([Frame(time: 1, octets: packet)]).connections.first?.application
  }

  /// OpenVPN 2.6, snmpget 5.9, curl, logger and kinit in services/*.pcap; IKE by RFC 7296 section
  /// 3.1 and WireGuard by the lengths of its handshake.
  static let known: [(Service, [UInt8])] = [
    (.openvpn, hex("389af330ddc80bfd430000000000")),
    (
      .openvpn,
      hex(
        """
        38a8691838e60671e72a2f0afa4221725b33ebedd9d92f674c25ef9b2603292faee9d5ed0d062d8ea6
        000000016b018e880000000000
        """)
    ),
    (
      .snmpCommunity,
      hex(
        """
        302902010004067075626c6963a01c020465eb2228020100020100300e300c06082b060102010103000500
        """)
    ),
    (
      .snmp,
      hex(
        """
        303e020103301102042aab297c020300ffe30401040201030410300e0400020100020100040004000400301404
        000400a00e020401430c7b0201000201003000
        """)
    ),
    (.tftp, hex("000172756e2e747874006f63746574007473697a65003000")),
    // What dnsmasq 2.90 answers, in services/tftp.pcap.
    (.tftp, hex("0006626c6b73697a6500353132007473697a65003600")),
    (.syslog, Array("<13>1 2026-11-21T12:29:02Z client root - - - run finished".utf8)),
    (
      .ike,
      hex("0102030405060708 0000000000000000 2120 2208 00000000 0000001c")
    ),
    (.wireguard, [1, 0, 0, 0] + [UInt8](repeating: 9, count: 144)),
  ]

  @Test("are recognised by content on any port", arguments: known.indices)
  func recognised(index: Int) {
    let (service, payload) = Self.known[index]
    #expect(application(payload) == .other(service))
  }

  @Test(
    "octets that only look alike are not",
    arguments: [
      "38 9af330ddc80bfd43 0000000001",  // a packet number that is no first one
      "01000000 090909",  // WireGuard's type with another length
      "0102030405060708 0000000000000000 2120 2208 00000000 0000001d",  // a length past the end
      "0001 72756e00 7a7a7a7a7a00",  // a mode that TFTP does not have
      "3c 3939 39 3e 61",  // a priority of 999
      "30 05 0201 05 0401",  // a version that SNMP does not have
    ])
  func alike(payload: String) {
    #expect(application(hex(payload)) == .unknown)
  }

  @Test("a directory's datagrams are read: who asks, and what for")
  func directory() throws {
    let ping = hex(

      "304d020105634804000a01000a0100020100020100010100a029a3180409446e73446f6d61696e04"
        + "0b6c61622e6578616d706c65a30d04054e74566572040406000000300a04084e65746c6f676f6e")
    guard case .directory(let exchange)? = application(ping) else {
      Issue.record("not seen as a directory")
      return
    }
    #expect(exchange.service == .ldap)
    #expect(exchange.isNetlogonPing)
    #expect(exchange.requests == 1)
  }
}
