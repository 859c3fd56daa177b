import TestKit
import Testing
import Wire

@Suite("MPLSLabelStack")
struct MPLSLabelStackTests {
  static func read(_ octets: [UInt8]) throws -> (MPLSLabelStack, rest: Int) {
    var reader = OctetReader(octets.span, layer: .mpls)
    let stack = try MPLSLabelStack(parsing: &reader)
    return (stack, reader.remaining)
  }

  @Test("finds IPv4 under one label")
  func ipv4() throws {
    let (stack, rest) = try Self.read(TunnelHeaders.mpls)
    #expect(stack.count == 1)
    #expect(stack.bottomLabel == 18)
    #expect(stack.etherType == .ipv4)
    #expect(rest == 20)
  }

  /// An Ethernet frame with an IPv4 EtherType, its destination beginning with the given octet.
  static func frame(_ first: UInt8) -> [UInt8] { [first] + hex("1122334455 665544332211 0800 45") }

  @Test(
    "tells an Ethernet frame with a control word from one without",
    arguments: [(0x00, true), (0x00, false), (0x4A, false), (0x60, false), (0xA0, false)])
  func pseudowire(first: UInt8, hasControlWord: Bool) throws {
    let frame = Self.frame(first)
    let (stack, rest) = try Self.read(
      hex("00012dff") + (hasControlWord ? [0, 0, 0, 0] : []) + frame)
    #expect(stack.etherType == .transparentEthernet)
    #expect(rest == frame.count)
  }

  /// Tags of IEEE 802.1Q, of 802.1ad, and of the switches before it; labels; PPPoE.
  @Test(
    "finds an Ethernet frame by whatever it begins with",
    arguments: ["0800", "86dd", "0806", "8100", "88a8", "9100", "8847", "8848", "8864"])
  func etherTypes(type: String) throws {
    let frame = hex("a01122334455 665544332211 \(type) 0000 0000 45")
    let (stack, rest) = try Self.read(hex("00012dff") + frame)
    #expect(stack.etherType == .transparentEthernet)
    #expect(rest == frame.count)
  }

  @Test("follows as many labels as its maximum and stops at one more", arguments: [1, 15, 16, 17])
  func depth(count: Int) throws {
    let labels = (1...count).flatMap { octets(UInt32(100) << 12 | ($0 == count ? 0x1FF : 0xFF)) }
    let failed = failure(of: labels, layer: .mpls) { (reader) throws(DecodeError) in
      _ = try MPLSLabelStack(parsing: &reader)
    }
    #expect(failed?.kind == (count > 16 ? .limit : nil))
  }

  @Test("fails every shorter stack at the place of the missing octets")
  func prefixes() {
    let failures = prefixFailures(of: hex("00064000 00065100"), layer: .mpls) {
      (reader) throws(DecodeError) in _ = try MPLSLabelStack(parsing: &reader)
    }
    #expect(failures.isEmpty, "\(failures)")
  }

  @Test("does not guess when nothing fits")
  func unknown() throws {
    let (stack, _) = try Self.read(hex("00012dff") + [UInt8](repeating: 0xFF, count: 40))
    #expect(stack.etherType == .unknown)
  }
}
