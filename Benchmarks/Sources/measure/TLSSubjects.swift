internal import Recordings
internal import TestKit
internal import Wire

/// TLS, DTLS and SSL 2.
enum TLSSubjects {
  static var all: [Subject] {
    let modern = RecordedTraffic("matrix/tls1.3-sni-alpn.pcap")
    let old = RecordedTraffic("matrix/tls1.0-openssl.pcap")
    let split = RecordedTraffic("matrix/tls1.3-hello-two-segments.pcap")
    let refused = RecordedTraffic("matrix/tls-protocol-version-refused.pcap")
    let datagrams = RecordedTraffic("matrix/dtls1.2.pcap").datagrams.map(\.octets)
    let alerts = refused.records.filter { $0[0] == 21 }.map { Array($0.dropFirst(5)) }
    return [
      .decoder("tls/record", Array(modern.records.first ?? []), "header", layer: .tls) {
        (reader) throws(DecodeError) in
        Int(try TLSRecordHeader(parsing: &reader).length)
      },
      .decoder(
        "tls/handshake-header", Array((modern.records.first ?? []).dropFirst(5)), "header",
        layer: .tls
      ) { (reader) throws(DecodeError) in
        Int(try TLSHandshakeHeader(parsing: &reader).length)
      },
      clientHello("tls/client-hello", modern, "OpenSSL 3, TLS 1.3, SNI and ALPN"),
      clientHello("tls/client-hello-old", old, "OpenSSL, TLS 1.0"),
      clientHello("tls/client-hello-long", split, "of two segments"),
      serverHello("tls/server-hello", modern, "TLS 1.3"),
      serverHello("tls/server-hello-old", old, "TLS 1.0"),
      .decoder("tls/alert", alerts.first ?? [2, 70], "protocol_version", layer: .tls) {
        (reader) throws(DecodeError) in
        Int(try Alert(parsing: &reader).reason.rawValue)
      },
      .decoder(
        "dtls/record", Subject.first(datagrams, .dtls, record), "header", layer: .dtls,
        record),
      .decoder(
        "dtls/handshake-header",
        Subject.first(datagrams.map { Array($0.dropFirst(13)) }, .dtls, handshake),
        "header", layer: .dtls, handshake),
      .decoder(
        "ssl2/client-hello",
        hex("801c 01 0002 0003 0000 0010 010080 000102030405060708090a0b0c0d0e0f"),
        "one suite", layer: .tls
      ) { (reader) throws(DecodeError) in
        let hello = try SSL2ClientHello(parsing: &reader)
        return Int(hello.version.rawValue)
      },
    ]
  }

  private static func record(_ reader: inout OctetReader) throws(DecodeError) -> Int {
    Int(try DTLSRecordHeader(parsing: &reader).length)
  }

  private static func handshake(_ reader: inout OctetReader) throws(DecodeError) -> Int {
    Int(try DTLSHandshakeHeader(parsing: &reader).fragmentLength)
  }

  private static func hello(_ traffic: RecordedTraffic, _ type: UInt8) -> [UInt8] {
    traffic.hellos.first { $0.type == type }?.body ?? []
  }

  private static func clientHello(
    _ name: String, _ traffic: RecordedTraffic, _ message: String
  ) -> Subject {
    .decoder(name, hello(traffic, 1), message, layer: .tls, boundary: .length) {
      (reader) throws(DecodeError) in
      let hello = try ClientHello(parsing: &reader)
      return hello.cipherSuites.count &+ (hello.serverName?.count ?? 0)
    }
  }

  private static func serverHello(
    _ name: String, _ traffic: RecordedTraffic, _ message: String
  ) -> Subject {
    .decoder(name, hello(traffic, 2), message, layer: .tls, boundary: .length) {
      (reader) throws(DecodeError) in
      Int(try ServerHello(parsing: &reader).selectedVersion.rawValue)
    }
  }
}
