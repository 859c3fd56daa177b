import TestKit
import Testing
import Wire

@Suite("Damaged SMB messages")
struct SMBDamagedMessageTests {
  /// One real message of each kind.
  static let messages: [[UInt8]] = [
    SambaMessages.negotiateRequest311, SambaMessages.negotiateResponse311,
    SambaMessages.sessionSetupRequestAuthenticate, SambaMessages.sessionSetupResponseChallenge,
    SambaMessages.treeConnectRequest, SambaMessages.treeConnectResponseSealed,
    SambaMessages.createRequest, SambaMessages.validateNegotiateRequest,
    SambaMessages.validateNegotiateResponse, SambaMessages.compoundRequest,
    SambaMessages.encrypted, SambaMessages.multiProtocolRequest,
    SambaMessages.smb1NegotiateResponse, SambaMessages.smb1SessionSetupRequest,
    SambaMessages.smb1SessionSetupResponse,
  ]

  /// A trap would end the test run; an error must lie within the octets it was given.
  @Test("no change of octets makes a decoder trap or point outside", arguments: messages.indices)
  func damage(index: Int) {
    let original = withoutSessionHeader(Self.messages[index])
    var state = UInt64(index) &+ 0x9E37_79B9_7F4A_7C15
    func random(below bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
    var errors = 0
    for _ in 0..<300 {
      var message = original
      for _ in 0...random(below: 4) {
        let extreme: [UInt8] = [0x00, 0x01, 0x7F, 0x80, 0xFF, UInt8(random(below: 256))]
        message[random(below: message.count)] = extreme[random(below: extreme.count)]
      }
      let boundary: OctetReader.Boundary = random(below: 2) == 0 ? .capture : .length
      for decoder in 0..<Self.decoderCount {
        let error = decodeError(message, boundary: boundary) { reader throws(DecodeError) in
          try Self.decode(decoder, &reader)
        }
        guard let error else { continue }
        errors += 1
        #expect((0...message.count).contains(error.offset))
      }
    }
    #expect(errors > 0)
  }

  static let decoderCount = 16

  private static func decode(
    _ decoder: Int, _ reader: inout OctetReader
  ) throws(DecodeError) {
    switch decoder {
    case 0: _ = try describe(SMB2NegotiateRequest(parsing: &reader).contexts())
    case 1: _ = try describe(SMB2NegotiateResponse(parsing: &reader).contexts())
    case 2: try readToken(SMB2NegotiateResponse(parsing: &reader).securityBuffer())
    case 3: try readToken(SMB2SessionSetupRequest(parsing: &reader).securityBuffer())
    case 4: try readToken(SMB2SessionSetupResponse(parsing: &reader).securityBuffer())
    case 5: _ = try SMB2TreeConnectRequest(parsing: &reader).path()
    case 6: _ = try SMB2TreeConnectResponse(parsing: &reader)
    case 7: _ = try SMB2CreateRequest(parsing: &reader).name()
    case 8: _ = try SMB2IOCTLRequest(parsing: &reader).validateNegotiateInfo()
    case 9: _ = try SMB2IOCTLResponse(parsing: &reader).validateNegotiateInfo()
    case 10:
      var compound = SMB2CompoundReader(reader)
      while let part = try compound.next() { _ = part.header.description }
    case 11: _ = try SMB2TransformHeader(parsing: &reader)
    case 12: _ = try SMB1NegotiateRequest(parsing: &reader)
    case 13: _ = try SMB1NegotiateResponse(parsing: &reader)
    case 14: try readToken(SMB1SessionSetupAndXRequest(parsing: &reader).securityBlob)
    default: try readToken(SMB1SessionSetupAndXResponse(parsing: &reader).securityBlob)
    }
  }

  private static func readToken(_ buffer: OctetReader) throws(DecodeError) {
    var buffer = buffer
    _ = try SecurityToken(parsing: &buffer).ntlmMessage()
  }
}
