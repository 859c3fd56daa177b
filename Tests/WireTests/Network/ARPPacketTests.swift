import TestKit
import Testing
import Wire

@Suite("ARPPacket")
struct ARPPacketTests {
  /// Suricata-verify smb2-ntlmssp-negotiateflags/input.pcap, frame 14; values are tshark's.
  static let probe = hex("0001080006040001 000c2961f55f00000000 000000000000a9fe9199")

  @Test("reads a probe of IPv4 over Ethernet")
  func readsProbe() throws {
    var reader = OctetReader(Self.probe.span, layer: .arp)
    let packet = try ARPPacket(parsing: &reader)
    #expect(packet.operation == .request)
    #expect(packet.addresses?.senderHardware == 0x000C_2961_F55F)
    #expect(packet.addresses?.senderProtocol == 0)
    #expect(packet.addresses?.targetHardware == 0)
    #expect(packet.addresses?.targetProtocol == 0xA9FE_9199)
    #expect(reader.remaining == 0)
  }

  @Test("fails every shorter packet at the place of the missing octets")
  func failsEveryPrefix() {
    let failures = prefixFailures(of: Self.probe, layer: .arp) { (reader) throws(DecodeError) in
      _ = try ARPPacket(parsing: &reader)
    }
    #expect(failures.isEmpty, "\(failures)")
  }

  @Test("reads past addresses that are not IPv4 over Ethernet")
  func skipsOtherPairs() throws {
    // IEEE 1394 (24) with 8-octet hardware addresses.
    let packet = hex("0018080008040002") + [UInt8](repeating: 1, count: 24) + [0xFF]
    var reader = OctetReader(packet.span, layer: .arp)
    let arp = try ARPPacket(parsing: &reader)
    #expect(arp.addresses == nil)
    #expect(arp.operation == .reply)
    #expect(reader.position == 32)
  }

  @Test("keeps an operation that it does not know as a number")
  func keepsUnknownOperation() throws {
    var packet = Self.probe
    packet[7] = 99
    var reader = OctetReader(packet.span, layer: .arp)
    #expect(try ARPPacket(parsing: &reader).operation.rawValue == 99)
  }
}
