/// What a verdict rests on: header fields under the documented keys, in a fixed order.
///
/// Never payload, patient data or credentials.
public struct Evidence: Hashable, Sendable {
  /// The documented keys; a finding never needs another.
  public enum Key: String, Hashable, Sendable, CaseIterable {
    case tlsVersion = "tls.version"
    case tlsClientMaxVersion = "tls.client_max_version"
    case tlsCipher = "tls.cipher"
    case smbDialect = "smb.dialect"
    case smbClientMaxDialect = "smb.client_max_dialect"
    case smbSigning = "smb.signing"
    case smbDataSigned = "smb.data_signed"
    case smbDataEncrypted = "smb.data_encrypted"
    case smbAccount = "smb.account"
    case dnsQuestion = "dns.question"
    case httpMethod = "http.method"
    case httpPath = "http.path"
    case httpStatus = "http.status"
    case httpIndicators = "http.indicators"
    case outcome
    case service
    case mac
    case octetsIn = "bytes_in"
    case octetsOut = "bytes_out"
    case limitedBy = "limited_by"
  }

  public enum Value: Hashable, Sendable {
    case text(String)
    case number(UInt64)
    case flag(Bool)
    case texts([String])
  }

  /// Keys in the order in which `Key` lists them.
  public private(set) var fields: [(key: Key, value: Value)] = []

  public init() {}

  /// The value under a key; setting keeps the order of `Key.allCases`.
  public subscript(key: Key) -> Value? {
    get { fields.first { $0.key == key }?.value }
    set {
      fields.removeAll { $0.key == key }
      guard let newValue else { return }
      let order = Key.allCases
      let place = order.firstIndex(of: key) ?? order.count
      let index =
        fields.firstIndex { (order.firstIndex(of: $0.key) ?? order.count) > place } ?? fields.count
      fields.insert((key, newValue), at: index)
    }
  }

  public static func == (left: Self, right: Self) -> Bool {
    left.fields.elementsEqual(right.fields) { $0.key == $1.key && $0.value == $1.value }
  }

  public func hash(into hasher: inout Hasher) {
    for field in fields {
      hasher.combine(field.key)
      hasher.combine(field.value)
    }
  }
}
