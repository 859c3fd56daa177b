import TestKit
import Testing
import Wire

@Suite("SMB2 session, tree and file messages")
struct SMB2SessionTests {
  @Test("reads a client's first step with an NTLM token inside SPNEGO")
  func sessionSetupRequest() throws {
    let octets = withoutSessionHeader(SambaMessages.sessionSetupRequestNegotiate)
    var reader = OctetReader(octets.span, layer: .smb2)
    let request = try SMB2SessionSetupRequest(parsing: &reader)
    #expect(request.flags == [])
    #expect(request.securityMode == .signingEnabled)
    #expect(request.capabilities == .dfs)
    #expect(request.previousSessionID == 0)
    #expect(Int(request.securityBufferOffset) + Int(request.securityBufferLength) == octets.count)
    var buffer = try request.securityBuffer()
    let token = try SecurityToken(parsing: &buffer)
    #expect(token.framing == .negTokenInit)
    #expect(token.mechanism == .ntlmssp)
    let message = try token.ntlmMessage()
    guard let message else { throw Missing() }
    #expect(message.messageType == .negotiate)
    #expect(message.negotiateFlags.rawValue == 0x6208_8215)
    #expect(message.response == nil)
  }

  @Test("recognises a binding request")
  func binding() throws {
    let octets = replacing(
      withoutSessionHeader(SambaMessages.sessionSetupRequestNegotiate), at: 66, with: [1])
    var reader = OctetReader(octets.span, layer: .smb2)
    #expect(try SMB2SessionSetupRequest(parsing: &reader).flags == .binding)
  }

  @Test("reads the server's steps: challenge, success, guest")
  func sessionSetupResponse() throws {
    let cases: [([UInt8], SMB2SessionFlags)] = [
      (SambaMessages.sessionSetupResponseChallenge, []),
      (SambaMessages.sessionSetupResponse, []), (SambaMessages.guestResponse, .isGuest),
      (SambaMessages.anonymousResponse, []),
    ]
    for (message, flags) in cases {
      let octets = withoutSessionHeader(message)
      var reader = OctetReader(octets.span, layer: .smb2)
      let response = try SMB2SessionSetupResponse(parsing: &reader)
      #expect(response.sessionFlags == flags)
      var buffer = try response.securityBuffer()
      #expect(try SecurityToken(parsing: &buffer).framing == .negTokenResp)
    }
  }

  @Test("refuses to read an ERROR response as a session set-up, which has the same size")
  func errorResponse() {
    let error = decodeError(withoutSessionHeader(SambaMessages.logonFailure)) {
      reader throws(DecodeError) in
      _ = try SMB2SessionSetupResponse(parsing: &reader)
    }
    #expect(error?.kind == .malformed)
  }

  @Test("reads the path, type and flags of tree connects")
  func treeConnect() throws {
    let octets = withoutSessionHeader(SambaMessages.treeConnectRequest)
    var reader = OctetReader(octets.span, layer: .smb2)
    let request = try SMB2TreeConnectRequest(parsing: &reader)
    #expect(String(utf16LittleEndian: try request.path()) == #"\\127.0.0.1\IPC$"#)
    for (message, type, flags) in [
      (SambaMessages.treeConnectResponsePipe, SMB2ShareType.pipe, SMB2ShareFlags()),
      (SambaMessages.treeConnectResponseDisk, .disk, []),
      (SambaMessages.treeConnectResponseSealed, .disk, .encryptData),
    ] {
      let octets = withoutSessionHeader(message)
      var reader = OctetReader(octets.span, layer: .smb2)
      let response = try SMB2TreeConnectResponse(parsing: &reader)
      #expect(response.shareType == type)
      #expect(response.shareFlags == flags)
      #expect(response.capabilities == [])
    }
  }

  @Test("reads the name of a file")
  func create() throws {
    let octets = withoutSessionHeader(SambaMessages.createRequest)
    var reader = OctetReader(octets.span, layer: .smb2)
    let request = try SMB2CreateRequest(parsing: &reader)
    #expect(String(utf16LittleEndian: try request.name()) == "a.txt")
  }

  @Test("reads a negotiate validation of a client and its answer")
  func validateNegotiate() throws {
    let octets = withoutSessionHeader(SambaMessages.validateNegotiateRequest)
    var reader = OctetReader(octets.span, layer: .smb2)
    let request = try SMB2IOCTLRequest(parsing: &reader)
    #expect(request.ctlCode == .validateNegotiateInfo)
    let info = try request.validateNegotiateInfo()
    guard let info else { throw Missing() }
    #expect(info.securityMode == .signingEnabled)
    #expect(info.capabilities.rawValue == 0x7F)
    #expect(info.guid.description == "01785a83-75aa-4f86-a752-1eda91cd1f93")
    #expect(info.dialects.values == [.smb202, .smb21, .smb30, .smb302])

    let answer = withoutSessionHeader(SambaMessages.validateNegotiateResponse)
    var answerReader = OctetReader(answer.span, layer: .smb2)
    let response = try SMB2IOCTLResponse(parsing: &answerReader)
    let choice = try response.validateNegotiateInfo()
    #expect(choice?.dialect == .smb302)
    #expect(choice?.securityMode == .signingEnabled)
    #expect(choice?.capabilities.rawValue == 0x4F)
    #expect(choice?.guid.description == "75716573-6e65-6563-7231-000000000000")
  }

