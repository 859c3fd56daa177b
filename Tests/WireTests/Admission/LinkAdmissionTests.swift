import TestKit
import Testing
import Wire

/// Neighbor Discovery and port-based access control.
@Suite("Link admission") struct LinkAdmissionTests {
  // MARK: Neighbor Discovery

  /// Behind the ICMPv6 header: services/neighbours.pcap, frame 1 (duplicate address detection of
  /// Linux 6.18, with a nonce option); tshark: target fd77::11.
  static let probe = hex("fd770000000000000000000000000011 0e01 8891f66ad2b3")
  /// By RFC 4861 section 4.4: an advertisement of fd77::20 with its link-layer address.
  static let advertisement = hex("fd770000000000000000000000000020 0201 020000000020")
  /// By RFC 4861 section 4.2 and 4.6.2: timers 0, MTU 1500, the prefix fd77::/64, and the source's
  /// link-layer address.
  static let router = hex(
    """
    00000000 00000000 0501 0000 000005dc
    0304 40c0 00015180 00015180 00000000 fd770000000000000000000000000000
    0101 020000000020
    """)

  private func read(_ octets: [UInt8], _ type: ICMPv6Type) throws -> NeighborDiscoveryMessage {
    var reader = OctetReader(octets.span, layer: .neighborDiscovery)
    return try NeighborDiscoveryMessage(parsing: &reader, type: type)
  }

  @Test("reads targets, link-layer addresses and prefixes")
  func reads() throws {
    let target: UInt128 = 0xFD77_0000_0000_0000_0000_0000_0000_0000
    let probe = try read(Self.probe, .neighborSolicitation)
    #expect(probe.target == target | 0x11)
    #expect(probe.linkLayerAddress == nil)
    let advertisement = try read(Self.advertisement, .neighborAdvertisement)
    #expect(advertisement.target == target | 0x20)
    #expect(advertisement.linkLayerAddress == 0x0200_0000_0020)
    let router = try read(Self.router, .routerAdvertisement)
    #expect(router.prefixLength == 64)
    #expect(router.linkLayerAddress == 0x0200_0000_0020)
    #expect(router.target == nil)
    #expect(try read([], .routerSolicitation).linkLayerAddress == nil)
  }

  @Test("fails every shorter message that ends inside a field or option")
  func failsEveryPrefix() {
    let cases: [([UInt8], ICMPv6Type, Set<Int>)] = [
      (Self.probe, .neighborSolicitation, [16]),
      (Self.advertisement, .neighborAdvertisement, [16]),
      (Self.router, .routerAdvertisement, [8, 16, 48]),
    ]
    for (octets, type, whole) in cases {
      let failures = prefixFailures(of: octets, layer: .neighborDiscovery, accepting: whole) {
        (reader) throws(DecodeError) in
        _ = try NeighborDiscoveryMessage(parsing: &reader, type: type)
      }
      #expect(failures.isEmpty, "\(failures)")
    }
  }

  @Test("refuses an option of length 0, which would never end")
  func zeroLength() {
    let error = failure(of: Array(Self.advertisement[..<16]) + [1, 0], layer: .neighborDiscovery) {
      (reader) throws(DecodeError) in
      _ = try NeighborDiscoveryMessage(parsing: &reader, type: .neighborAdvertisement)
    }
    #expect(error?.kind == .malformed)
  }

  // MARK: IEEE 802.1X

  /// services/eapol-success.pcap, frames 1, 3 and 6: wpa_supplicant and hostapd 2.10.
  static let start = hex("0101 0000")
  static let identity = hex("0100 0008 029e0008016c6162")
  static let success = hex("0200 0004 039f0004")

  private func eapol(_ octets: [UInt8]) throws -> EAPOLFrame {
    var reader = OctetReader(octets.span, layer: .eapol)
    return try EAPOLFrame(parsing: &reader)
  }

  @Test("tells start, response and success, and reads no identity")
  func readsEAPOL() throws {
    let start = try eapol(Self.start)
    #expect(start.version == 1 && start.type == .start && start.code == nil)
    let identity = try eapol(Self.identity)
    #expect(identity.type == .eap && identity.code == .response)
    let success = try eapol(Self.success)
    #expect(success.version == 2 && success.type == .eap && success.code == .success)
  }

  @Test("fails every shorter frame in front of the identity")
  func failsEveryShorterEAPOL() {
    let failures = prefixFailures(of: Self.success, layer: .eapol) {
      (reader) throws(DecodeError) in _ = try EAPOLFrame(parsing: &reader)
    }
    #expect(failures.isEmpty, "\(failures)")
  }

  @Test("keeps a type and a code that it does not know")
  func unknownEAPOL() throws {
    #expect(try eapol(hex("0309 0000")).type.rawValue == 9)
    #expect(try eapol(hex("0200 0004 7f010004")).code?.rawValue == 0x7F)
  }
}
