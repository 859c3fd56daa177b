internal import Recordings
internal import Wire

/// SMB 1, 2 and 3, and the tokens of authentication inside.
enum SMBSubjects {
  static var all: [Subject] {
    let clear = RecordedTraffic("matrix/smb3.1.1-unsigned.pcap").sessionMessages
    let encrypted = RecordedTraffic("matrix/smb3.1.1-encrypted.pcap").sessionMessages
    let old = RecordedTraffic("matrix/smb1-only.pcap").sessionMessages
    let fallback = RecordedTraffic("matrix/smb2.1-multi-protocol.pcap").sessionMessages
    return [
      subject("smb/session-header", [[0, 0, 0, 64]], "NetBIOS", .netbios) {
        (reader) throws(DecodeError) in
        try NetBIOSSessionHeader(parsing: &reader).length
      },
      subject("smb2/header", clear, "synchronous", .smb2) { (reader) throws(DecodeError) in
        Int(try SMB2Header(parsing: &reader).command.rawValue)
      },
      subject("smb2/transform-header", encrypted, "of an encrypted message", .smb2) {
        (reader) throws(DecodeError) in
        Int(try SMB2TransformHeader(parsing: &reader).originalMessageSize)
      },
      subject("smb2/compound", clear, "one message of a compound", .smb2) {
        (reader) throws(DecodeError) in
        var messages = SMB2CompoundReader(reader)
        var count = 0
        while let message = try messages.next() {
          count &+= Int(message.header.command.rawValue) &+ 1
        }
        return count
      },
      subject("smb2/negotiate-request", of(clear, 0, isResponse: false), "with contexts", .smb2) {
        (reader) throws(DecodeError) in
        let request = try SMB2NegotiateRequest(parsing: &reader)
        var contexts = try request.contexts()
        var count = request.dialects.count
        while try contexts.next() != nil { count &+= 1 }
        return count
      },
      subject("smb2/negotiate-response", of(clear, 0, isResponse: true), "with contexts", .smb2) {
        (reader) throws(DecodeError) in
        let response = try SMB2NegotiateResponse(parsing: &reader)
        var contexts = try response.contexts()
        var count = Int(response.dialectRevision.rawValue)
        while try contexts.next() != nil { count &+= 1 }
        return count
      },
      subject("smb2/session-setup", of(clear, 1, isResponse: false), "request with token", .smb2) {
        (reader) throws(DecodeError) in
        let request = try SMB2SessionSetupRequest(parsing: &reader)
        var buffer = try request.securityBuffer()
        return try SecurityToken(parsing: &buffer).ntlmMessage() == nil ? 1 : 2
      },
      subject("smb2/tree-connect", of(clear, 3, isResponse: false), "request", .smb2) {
        (reader) throws(DecodeError) in
        try SMB2TreeConnectRequest(parsing: &reader).path().count
      },
      subject("smb2/create", of(clear, 5, isResponse: false), "request", .smb2) {
        (reader) throws(DecodeError) in
        try SMB2CreateRequest(parsing: &reader).name().count
      },
      subject("smb1/header", old, "header", .smb1) { (reader) throws(DecodeError) in
        Int(try SMB1Header(parsing: &reader).command.rawValue)
      },
      subject("smb1/negotiate-request", old + fallback, "request", .smb1) {
        (reader) throws(DecodeError) in
        let request = try SMB1NegotiateRequest(parsing: &reader)
        return request.dialectCount
      },
      subject("smb1/negotiate-response", Array(old.dropFirst()), "response", .smb1) {
        (reader) throws(DecodeError) in
        Int(try SMB1NegotiateResponse(parsing: &reader).dialectIndex ?? 0)
      },
      subject("smb1/session-setup", Array(old.dropFirst(2)), "request", .smb1) {
        (reader) throws(DecodeError) in
        _ = try SMB1SessionSetupAndXRequest(parsing: &reader)
        return 1
      },
    ]
  }

  private static func subject(
    _ name: String, _ candidates: [[UInt8]], _ message: String, _ layer: Layer,
    _ decode: @escaping Decoding
  ) -> Subject {
    .decoder(
      name, Subject.first(candidates, layer, decode), message, layer: layer, decode)
  }

  /// Messages of SMB2 of one command (MS-SMB2 2.2.1) and direction.
  private static func of(
    _ messages: [[UInt8]], _ command: UInt8, isResponse: Bool
  ) -> [[UInt8]] {
    messages.filter {
      $0.count > 64 && $0[0] == 0xFE && $0[12] == command && ($0[16] & 1 == 1) == isResponse
    }
  }
}
