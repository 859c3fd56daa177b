import Foundation

/// tshark's reading of one capture of the matrix, as `make-labels.py` wrote it.
struct MatrixLabels: Decodable {
  var what: String
  var facts: Facts

  struct Facts: Decodable {
    var packets: UInt64
    var cut_short: Bool
    var tls: [TLS]?
    var smb: [SMB]?
    var dns: [DNS]?
    var http: [HTTP]?
  }

  struct TLS: Decodable {
    var client: String
    var server: String
    var hellos: [Hello]
    var server_hello: ServerHello?
    var hello_retry: Bool
    var alerts: [Alert]

    struct Hello: Decodable {
      var best: String
      var supported_versions: [String]
      var server_name: String?
      var alpn: [String]
      var fallback_scsv: Bool
    }

    struct ServerHello: Decodable {
      var version: String
      var cipher: String
      var alpn: String?
      var downgrade_marker: String?
    }

    struct Alert: Decodable {
      var from: String
      var level: Int
      var description: Int
    }
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
      var client_security_mode: Int?
      var client_ciphers: [UInt16]?
      var selected: String?
      var server_security_mode: Int?
      var server_cipher: [UInt16]?
      var server_name: String?
    }

    struct Tree: Decodable {
      var share: String
      var type: Int
      var encrypt: Bool
      var status: String
    }

    struct Account: Decodable {
      var name: String
      var nt_response_octets: Int
    }

    struct Messages: Decodable {
      var requests: UInt64
      var requests_signed: UInt64
      var responses_ok: UInt64
      var responses_ok_signed: UInt64
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
    try JSONDecoder().decode(
      [String: MatrixLabels].self, from: OwnCaptures.data("matrix/labels.json"))
  }
}
