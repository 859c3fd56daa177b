import TestKit
import Testing
import Wire

@Suite("NetBIOS session header")
struct NetBIOSSessionTests {
  @Test("reads type and length of what a client and a server send")
  func real() throws {
    for (message, type, length) in [
      (SambaMessages.netBIOSSessionRequest, NetBIOSSessionPacketType.sessionRequest, 68),
      (SambaMessages.netBIOSPositiveResponse, .positiveSessionResponse, 0),
      (SambaMessages.negotiateRequest311, .sessionMessage, 226),
      (SambaMessages.negotiateResponse311, .sessionMessage, 284),
    ] {
      var reader = OctetReader(message.span, layer: .netbios)
      let header = try NetBIOSSessionHeader(parsing: &reader)
      #expect(header.type == type)
      #expect(header.length == length)
      #expect(header.length == reader.remaining)
      #expect(!header.isDirectTCPOnly)
    }
  }

  @Test("reads the 17 bits of RFC 1002 and the 24 bits of direct TCP")
  func lengths() throws {
    for (octets, length, direct) in [
      (hex("00 01FFFF"), 0x1_FFFF, false), (hex("00 020000"), 0x2_0000, true),
      (hex("00 FFFFFF"), 0xFF_FFFF, true), (hex("85 000000"), 0, false),
    ] {
      var reader = OctetReader(octets.span, layer: .netbios)
      let header = try NetBIOSSessionHeader(parsing: &reader)
      #expect(header.length == length)
      #expect(header.isDirectTCPOnly == direct)
    }
  }

  @Test("rejects reserved bits in a session packet and keeps an unknown type")
  func reserved() throws {
    let error = decodeError(hex("81 020044"), layer: .netbios) { reader throws(DecodeError) in
      _ = try NetBIOSSessionHeader(parsing: &reader)
    }
    #expect(error?.kind == .malformed)
    #expect(error?.offset == 1)
    let octets = hex("42 000001")
    var reader = OctetReader(octets.span, layer: .netbios)
    let header = try NetBIOSSessionHeader(parsing: &reader)
    #expect(header.type.description == "NetBIOS packet type 0x42")
  }

  @Test("fails every prefix")
  func prefixes() {
    let failures = prefixFailures(of: hex("000000E2"), layer: .netbios) {
      reader throws(DecodeError) in
      _ = try NetBIOSSessionHeader(parsing: &reader)
    }
    #expect(failures.isEmpty)
  }

  @Test("recognises sessions by content and is undecided only before eight octets")
  func recognition() {
    for message in [
      SambaMessages.netBIOSSessionRequest, SambaMessages.netBIOSPositiveResponse,
      SambaMessages.negotiateRequest311, SambaMessages.multiProtocolRequest,
      SambaMessages.encrypted,
    ] {
      #expect(NetBIOSSessionHeader.recognise(message.span) == .recognised)
      for length in 0..<min(4, message.count) {
        #expect(
          NetBIOSSessionHeader.recognise(message.span.extracting(0..<length)) == .undecided)
      }
      for length in 8..<max(8, message.count) {
        #expect(
          NetBIOSSessionHeader.recognise(message.span.extracting(0..<length)) == .recognised)
      }
    }
  }

  @Test(
    "tells other protocols",
    arguments: [
      // A TLS record, an HTTP request, a DNS message with its length, zeros, a short SMB, RPC.
      "160301 0200 010001FC", "474554202F20", "002B12340100000100000000", "0000000000000000",
      "00000004FE534D42", "00000048FE534D43", "00000048FE534E42", "00000048FE544D42",
      "00000048FB534D42", "82000001", "8100000420",
    ])
  func different(text: String) {
    let octets = hex(text)
    #expect(NetBIOSSessionHeader.recognise(octets.span) == .different)
  }
}

@Suite("SMB protocol id")
struct SMBProtocolIDTests {
  @Test("tells the four headers and keeps another first octet as data")
  func ids() throws {
    for (octets, id, isDefined) in [
      (hex("FF534D42"), SMBProtocolID.smb1, true), (hex("FE534D42"), .smb2, true),
      (hex("FD534D42"), .transform, true), (hex("FC534D42"), .compressionTransform, true),
      (hex("FB534D42"), SMBProtocolID(rawValue: 0xFB53_4D42), false),
    ] {
      var reader = OctetReader(octets.span, layer: .smb2)
      let read = try SMBProtocolID(parsing: &reader)
      #expect(read == id)
      #expect(read.isSMB)
      #expect(read.isDefined == isDefined)
    }
    #expect(!SMBProtocolID(rawValue: 0xFE53_4D43).isSMB)
  }
}

@Suite("UTF-16LE text")
struct UTF16LittleEndianTests {
  @Test(
    "reads text and replaces what is no Unicode",
    arguments: [
      ("", ""), ("4100 4200", "AB"), ("FC00", "ü"), ("3DD8 00DE", "😀"), ("3DD8", "\u{FFFD}"),
      ("00DE 4100", "\u{FFFD}A"), ("3DD8 4100", "\u{FFFD}A"), ("4100 42", "A\u{FFFD}"),
    ])
  func text(octets: String, expected: String) {
    let octets = hex(octets)
    #expect(String(utf16LittleEndian: octets.span) == expected)
  }

  @Test("stops at the maximum", arguments: [1023, 1024, 1025])
  func limit(count: Int) {
    let octets = [[UInt8]](repeating: [0x41, 0], count: count).flatMap { $0 }
    let text = String(utf16LittleEndian: octets.span)
    #expect(text.utf16.count == min(count, String.maximumUTF16NameLength))
    #expect(String(utf16LittleEndian: octets.span, maximumLength: 2) == "AA")
    #expect(String(utf16LittleEndian: octets.span, maximumLength: -1) == "")
  }
}
