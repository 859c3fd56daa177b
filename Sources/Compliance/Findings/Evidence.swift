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
    case prefixLength = "prefix_length"
    case vlan
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

  /// Makes room for so many fields at once.
  mutating func reserve(_ count: Int) { fields.reserveCapacity(count) }

  /// The value under a key; setting keeps the order of `Key.allCases`.
  public subscript(key: Key) -> Value? {
    get { fields.first { $0.key == key }?.value }
    set {
      let place = fields.firstIndex { $0.key.order >= key.order } ?? fields.count
      let isKnown = place < fields.count && fields[place].key == key
      guard let newValue else {
        if isKnown { fields.remove(at: place) }
        return
      }
      if isKnown {
        fields[place].value = newValue
      } else {
        fields.insert((key, newValue), at: place)
      }
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

extension Evidence.Key {
  /// Place among all keys.
  fileprivate var order: Int {
    switch self {
    case .tlsVersion: 0
    case .tlsClientMaxVersion: 1
    case .tlsCipher: 2
    case .smbDialect: 3
    case .smbClientMaxDialect: 4
    case .smbSigning: 5
    case .smbDataSigned: 6
    case .smbDataEncrypted: 7
    case .smbAccount: 8
    case .dnsQuestion: 9
    case .httpMethod: 10
    case .httpPath: 11
    case .httpStatus: 12
    case .httpIndicators: 13
    case .outcome: 14
    case .service: 15
    case .mac: 16
    case .octetsIn: 17
    case .octetsOut: 18
    case .prefixLength: 19
    case .vlan: 20
    case .limitedBy: 21
    }
  }
}
