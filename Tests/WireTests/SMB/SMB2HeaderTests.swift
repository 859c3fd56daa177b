import TestKit
import Testing
import Wire

@Suite("SMB2 header")
struct SMB2HeaderTests {
  private func header(_ message: [UInt8]) throws -> SMB2Header {
    let octets = withoutSessionHeader(message)
    var reader = OctetReader(octets.span, layer: .smb2)
    return try SMB2Header(parsing: &reader)
  }

  @Test("reads every field of a signed request")
  func signedRequest() throws {
    let header = try header(SambaMessages.treeConnectRequest)
    #expect(header.creditCharge == 1)
    #expect(header.command == .treeConnect)
    #expect(header.credits == 1)
    #expect(header.flags == [.signed, SMB2Flags(rawValue: 0x10)])
    #expect(header.nextCommand == 0)
    #expect(header.messageID == 3)
    #expect(header.treeID == 0)
    #expect(header.asyncID == nil)
    #expect(header.sessionID == 0x9D0C_F365)
    #expect(header.signature == 0xB3F1_8C21_405C_8ECD_4F65_8DD1_DF58_E018)
    #expect(header.hasSignature)
    #expect(!header.isResponse)
  }

  @Test("reads tree, session and status of a response")
  func response() throws {
    let header = try header(SambaMessages.treeConnectResponsePipe)
    #expect(header.isResponse)
    #expect(header.status == .success)
    #expect(header.treeID == 0x4DA5_3BCD)
    #expect(header.sessionID == 0x9D0C_F365)
    #expect(!header.carriesErrorResponse)
  }

  @Test("reads an interim response as asynchronous, unsigned and without a tree")
  func interim() throws {
    let header = try header(SambaMessages.interimResponse)
    #expect(header.command == .changeNotify)
    #expect(header.status == .pending)
    #expect(header.isInterim)
    #expect(header.asyncID == 8)
    #expect(header.treeID == nil)
    #expect(header.sessionID == 0x1F02_3380)
    #expect(!header.hasSignature)
    #expect(header.carriesErrorResponse)
  }

  @Test("tells responses with a body from ERROR responses")
  func errorResponses() throws {
    let challenge = try header(SambaMessages.sessionSetupResponseChallenge)
    #expect(challenge.status == .moreProcessingRequired)
    #expect(!challenge.carriesErrorResponse)
    let failure = try header(SambaMessages.logonFailure)
    #expect(failure.status == .logonFailure)
    #expect(failure.carriesErrorResponse)
    #expect(try header(SambaMessages.ioctlNotFound).carriesErrorResponse)
    #expect(try !header(SambaMessages.createRequest).carriesErrorResponse)
  }

  @Test("fails every prefix as truncated at the start")
  func prefixes() {
    let message = Array(withoutSessionHeader(SambaMessages.treeConnectRequest).prefix(64))
    let failures = prefixFailures(of: message, layer: .smb2) { reader throws(DecodeError) in
      _ = try SMB2Header(parsing: &reader)
    }
    #expect(failures.isEmpty)
  }

  @Test("keeps an unknown command and status as data")
  func unknown() throws {
    let message = smb2Header(command: 0x7777, status: 0xC123_4567, flags: 1)
    var reader = OctetReader(message.span, layer: .smb2)
    let header = try SMB2Header(parsing: &reader)
    #expect(header.command.rawValue == 0x7777)
    #expect(header.command.description == "SMB2 command 0x7777")
    #expect(header.status.description == "status 0xC1234567")
    #expect(header.status.severity == .error)
  }

  @Test(
    "rejects another protocol id, StructureSize or NextCommand at its place",
    arguments: [
      (0, hex("FF534D42"), 0), (4, hex("4100"), 4), (20, hex("3F000000"), 20),
      (20, hex("44000000"), 20), (20, hex("38000000"), 20), (20, hex("FFFFFFFF"), 20),
    ])
  func malformed(place: Int, octets: [UInt8], offset: Int) {
    let message = replacing(smb2Header(command: 3), at: place, with: octets)
    let error = decodeError(message) { reader throws(DecodeError) in
      _ = try SMB2Header(parsing: &reader)
    }
    #expect(error?.kind == .malformed)
    #expect(error?.offset == offset)
  }
}

@Suite("SMB2 compound")
struct SMB2CompoundReaderTests {
  @Test(
    "takes a compound of a real client and server apart",
    arguments: [
      (SambaMessages.compoundRequest, 0x88), (SambaMessages.compoundResponse, 0x50),
    ])
  func compound(message: [UInt8], next: Int) throws {
    let octets = withoutSessionHeader(message)
    var compound = SMB2CompoundReader(OctetReader(octets.span, layer: .smb2, boundary: .length))
    var headers: [SMB2Header] = []
    var lengths: [Int] = []
    while let part = try compound.next() {
      headers.append(part.header)
      lengths.append(part.reader.remaining)
    }
    #expect(headers.map(\.messageID) == [4, 5])
    #expect(headers.map(\.command) == [.create, .close])
    #expect(headers.map { Int($0.nextCommand) } == [next, 0])
    #expect(lengths == [next, octets.count - next])
    #expect(headers[1].flags.contains(.relatedOperations))
  }

  @Test("reads the body of a message inside a compound")
  func bodyInside() throws {
    let octets = withoutSessionHeader(SambaMessages.compoundRequest)
    var compound = SMB2CompoundReader(OctetReader(octets.span, layer: .smb2, boundary: .length))
    let part = try compound.next()
    guard let part else { throw Missing() }
    var reader = part.reader
    let create = try SMB2CreateRequest(parsing: &reader)
    #expect(String(utf16LittleEndian: try create.name()) == "a.txt")
  }

  @Test("fails every prefix of a compound whose later header is missing")
  func prefixes() {
    let octets = withoutSessionHeader(SambaMessages.compoundRequest)
    let message = Array(octets.prefix(0x88 + 64))
    let failures = prefixFailures(of: message, layer: .smb2) { reader throws(DecodeError) in
      var compound = SMB2CompoundReader(reader)
      while let part = try compound.next() { _ = part.header }
    }
    #expect(failures.isEmpty)
  }

  @Test("calls a NextCommand past the session length malformed, past the capture truncated")
  func pastTheEnd() {
    let message = smb2Header(command: 3, nextCommand: 72) + [0, 0]
    for (boundary, kind) in [
      (OctetReader.Boundary.length, DecodeError.Kind.malformed), (.capture, .truncated),
    ] {
      let error = decodeError(message, boundary: boundary) { reader throws(DecodeError) in
        var compound = SMB2CompoundReader(reader)
        while let part = try compound.next() { _ = part.header }
      }
      #expect(error?.kind == kind)
    }
  }

  @Test("reads 256 messages and stops at the 257th", arguments: [255, 256, 257])
  func limit(count: Int) {
    var message: [UInt8] = []
    for index in 1...count {
      message += smb2Header(command: 13, nextCommand: index == count ? 0 : 64)
    }
    let error = decodeError(message, boundary: .length) { reader throws(DecodeError) in
      var compound = SMB2CompoundReader(reader)
      while let part = try compound.next() { _ = part.header }
    }
    #expect(error?.kind == (count > 256 ? .limit : nil))
  }
}

struct Missing: Error {}
