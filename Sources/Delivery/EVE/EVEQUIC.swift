import Observations

/// The `quic` object of an event.
enum EVEQUIC {
  static func write(_ quic: QUICConnection, to writer: inout JSONWriter) {
    writer.object("quic") { writer in
      writer.member("version", quic.version.description)
      writer.member("sni", ifPresent: quic.handshake?.serverName)
    }
  }
}
