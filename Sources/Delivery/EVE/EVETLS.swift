import Observations

/// The `tls` object of an event.
enum EVETLS {
  /// What EVE calls a version that no ServerHello has told.
  private static let undetermined = "UNDETERMINED"

  static func write(
    _ handshake: TLSHandshake, of connection: Connection, to writer: inout JSONWriter
  ) {
    writer.object("tls") { writer in
      writer.member("sni", ifPresent: handshake.serverName)
      writer.member("version", handshake.version.map(EVEText.version) ?? undetermined)
      writer.member("from_proto", ifPresent: connection.upgradedFrom.map(EVEFlow.serviceName))
      if let isResumed = handshake.isResumed { writer.member("session_resumed", isResumed) }
      if !handshake.clientALPN.isEmpty { writer.member("client_alpns", handshake.clientALPN) }
      if let name = handshake.serverALPN { writer.member("server_alpns", [name]) }
    }
    writeSight(handshake, of: connection, to: &writer)
  }

  /// What EVE has no place for, the same for TLS and QUIC.
  static func writeSight(
    _ handshake: TLSHandshake, of connection: Connection, to writer: inout JSONWriter
  ) {
    writer.object("labtap") { writer in
      if let version = handshake.clientMaxVersion {
        writer.member("client_max_version", EVEText.offered(version))
        writer.member("client_versions", handshake.clientVersions.map(EVEText.offered))
        writer.member("hello_format", handshake.helloFormat.rawValue)
      }
      if let suite = handshake.cipherSuite {
        writer.member("cipher_suite", EVEText.hexadecimal(suite))
      }
      writer.member("stage", handshake.stage.description)
      EVEFlow.writeSight(connection, to: &writer)
    }
  }
}
