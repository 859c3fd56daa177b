import Foundation

/// tshark's reading of one capture of the matrix, as `make-labels.py` wrote it.
struct MatrixLabels: Decodable {
  var what: String
  var facts: Facts

  struct Facts: Decodable {
    var packets: UInt64
    var cutShort: Bool
    var tls: [TLS]?
    var quic: [QUIC]?
    var smb: [SMB]?
    var dns: [DNS]?
    var http: [HTTP]?
  }

  struct TLS: Decodable {
    var client: String
    var server: String
    var hellos: [Hello]
    var serverHello: ServerHello?
    var helloRetry: Bool
    var alerts: [Alert]

    struct Hello: Decodable {
      var best: String
      var supportedVersions: [String]
      var serverName: String?
      var alpn: [String]
      var fallbackScsv: Bool
    }

    struct ServerHello: Decodable {
      var version: String
      var cipher: String
      var alpn: String?
      var downgradeMarker: String?
    }

    struct Alert: Decodable {
      var from: String
      var level: Int
      var description: Int
    }
  }

  struct QUIC: Decodable {
    var client: String
    var server: String
    var version: String
    var negotiated: [String]
    var retry: Bool
  }

  struct SMB: Decodable {
    var client: String
    var server: String
    var negotiate: [Negotiate]
    var trees: [Tree]?
    var accounts: [Account]?
    var data: Messages
    var wrapped: Wrapped
    var smb1: SMB1?

    struct Negotiate: Decodable {
      var offered: [String]?
      var clientSecurityMode: Int?
      var clientCiphers: [UInt16]?
      var selected: String?
      var serverSecurityMode: Int?
      var serverCipher: [UInt16]?
      var serverName: String?
    }

    struct Tree: Decodable {
      var share: String
      var type: Int
      var encrypt: Bool
      var status: String
    }

    struct Account: Decodable {
      var name: String
      var ntResponseOctets: Int
    }

    struct Messages: Decodable {
      var requests: UInt64
      var requestsSigned: UInt64
      var responsesOk: UInt64
      var responsesOkSigned: UInt64
    }

    struct Wrapped: Decodable {
      var client: UInt64
      var server: UInt64
    }

    struct SMB1: Decodable {
      var selected: Int?
    }
  }

  struct DNS: Decodable {
    var over: String
    var response: Bool
    var name: String
    var type: UInt16
    var rcode: UInt16?
    var truncated: Bool?
    var a: [String]?
    var aaaa: [String]?
    var cname: [String]?
  }

  struct HTTP: Decodable {
    var from: String
    var method: String?
    var target: String?
    var host: String?
    var credentials: Bool?
    var status: UInt16?
  }

  static func load() throws -> [String: MatrixLabels] {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(
      [String: MatrixLabels].self, from: OwnCaptures.data("matrix/labels.json"))
  }
}