  @Test("reads no negotiate validation from another control code")
  func otherControlCode() throws {
    let octets = replacing(
      withoutSessionHeader(SambaMessages.validateNegotiateRequest), at: 68,
      with: hex("94010600"))
    var reader = OctetReader(octets.span, layer: .smb2)
    let request = try SMB2IOCTLRequest(parsing: &reader)
    #expect(request.ctlCode == .dfsGetReferrals)
    let info = try request.validateNegotiateInfo()
    let isNone = info == nil
    #expect(isNone)
  }

  @Test("fails every prefix of every message")
  func prefixes() {
    func failures(
      _ message: [UInt8], count: Int? = nil,
      _ decode: (inout OctetReader) throws(DecodeError) -> Void
    ) -> [PrefixFailure] {
      let octets = withoutSessionHeader(message)
      return prefixFailures(
        of: Array(octets.prefix(count ?? octets.count)), layer: .smb2, decode: decode)
    }
    let setup = failures(SambaMessages.sessionSetupRequestAuthenticate) {
      reader throws(DecodeError) in
      _ = try SMB2SessionSetupRequest(parsing: &reader).securityBuffer()
    }
    #expect(setup.isEmpty)
    let setupResponse = failures(SambaMessages.sessionSetupResponse) {
      reader throws(DecodeError) in
      _ = try SMB2SessionSetupResponse(parsing: &reader).securityBuffer()
    }
    #expect(setupResponse.isEmpty)
    let tree = failures(SambaMessages.treeConnectRequest) { reader throws(DecodeError) in
      _ = try SMB2TreeConnectRequest(parsing: &reader).path()
    }
    #expect(tree.isEmpty)
    let treeResponse = failures(SambaMessages.treeConnectResponseDisk) {
      reader throws(DecodeError) in
      _ = try SMB2TreeConnectResponse(parsing: &reader)
    }
    #expect(treeResponse.isEmpty)
    // The name lies right behind the fixed part; padding may follow it.
    let create = failures(SambaMessages.createRequest, count: 120 + 10) {
      reader throws(DecodeError) in
      _ = try SMB2CreateRequest(parsing: &reader).name()
    }
    #expect(create.isEmpty)
    let ioctl = failures(SambaMessages.validateNegotiateRequest) { reader throws(DecodeError) in
      _ = try SMB2IOCTLRequest(parsing: &reader).validateNegotiateInfo()
    }
    #expect(ioctl.isEmpty)
    let ioctlResponse = failures(SambaMessages.validateNegotiateResponse) {
      reader throws(DecodeError) in
      _ = try SMB2IOCTLResponse(parsing: &reader).validateNegotiateInfo()
    }
    #expect(ioctlResponse.isEmpty)
    let transform = failures(SambaMessages.encrypted, count: 52) { reader throws(DecodeError) in
      _ = try SMB2TransformHeader(parsing: &reader)
    }
    #expect(transform.isEmpty)
  }

  @Test("rejects a buffer that starts in the fixed part or ends past the message")
  func bufferPlace() {
    let octets = withoutSessionHeader(SambaMessages.treeConnectRequest)
    for (place, value) in [(68, UInt16(71)), (68, 0), (68, 0xFFFF), (70, 0xFFFF)] {
      let message = replacing(octets, at: place, with: littleEndian(value))
      let error = decodeError(message, boundary: .length) { reader throws(DecodeError) in
        _ = try SMB2TreeConnectRequest(parsing: &reader).path()
      }
      #expect(error?.kind == .malformed)
    }
  }

  @Test("reads an encrypted message's header")
  func transform() throws {
    let octets = withoutSessionHeader(SambaMessages.encrypted)
    var reader = OctetReader(octets.span, layer: .smb2)
    let header = try SMB2TransformHeader(parsing: &reader)
    #expect(header.originalMessageSize == 132)
    #expect(header.flagsOrEncryptionAlgorithm == 1)
    #expect(header.isEncrypted)
    #expect(header.sessionID == 0x5BE1_0FF1)
    #expect(reader.remaining == 132)
  }

  @Test("reads both forms of a compressed message's header")
  func compression() throws {
    // MS-SMB2 2.2.42.1: LZ77, 64 octets in clear; 2.2.42.2: chained, first payload not compressed.
    let unchained = hex("FC534D42 00100000 0200 0000 40000000")
    var reader = OctetReader(unchained.span, layer: .smb2)
    let first = try SMB2CompressionTransformHeader(parsing: &reader)
    #expect(first.originalCompressedSegmentSize == 4096)
    #expect(first.compressionAlgorithm == .lz77)
    #expect(!first.isChained)
    #expect(first.clearOctetCount == 64)

    let chained = hex("FC534D42 00100000 0000 0100 50000000")
    var chainedReader = OctetReader(chained.span, layer: .smb2)
    let second = try SMB2CompressionTransformHeader(parsing: &chainedReader)
    #expect(second.isChained)
    #expect(second.offsetOrLength == 80)
    #expect(second.clearOctetCount == 80)

    let packed = hex("FC534D42 00100000 0300 0100 50000000")
    var packedReader = OctetReader(packed.span, layer: .smb2)
    #expect(try SMB2CompressionTransformHeader(parsing: &packedReader).clearOctetCount == 0)

    let failures = prefixFailures(of: unchained, layer: .smb2) { reader throws(DecodeError) in
      _ = try SMB2CompressionTransformHeader(parsing: &reader)
    }
    #expect(failures.isEmpty)
  }
}
