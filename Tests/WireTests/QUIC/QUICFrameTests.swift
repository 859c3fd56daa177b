import TestKit
import Testing
import Wire

/// Expected values: RFC 9001 appendix A and the frame layouts of RFC 9000 section 19.
@Suite("QUIC frames")
struct QUICFrameTests {
  struct Summary: Equatable {
    var kind: QUICFrame.Kind
    var offset: UInt64 = 0
    var errorCode: UInt64 = 0
    var count = 0
  }

  static func frames(of payload: [UInt8]) throws(DecodeError) -> [Summary] {
    var reader = OctetReader(payload.span, layer: .quic, boundary: .length)
    var summaries: [Summary] = []
    while !reader.isAtEnd {
      let frame = try QUICFrame(parsing: &reader)
      summaries.append(
        Summary(
          kind: frame.kind, offset: frame.offset, errorCode: frame.errorCode,
          count: frame.data.count))
    }
    return summaries
  }

  @Test("walks the frames of the sample packets")
  func samples() throws {
    #expect(
      try Self.frames(of: QUICSamples.clientFrames + [0, 0, 0])
        == [Summary(kind: .crypto, count: 241), Summary(kind: .padding)])
    #expect(
      try Self.frames(of: QUICSamples.serverFrames)
        == [Summary(kind: .acknowledgement), Summary(kind: .crypto, count: 90)])
  }

  @Test("the CRYPTO frames of the sample packets hold the hellos")
  func hellos() throws {
    let client = QUICSamples.clientFrames
    var reader = OctetReader(client.span, layer: .quic, boundary: .length)
    let frame = try QUICFrame(parsing: &reader)
    var message = OctetReader(frame.data, layer: .tls, boundary: .length)
    let clientType = try TLSHandshakeHeader(parsing: &message).type
    #expect(clientType == .clientHello)
    let hello = try ClientHello(parsing: &message)
    let name: String? = asciiText(hello.serverName)
    #expect(name == "example.com")
    let server = QUICSamples.serverFrames
    var answer = OctetReader(server.span, layer: .quic, boundary: .length)
    _ = try QUICFrame(parsing: &answer)
    let data = try QUICFrame(parsing: &answer).data
    var body = OctetReader(data, layer: .tls, boundary: .length)
    let serverType = try TLSHandshakeHeader(parsing: &body).type
    #expect(serverType == .serverHello)
    let version = try ServerHello(parsing: &body).selectedVersion
    #expect(version == .tls13)
  }

  @Test("reads acknowledgements with ranges and counts, pings and closes")
  func others() throws {
    let payload = hex(
      """
      01 02 05 00 01 01 00 02
      03 05 00 00 01 01 02 03
      1c 4128 06 02 6e6f
      1d 05 00
      06 4400 02 aabb
      """)
    #expect(
      try Self.frames(of: payload) == [
        Summary(kind: .ping), Summary(kind: .acknowledgement), Summary(kind: .acknowledgement),
        Summary(kind: .connectionClose, errorCode: 0x128, count: 2),
        Summary(kind: .connectionClose, errorCode: 5),
        Summary(kind: .crypto, offset: 1024, count: 2),
      ])
  }

  @Test("fails as truncated on every prefix of a frame")
  func prefixes() {
    for frame in [
      hex("02 05 00 01 01 00 02"), hex("03 05 00 00 01 01 02 03"), hex("1c 4128 06 02 6e6f"),
      hex("1d 05 01 00"), hex("06 4400 02 aabb"),
    ] {
      let failures = prefixFailures(of: frame, layer: .quic) { reader throws(DecodeError) in
        _ = try QUICFrame(parsing: &reader)
      }
      // A count of ranges is checked against the octets that are left.
      #expect(failures.allSatisfy { $0.outcome.contains("ranges") }, "\(failures)")
    }
  }

  @Test("refuses frames that an Initial must not carry, and impossible counts")
  func refused() {
    for text in ["08 00", "1e", "04 00 00 00", "02 05 00 ffffffffffffffff 00", "06 00 05 aabb"] {
      #expect(
        decodeFailure { () throws(DecodeError) in _ = try Self.frames(of: hex(text)) }
          == .malformed, "\(text)")
    }
  }
}
