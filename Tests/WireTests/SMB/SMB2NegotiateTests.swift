import TestKit
import Testing
import Wire

@Suite("SMB2 NEGOTIATE")
struct SMB2NegotiateTests {
  @Test("reads a client's offer at 3.1.1 with all its contexts")
  func request311() throws {
    let octets = withoutSessionHeader(SambaMessages.negotiateRequest311)
    var reader = OctetReader(octets.span, layer: .smb2)
    let request = try SMB2NegotiateRequest(parsing: &reader)
    #expect(request.securityMode == .signingEnabled)
    #expect(request.capabilities.rawValue == 0x7F)
    #expect(request.clientGUID.description == "5d75b06a-f32a-4664-8cbf-ec833b52de42")
    #expect(request.dialects.values.map(\.rawValue) == [0x202, 0x210, 0x300, 0x302, 0x311])
    #expect(request.dialects.highest == .smb311)
    #expect(request.negotiateContextOffset == 0x70)
    #expect(request.negotiateContextCount == 4)
    #expect(
      try describe(request.contexts()) == [
        "preauth SHA-512", "ciphers AES-128-GCM AES-128-CCM AES-256-GCM AES-256-CCM",
        "signing AES-GMAC AES-CMAC HMAC-SHA256", "netname 127.0.0.1",
      ])
  }

  @Test("reads a server's choice of 3.1.1 with its contexts and security buffer")
  func response311() throws {
    let octets = withoutSessionHeader(SambaMessages.negotiateResponse311)
    var reader = OctetReader(octets.span, layer: .smb2)
    let response = try SMB2NegotiateResponse(parsing: &reader)
    #expect(response.securityMode == .signingEnabled)
    #expect(response.dialectRevision == .smb311)
    #expect(response.serverGUID.description == "75716573-6e65-6563-7231-000000000000")
    #expect(response.capabilities == [.dfs, .leasing, .largeMTU, .multiChannel])
    #expect(response.maxTransactSize == 8_388_608)
    #expect(response.maxReadSize == 8_388_608)
    #expect(response.maxWriteSize == 8_388_608)
    #expect(response.serverStartTime == 0)
    #expect(try response.securityBuffer().remaining == 74)
    #expect(
      try describe(response.contexts()) == [
        "preauth SHA-512", "ciphers AES-128-GCM", "signing AES-GMAC",
      ])
  }

  @Test("takes ClientStartTime of an offer without 3.1.1 for no contexts")
  func request210() throws {
    var octets = withoutSessionHeader(SambaMessages.negotiateRequest210)
    octets = replacing(octets, at: 92, with: hex("FFFFFFFFFFFFFFFF"))
    var reader = OctetReader(octets.span, layer: .smb2)
    let request = try SMB2NegotiateRequest(parsing: &reader)
    #expect(request.clientGUID.description == "704d4845-7647-6648-424b-4e676f755079")
    #expect(request.dialects.values == [.smb21])
    #expect(request.negotiateContextCount == 0)
    #expect(try describe(request.contexts()).isEmpty)
  }

  @Test("reads the choice of 2.1 and the wildcard")
  func otherResponses() throws {
    for (message, dialect) in [
      (SambaMessages.negotiateResponse210, SMB2Dialect.smb21),
      (SambaMessages.multiProtocolResponse, .wildcard),
    ] {
      let octets = withoutSessionHeader(message)
      var reader = OctetReader(octets.span, layer: .smb2)
      let response = try SMB2NegotiateResponse(parsing: &reader)
      #expect(response.dialectRevision == dialect)
      #expect(response.capabilities.rawValue == 7)
      #expect(try describe(response.contexts()).isEmpty)
    }
  }

  @Test("fails every prefix of a request and of a response")
  func prefixes() {
    let request = prefixFailures(
      of: withoutSessionHeader(SambaMessages.negotiateRequest311), layer: .smb2
    ) { reader throws(DecodeError) in
      let request = try SMB2NegotiateRequest(parsing: &reader)
      _ = try describe(request.contexts())
    }
    #expect(request.isEmpty)
    let response = prefixFailures(
      of: withoutSessionHeader(SambaMessages.negotiateResponse311), layer: .smb2
    ) { reader throws(DecodeError) in
      let response = try SMB2NegotiateResponse(parsing: &reader)
      _ = try response.securityBuffer()
      _ = try describe(response.contexts())
    }
    #expect(response.isEmpty)
  }

  @Test("keeps the dialect of a response whose capture ends inside a context")
  func cutContexts() throws {
    let octets = Array(withoutSessionHeader(SambaMessages.negotiateResponse311).prefix(220))
    var reader = OctetReader(octets.span, layer: .smb2)
    let response = try SMB2NegotiateResponse(parsing: &reader)
    #expect(response.dialectRevision == .smb311)
    var contexts = try response.contexts()
    #expect(throws: DecodeError.self) {
      while let context = try contexts.next() { _ = name(context) }
    }
  }

  @Test(
    "finds contexts by their offset whatever the length of the security buffer",
    arguments: [(64, 192), (64, 200), (65, 200), (71, 200), (0, 128), (72, 200), (1, 1024)])
  func contextOffset(bufferLength: Int, offset: Int) throws {
    let message = negotiateResponse(
      securityBuffer: [UInt8](repeating: 0x60, count: bufferLength), contextOffset: UInt32(offset),
      contextCount: 2,
      contexts: negotiateContext(2, hex("0100 0400"), padded: true)
        + negotiateContext(8, hex("0100 0200")))
    var reader = OctetReader(message.span, layer: .smb2, boundary: .length)
    let response = try SMB2NegotiateResponse(parsing: &reader)
    #expect(try response.securityBuffer().remaining == bufferLength)
    #expect(try describe(response.contexts()) == ["ciphers AES-256-GCM", "signing AES-GMAC"])
  }

  @Test(
    "steps to the next multiple of eight and adds nothing where one is reached",
    arguments: [1, 2, 6, 7, 8, 9, 15, 16])
  func alignment(dataLength: Int) throws {
    let filler = [UInt8](repeating: 0xAB, count: dataLength)
    let message = negotiateResponse(
      securityBuffer: [], contextOffset: 128, contextCount: 3,
      contexts: negotiateContext(0x7F01, filler, padded: true)
        + negotiateContext(0x7F02, filler, padded: true) + negotiateContext(2, hex("0100 0000")))
    var reader = OctetReader(message.span, layer: .smb2, boundary: .length)
    let response = try SMB2NegotiateResponse(parsing: &reader)
    #expect(
      try describe(response.contexts()) == [
        "unknown 32513 \(dataLength)", "unknown 32514 \(dataLength)", "ciphers none",
      ])
  }

  @Test("reads compression, transport, RDMA and POSIX contexts")
  func otherContexts() throws {
    let message = negotiateResponse(
      securityBuffer: [], contextOffset: 128, contextCount: 5,
      contexts: negotiateContext(3, hex("0300 0000 01000000 0100 0200 0500"), padded: true)
        + negotiateContext(6, hex("01000000"), padded: true)
        + negotiateContext(7, hex("0200 0000 00000000 0100 0200"), padded: true)
        + negotiateContext(0x100, hex("93AD25509CB411E7B42383DE968BCD7C"), padded: true)
        + negotiateContext(2, hex("0100 BBAA")))
    var reader = OctetReader(message.span, layer: .smb2, boundary: .length)
    let response = try SMB2NegotiateResponse(parsing: &reader)
    #expect(
      try describe(response.contexts()) == [
        "compression LZNT1 LZ77 LZ4 chained", "transport true", "rdma encryption signing",
        "posix 16", "ciphers cipher 0xAABB",
      ])
  }

  @Test("keeps an unknown dialect as data that is not the highest")
  func unknownDialect() throws {
    let octets = replacing(
      withoutSessionHeader(SambaMessages.negotiateRequest311), at: 100, with: hex("9909"))
    var reader = OctetReader(octets.span, layer: .smb2)
    let request = try SMB2NegotiateRequest(parsing: &reader)
    #expect(request.dialects.first?.rawValue == 0x0999)
    #expect(request.dialects.first?.description == "dialect 0x999")
    #expect(request.dialects.highest == .smb311)
  }

  @Test("rejects a request without dialects and one of another StructureSize")
  func malformedRequest() {
    let octets = withoutSessionHeader(SambaMessages.negotiateRequest311)
    for (place, replacement) in [(66, hex("0000")), (64, hex("2500"))] {
      let message = replacing(octets, at: place, with: replacement)
      let error = decodeError(message) { reader throws(DecodeError) in
        _ = try SMB2NegotiateRequest(parsing: &reader)
      }
      #expect(error?.kind == .malformed)
      #expect(error?.offset == place)
    }
  }

  @Test("reads 64 dialects and stops at 65", arguments: [63, 64, 65])
  func dialectLimit(count: Int) {
    let fixed = withoutSessionHeader(SambaMessages.negotiateRequest210).prefix(100)
    let message =
      replacing(Array(fixed), at: 66, with: littleEndian(UInt16(count)))
      + [UInt8](repeating: 2, count: count * 2)
    let error = decodeError(message, boundary: .length) { reader throws(DecodeError) in
      _ = try SMB2NegotiateRequest(parsing: &reader)
    }
    #expect(error?.kind == (count > 64 ? .limit : nil))
  }

  @Test("reads 32 contexts and stops at 33", arguments: [31, 32, 33])
  func contextLimit(count: Int) {
    var contexts: [UInt8] = []
    for _ in 0..<count { contexts += negotiateContext(0x7F00, [], padded: true) }
    let message = negotiateResponse(
      securityBuffer: [], contextOffset: 128, contextCount: UInt16(count), contexts: contexts)
    let error = decodeError(message, boundary: .length) { reader throws(DecodeError) in
      _ = try describe(SMB2NegotiateResponse(parsing: &reader).contexts())
    }
    #expect(error?.kind == (count > 32 ? .limit : nil))
  }

  @Test(
    "rejects contexts that start in the fixed part, off alignment, or past the message",
    arguments: [UInt32(0), 64, 120, 132, 136, 0xFFFF_FFF8])
  func contextPlace(offset: UInt32) {
    var message = negotiateResponse(
      securityBuffer: [], contextOffset: 128, contextCount: 1,
      contexts: negotiateContext(2, hex("0100 0200")))
    message = replacing(message, at: 124, with: littleEndian(offset))
    let error = decodeError(message, boundary: .length) { reader throws(DecodeError) in
      _ = try describe(SMB2NegotiateResponse(parsing: &reader).contexts())
    }
    #expect(error?.kind == .malformed)
  }

  @Test("rejects a list that reaches past its context")
  func listPastContext() {
    let message = negotiateResponse(
      securityBuffer: [], contextOffset: 128, contextCount: 1,
      contexts: negotiateContext(2, hex("0200 0200")) + [0, 0, 0, 0])
    let error = decodeError(message) { reader throws(DecodeError) in
      _ = try describe(SMB2NegotiateResponse(parsing: &reader).contexts())
    }
    #expect(error?.kind == .malformed)
    #expect(error?.offset == 138)
  }
}

/// The contexts in words.
func describe(_ contexts: consuming SMB2NegotiateContextReader) throws(DecodeError) -> [String] {
  var contexts = contexts
  var words: [String] = []
  while let context = try contexts.next() { words.append(name(context)) }
  return words
}

private func name(_ context: SMB2NegotiateContext) -> String {
  switch context {
  case .preauthIntegrityCapabilities(let list): "preauth " + words(list)
  case .encryptionCapabilities(let list): "ciphers " + words(list)
  case .compressionCapabilities(let list, let isChained):
    "compression " + words(list) + (isChained ? " chained" : "")
  case .netname(let octets): "netname " + String(utf16LittleEndian: octets)
  case .transportCapabilities(let accepts): "transport \(accepts)"
  case .rdmaTransformCapabilities(let list): "rdma " + words(list)
  case .signingCapabilities(let list): "signing " + words(list)
  case .posixExtensions(let octets): "posix \(octets.count)"
  case .unknown(let type, let octets): "unknown \(type.rawValue) \(octets.count)"
  }
}

private func words<Identifier: SMB2Identifier>(_ list: SMB2IdentifierList<Identifier>) -> String {
  list.values.map { "\($0)" }.joined(separator: " ")
}
