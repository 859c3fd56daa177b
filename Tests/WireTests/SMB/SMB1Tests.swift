import TestKit
import Testing
import Wire

@Suite("SMB1")
struct SMB1Tests {
  @Test("reads every field of a signed response")
  func header() throws {
    let octets = withoutSessionHeader(SambaMessages.smb1Signed)
    var reader = OctetReader(octets.span, layer: .smb1)
    let header = try SMB1Header(parsing: &reader)
    #expect(header.command == .treeConnectAndX)
    #expect(header.ntStatus == .success)
    #expect(header.isResponse)
    #expect(header.flags2.rawValue == 0xC817)
    #expect(header.securitySignature == 0x8E20_18BD_2A47_1576)
    #expect(header.hasSignature)
    #expect(header.tid == 24211)
    #expect(header.pid == 2168)
    #expect(header.uid == 28306)
    #expect(header.mid == 3)
  }

  @Test("takes neither zero nor the placeholder for a signature")
  func placeholder() throws {
    for (message, signature) in [
      (SambaMessages.smb1PlaceholderSignature, SMB1Header.placeholderSignature),
      (SambaMessages.smb1SessionSetupRequest, 0),
    ] {
      let octets = withoutSessionHeader(message)
      var reader = OctetReader(octets.span, layer: .smb1)
      let header = try SMB1Header(parsing: &reader)
      #expect(header.securitySignature == signature)
      #expect(!header.hasSignature)
      #expect(!header.isResponse)
    }
  }

  @Test("reads an error of DOS as no NTSTATUS")
  func dosError() throws {
    // ERRDOS (1), reserved, ERRnoaccess (5) in MS-CIFS 2.2.2.4; Flags2 without NT status.
    let octets = hex("FF534D42 75 01000500 80 0300") + [UInt8](repeating: 0, count: 20)
    var reader = OctetReader(octets.span, layer: .smb1)
    let header = try SMB1Header(parsing: &reader)
    #expect(header.ntStatus == nil)
    #expect(header.status == 0x0005_0001)
  }

  @Test("keeps an unknown command as data")
  func unknownCommand() throws {
    let octets = hex("FF534D42 EE") + [UInt8](repeating: 0, count: 27)
    var reader = OctetReader(octets.span, layer: .smb1)
    #expect(try SMB1Header(parsing: &reader).command.description == "SMB1 command 0xEE")
  }

  @Test("reads the strings of a client that also speaks SMB2")
  func multiProtocol() throws {
    let octets = withoutSessionHeader(SambaMessages.multiProtocolRequest)
    var reader = OctetReader(octets.span, layer: .smb1)
    let request = try SMB1NegotiateRequest(parsing: &reader)
    #expect(request.dialectCount == 4)
    #expect(request.offersSMB2002 == true)
    #expect(request.offersSMB2Wildcard == true)
    #expect(request.offersSMB2 == true)
    #expect(request.offersNTLM012 == true)
    #expect(try strings(request) == ["NT LANMAN 1.0", "NT LM 0.12", "SMB 2.002", "SMB 2.???"])
  }

