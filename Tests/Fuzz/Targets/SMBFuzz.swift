import Wire

/// Session service, SMB1, SMB 2 and 3, and the tokens of GSS-API and NTLM.
enum SMBFuzz {
  static func run(_ octets: Span<UInt8>) {
    use(NetBIOSSessionHeader.recognise(octets))
    decode(octets, .netbios) { (reader) throws(DecodeError) in
      use(try NetBIOSSessionHeader(parsing: &reader))
      try readCompound(reader)
    }
    decode(octets, .smb2) { (reader) throws(DecodeError) in try readCompound(reader) }
    readTransforms(octets)
    readSMB1(octets)
    decode(octets, .smb2) { (reader) throws(DecodeError) in try readToken(&reader) }
  }

  private static func readCompound(_ reader: OctetReader) throws(DecodeError) {
    var messages = SMB2CompoundReader(reader)
    var count = 0
    while let message = try messages.next() {
      count += 1
      promise(count <= SMB2CompoundReader.maximumMessages)
      use(message.header.description)
      read(message)
    }
  }

  /// Whatever the command says, every body is tried: a peer may send any.
  private static func read(_ message: borrowing SMB2Message) {
    let start = message.reader
    attempt(start) { (reader) throws(DecodeError) in
      var contexts = try SMB2NegotiateRequest(parsing: &reader).contexts()
      while try contexts.next() != nil {}
    }
    attempt(start) { (reader) throws(DecodeError) in
      let response = try SMB2NegotiateResponse(parsing: &reader)
      var contexts = try response.contexts()
      while try contexts.next() != nil {}
      var buffer = try response.securityBuffer()
      try readToken(&buffer)
    }
    attempt(start) { (reader) throws(DecodeError) in
      var buffer = try SMB2SessionSetupRequest(parsing: &reader).securityBuffer()
      try readToken(&buffer)
    }
    attempt(start) { (reader) throws(DecodeError) in
      var buffer = try SMB2SessionSetupResponse(parsing: &reader).securityBuffer()
      try readToken(&buffer)
    }
    attempt(start) { (reader) throws(DecodeError) in
      use(try SMB2TreeConnectRequest(parsing: &reader).path().count)
    }
    attempt(start) { (reader) throws(DecodeError) in
      use(try SMB2TreeConnectResponse(parsing: &reader))
    }
    attempt(start) { (reader) throws(DecodeError) in
      use(try SMB2CreateRequest(parsing: &reader).name().count)
    }
    attempt(start) { (reader) throws(DecodeError) in
      let request = try SMB2IOCTLRequest(parsing: &reader)
      use(try request.validateNegotiateInfo()?.capabilities)
    }
    attempt(start) { (reader) throws(DecodeError) in
      use(try SMB2IOCTLResponse(parsing: &reader).validateNegotiateInfo())
    }
  }

  private static func attempt(
    _ start: OctetReader, _ body: (inout OctetReader) throws(DecodeError) -> Void
  ) {
    var reader = start
    do throws(DecodeError) { try body(&reader) } catch { use(error.description) }
  }

  private static func readTransforms(_ octets: Span<UInt8>) {
    decode(octets, .smb2) { (reader) throws(DecodeError) in
      use(try SMB2TransformHeader(parsing: &reader))
    }
    decode(octets, .smb2) { (reader) throws(DecodeError) in
      use(try SMB2CompressionTransformHeader(parsing: &reader))
    }
  }

  private static func readSMB1(_ octets: Span<UInt8>) {
    decode(octets, .smb1) { (reader) throws(DecodeError) in use(try SMB1Header(parsing: &reader)) }
    decode(octets, .smb1) { (reader) throws(DecodeError) in
      let request = try SMB1NegotiateRequest(parsing: &reader)
      var dialects = request.dialects
      while try dialects.next() != nil {}
      use(try request.dialect(at: 3)?.count)
    }
    decode(octets, .smb1) { (reader) throws(DecodeError) in
      use(try SMB1NegotiateResponse(parsing: &reader).dialectIndex)
    }
    decode(octets, .smb1) { (reader) throws(DecodeError) in
      var blob = try SMB1SessionSetupAndXRequest(parsing: &reader).securityBlob
      try readToken(&blob)
    }
    decode(octets, .smb1) { (reader) throws(DecodeError) in
      var blob = try SMB1SessionSetupAndXResponse(parsing: &reader).securityBlob
      try readToken(&blob)
    }
  }

  private static func readToken(_ reader: inout OctetReader) throws(DecodeError) {
    let token = try SecurityToken(parsing: &reader)
    use(token.mechanism)
    guard let message = try token.ntlmMessage() else { return }
    use(message.userName.count + message.domainName.count)
  }
}
