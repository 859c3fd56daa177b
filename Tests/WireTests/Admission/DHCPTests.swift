import TestKit
import Testing
import Wire

/// Messages of dhclient 4.4.3 and dnsmasq 2.90 in services/dhcp.pcap and services/dhcpv6.pcap; the
/// values are tshark's.
@Suite("DHCP") struct DHCPTests {
  static let request = hex(
    """
    01010600ac72bd2900000000000000000000000000000000000000000200000000990000000000000000
    000000000000000000000000000000000000000000000000000000000000000000000000000000000000
    000000000000000000000000000000000000000000000000000000000000000000000000000000000000
    000000000000000000000000000000000000000000000000000000000000000000000000000000000000
    000000000000000000000000000000000000000000000000000000000000000000000000000000000000
    00000000000000000000000000000000000000000000000000006382536335010336040a4d001432040a
    4d00900c086d697365712d30373707011c02030f060c3c084d53465420352e30ff000000000000000000
    000000000000
    """)
  static let acknowledge = hex(
    """
    02010600ac72bd2900000000000000000a4d00900a4d0014000000000200000000990000000000000000
    000000000000000000000000000000000000000000000000000000000000000000000000000000000000
    000000000000000000000000000000000000000000000000000000000000000000000000000000000000
    000000000000000000000000000000000000000000000000000000000000000000000000000000000000
    000000000000000000000000000000000000000000000000000000000000000000000000000000000000
    00000000000000000000000000000000000000000000000000006382536335010536040a4d0014330400
    000e103a04000007083b0400000c4e0104ffffff001c040a4d00ff0c086d697365712d303703040a4d00
    01ff00000000
    """)
  static let solicit = hex(
    """
    0178b3db0001000a0003000102000000009900060004001700180008000200000027001700086d697365
    712d3037036c6162076578616d706c65000003000c0000009900000e1000001518
    """)
  static let reply = hex(
    """
    07ebf9b60001000a000300010200000000990002000a0003000102000000002000030028000000990000
    070800000c4e00050018fd7700000000000000000000000001b400000e1000000e10000d000900007375
    63636573730027000a03086d697365712d3037
    """)

  private func read(_ octets: [UInt8]) throws -> DHCPMessage {
    var reader = OctetReader(octets.span, layer: .dhcp, boundary: .length)
    return try DHCPMessage(parsing: &reader)
  }

  @Test("reads who asks for which address, and what it calls itself")
  func readsRequest() throws {
    let message = try read(Self.request)
    #expect(message.operation == 1)
    #expect(message.messageType == .request)
    #expect(message.clientHardware == 0x0200_0000_0099)
    #expect(message.requestedAddress == 0x0A4D_0090)
    #expect(message.serverIdentifier == 0x0A4D_0014)
    #expect(message.hostName == "miseq-07")
    #expect(message.vendorClass == "MSFT 5.0")
    #expect(message.clientAddress == 0)
    #expect(message.relayAddress == 0)
    #expect(message.clientIdentifier == nil)
  }

  @Test("reads what the server gives")
  func readsAcknowledge() throws {
    let message = try read(Self.acknowledge)
    #expect(message.operation == 2)
    #expect(message.messageType == .acknowledge)
    #expect(message.yourAddress == 0x0A4D_0090)
    #expect(message.subnetMask == 0xFFFF_FF00)
    #expect(message.transaction == 0xAC72_BD29)
  }

  @Test("fails every shorter message, up to the end option, at the place of the missing octets")
  func failsEveryPrefix() throws {
    // Padding behind the end option is nobody's field.
    let end = try #require(Self.request.lastIndex(of: 0xFF))
    let failures = prefixFailures(
      of: Array(Self.request[...end]), layer: .dhcp
    ) { (reader) throws(DecodeError) in _ = try DHCPMessage(parsing: &reader) }
    #expect(failures.isEmpty, "\(failures)")
  }

  @Test("calls a message without the cookie, and an option past the end, malformed")
  func malformed() throws {
    var message = Self.request
    message[236] = 0
    let noCookie = failure(of: message, layer: .dhcp) { (reader) throws(DecodeError) in
      _ = try DHCPMessage(parsing: &reader)
    }
    #expect(noCookie?.kind == .malformed)
    message = Array(Self.request[..<240]) + [12, 200, 0x61]
    let long = failure(of: message, layer: .dhcp, boundary: .length) {
      (reader) throws(DecodeError) in _ = try DHCPMessage(parsing: &reader)
    }
    #expect(long?.kind == .malformed)
  }

  @Test("says that it stopped at 256 options", arguments: [(255, false), (256, true)])
  func manyOptions(count: Int, isLimit: Bool) {
    let message =
      Array(Self.request[..<240]) + Array(repeating: [55, 0], count: count).joined() + [255]
    let error = failure(of: message, layer: .dhcp) { (reader) throws(DecodeError) in
      _ = try DHCPMessage(parsing: &reader)
    }
    #expect((error?.kind == .limit) == isLimit)
  }

  @Test("reads the station, the address and the name of a client of version 6")
  func readsVersion6() throws {
    var reader = OctetReader(Self.solicit.span, layer: .dhcpv6)
    let solicit = try DHCPv6Message(parsing: &reader)
    #expect(solicit.type == 1)
    #expect(solicit.transaction == 0x78B3DB)
    #expect(solicit.clientHardware == 0x0200_0000_0099)
    #expect(solicit.hostName == "miseq-07")
    #expect(solicit.address == nil)
    reader = OctetReader(Self.reply.span, layer: .dhcpv6)
    let reply = try DHCPv6Message(parsing: &reader)
    #expect(reply.isReply)
    #expect(reply.address == 0xFD77_0000_0000_0000_0000_0000_0000_01B4)
  }

  @Test("fails every shorter message of version 6 that ends inside an option")
  func failsEveryPrefixOfVersion6() {
    // Options follow each other without an end; these lengths are whole messages.
    var whole: Set<Int> = [4]
    var place = 4
    while place + 4 <= Self.reply.count {
      place += 4 + Int(Self.reply[place + 2]) << 8 + Int(Self.reply[place + 3])
      whole.insert(place)
    }
    let failures = prefixFailures(of: Self.reply, layer: .dhcpv6, accepting: whole) {
      (reader) throws(DecodeError) in _ = try DHCPv6Message(parsing: &reader)
    }
    #expect(failures.isEmpty, "\(failures)")
  }

  @Test("leaves messages of relays to nobody")
  func relayed() {
    var message = Self.solicit
    message[0] = 12
    let error = failure(of: message, layer: .dhcpv6) { (reader) throws(DecodeError) in
      _ = try DHCPv6Message(parsing: &reader)
    }
    #expect(error?.kind == .malformed)
  }
}
