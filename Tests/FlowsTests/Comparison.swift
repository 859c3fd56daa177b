import Observations

extension Connection {
  var tls: TLSHandshake? { if case .tls(let handshake) = application { handshake } else { nil } }
  var smb: SMBConnection? { if case .smb(let smb) = application { smb } else { nil } }
  var http: HTTPConversation? { if case .http(let http) = application { http } else { nil } }
  var service: Service? { application.service }
}