  @Test("finds the string that a server selects")
  func selected() throws {
    let offer = withoutSessionHeader(SambaMessages.smb1NegotiateRequest)
    var reader = OctetReader(offer.span, layer: .smb1)
    let request = try SMB1NegotiateRequest(parsing: &reader)
    #expect(request.offersSMB2 == false)
    #expect(
      try strings(request) == [
        "PC NETWORK PROGRAM 1.0", "MICROSOFT NETWORKS 1.03", "MICROSOFT NETWORKS 3.0",
        "LANMAN1.0", "LM1.2X002", "DOS LANMAN2.1", "LANMAN2.1", "Samba", "NT LANMAN 1.0",
        "NT LM 0.12",
      ])
    let answer = withoutSessionHeader(SambaMessages.smb1NegotiateResponse)
    var answerReader = OctetReader(answer.span, layer: .smb1)
    let response = try SMB1NegotiateResponse(parsing: &answerReader)
    #expect(response.dialectIndex == 8)
    let chosen = try request.dialect(at: 8)
    guard let chosen else { throw Missing() }
    #expect(array(chosen) == Array("NT LANMAN 1.0".utf8))
    for index in [UInt16(10), 0xFFFF] {
      let none = try request.dialect(at: index)
      let isNone = none == nil
      #expect(isNone)
    }
  }

  @Test("reads the three forms of the response")
  func responses() throws {
    let cases: [([UInt8], SMB1NegotiateResponse.Form, UInt16, UInt8, UInt32?)] = [
      (SambaMessages.smb1NegotiateResponse, .ntLanMan, 8, 3, 0x8080_F3FD),
      (SambaMessages.smb1NegotiateResponseLanMan, .lanMan, 6, 3, nil),
      (SambaMessages.smb1NegotiateResponseNone, .core, 0xFFFF, 0, nil),
    ]
    for (message, form, index, mode, capabilities) in cases {
      let octets = withoutSessionHeader(message)
      var reader = OctetReader(octets.span, layer: .smb1)
      let response = try SMB1NegotiateResponse(parsing: &reader)
      #expect(response.form == form)
      #expect(response.dialectIndex == index)
      #expect(response.selectsDialect == (index != 0xFFFF))
      #expect(response.securityMode.rawValue == mode)
      #expect(response.capabilities?.rawValue == capabilities)
    }
  }

  @Test("reads the action and the length of responses of session set-ups")
  func sessionSetup() throws {
    for (message, isGuest) in [
      (SambaMessages.smb1SessionSetupResponse, false), (SambaMessages.smb1GuestResponse, true),
      (SambaMessages.smb1SessionSetupChallenge, false),
    ] {
      let octets = withoutSessionHeader(message)
      var reader = OctetReader(octets.span, layer: .smb1)
      let response = try SMB1SessionSetupAndXResponse(parsing: &reader)
      #expect(response.wordCount == 4)
      #expect(response.action?.contains(.guest) == isGuest)
    }
    for (message, words, oem, unicode) in [
      (SambaMessages.smb1RawSessionSetupRequest, UInt8(13), UInt16(24), UInt16(24)),
      (SambaMessages.smb1LanManSessionSetupRequest, 10, 24, 0),
      (SambaMessages.smb1SessionSetupRequest, 12, 0, 0),
    ] {
      let octets = withoutSessionHeader(message)
      var reader = OctetReader(octets.span, layer: .smb1)
      let request = try SMB1SessionSetupAndXRequest(parsing: &reader)
      #expect(request.wordCount == words)
      #expect(request.oemPasswordLength == oem)
      #expect(request.unicodePasswordLength == unicode)
    }
  }

  @Test("fails every prefix of negotiations and session set-ups")
  func prefixes() {
    for message in [SambaMessages.multiProtocolRequest, SambaMessages.smb1NegotiateRequest] {
      let failures = prefixFailures(of: withoutSessionHeader(message), layer: .smb1) {
        reader throws(DecodeError) in
        _ = try SMB1NegotiateRequest(parsing: &reader)
      }
      #expect(failures.isEmpty)
    }
    for message in [
      SambaMessages.smb1NegotiateResponse, SambaMessages.smb1NegotiateResponseLanMan,
      SambaMessages.smb1NegotiateResponseNone,
    ] {
      let failures = prefixFailures(of: withoutSessionHeader(message), layer: .smb1) {
        reader throws(DecodeError) in
        _ = try SMB1NegotiateResponse(parsing: &reader)
      }
      #expect(failures.isEmpty)
    }
    for message in [
      SambaMessages.smb1SessionSetupRequest, SambaMessages.smb1RawSessionSetupRequest,
      SambaMessages.smb1LanManSessionSetupRequest,
    ] {
      let failures = prefixFailures(of: withoutSessionHeader(message), layer: .smb1) {
        reader throws(DecodeError) in
        _ = try SMB1SessionSetupAndXRequest(parsing: &reader)
      }
      #expect(failures.isEmpty)
    }
    let failures = prefixFailures(
      of: withoutSessionHeader(SambaMessages.smb1SessionSetupResponse), layer: .smb1
    ) { reader throws(DecodeError) in
      _ = try SMB1SessionSetupAndXResponse(parsing: &reader)
    }
    #expect(failures.isEmpty)
  }

  @Test(
    "rejects a WordCount, a BufferFormat and a string without end",
    arguments: [
      ("01 0000 0000", 32), ("00 0300 034100", 35), ("00 0300 024142", 35), ("00 0100 02", 35),
    ])
  func malformed(body: String, offset: Int) {
    let message = hex("FF534D42 72") + [UInt8](repeating: 0, count: 27) + hex(body)
    let error = decodeError(message, layer: .smb1) { reader throws(DecodeError) in
      _ = try SMB1NegotiateRequest(parsing: &reader)
    }
    #expect(error?.kind == .malformed)
    #expect(error?.offset == offset)
  }

  @Test("reads 64 dialects and stops at 65", arguments: [63, 64, 65])
  func limit(count: Int) {
    let message =
      hex("FF534D42 72") + [UInt8](repeating: 0, count: 28) + littleEndian(UInt16(count * 3))
      + [[UInt8]](repeating: [2, 0x41, 0], count: count).flatMap { $0 }
    let error = decodeError(message, layer: .smb1) { reader throws(DecodeError) in
      _ = try SMB1NegotiateRequest(parsing: &reader)
    }
    #expect(error?.kind == (count > 64 ? .limit : nil))
  }

  private func strings(_ request: borrowing SMB1NegotiateRequest) throws -> [String] {
    var dialects = request.dialects
    var strings: [String] = []
    while let dialect = try dialects.next() {
      strings.append(String(decoding: array(dialect), as: UTF8.self))
    }
    return strings
  }
}
