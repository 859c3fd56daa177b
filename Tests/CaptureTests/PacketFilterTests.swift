import Capture
import TestKit
import Testing
import Wire

@Suite("PacketFilter")
struct PacketFilterTests {
  static let client = Host("10.77.0.10", port: 49_152)
  static let server = Host("10.77.0.20", port: 445)

  static func syn() -> Frame {
    var conversation = TCPConversation(client: client, server: server)
    conversation.syn()
    return conversation.frames[0]
  }

  @Test(
    "lets through what the expression names",
    arguments: [
      ("tcp port 445", true), ("tcp port 139", false), ("host 10.77.0.10", true),
      ("net 10.78.0.0/16", false), ("tcp[tcpflags] & tcp-syn != 0", true), ("udp or arp", false),
      ("", true), ("len <= 66", true), ("greater 67", false),
    ])
  func matches(expression: String, expected: Bool) throws {
    let frame = Self.syn()
    var filter = try PacketFilter(expression)
    let header = FrameHeader(
      time: 0, capturedLength: frame.octets.count, originalLength: frame.octets.count,
      linkType: .ethernet)
    let matched = try filter.matches(header, frame.octets.span)
    #expect(matched == expected)
  }

  @Test("compiles anew for each link type")
  func followsLinkTypes() throws {
    var filter = try PacketFilter("tcp port 445")
    let ethernet = Self.syn().octets
    let raw = Array(ethernet[14...])
    for (linkType, octets) in [(LinkType.ethernet, ethernet), (.raw, raw), (.ethernet, ethernet)] {
      let header = FrameHeader(
        time: 0, capturedLength: octets.count, originalLength: octets.count, linkType: linkType)
      let matched = try filter.matches(header, octets.span)
      #expect(matched)
    }
  }

  @Test("lets nothing through that ends before the octets the expression asks for")
  func refusesCutFrames() throws {
    var filter = try PacketFilter("tcp port 445")
    let frame = Self.syn().octets
    for length in 0..<38 {
      let cut = Array(frame[..<length])
      let header = FrameHeader(
        time: 0, capturedLength: length, originalLength: frame.count, linkType: .ethernet)
      let matched = try filter.matches(header, cut.span)
      #expect(!matched, "length \(length)")
    }
  }

  @Test("keeps libpcap's words about a mistake")
  func keepsMessage() {
    let error = #expect(throws: PacketFilterError.self) { _ = try PacketFilter("tcp prot 445") }
    #expect(error?.message.contains("syntax error") == true)
    #expect(error?.description.contains("tcp prot 445") == true)
  }

  @Test("says so when the expression makes no sense for a link type")
  func refusesLinkType() throws {
    var filter = try PacketFilter("ether host 02:00:00:00:00:10")
    let header = FrameHeader(time: 0, capturedLength: 1, originalLength: 1, linkType: .raw)
    var failed: LinkType?
    do throws(PacketFilterError) {
      _ = try filter.matches(header, [0x45].span)
    } catch {
      failed = error.linkType
    }
    #expect(failed == .raw)
  }
}
