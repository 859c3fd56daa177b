internal import Observations

/// What the asset negotiates with a peer does not become weaker than it once was.
public struct PostureDrift: Expectation {
  public static let key = "posture-drift"

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard Parameters.word(node, ["forbidden"], into: &mistakes) != nil else { return nil }
  }

  public var summary: LocalizedText {
    LocalizedText(
      en: "What the asset offers and chooses stays as strong as when it was first seen.",
      zh: "资产所提供和选择的安全参数不弱于首次观察到的水平。",
      ja: "資産が提案し選ぶ設定は、最初に見られたときより弱くなりません。")
  }

  public func watch(_ setting: WatchSetting) -> (any Watch)? { PostureWatch() }
}

/// Properties of the asset's own side, each by peer, port and the name that was asked for, with the
/// value that was seen first: other programs on the same computer talk to others.
struct PostureWatch: Watch {
  private enum Property: UInt8 {
    case tlsOffer, tlsChoice, smbOffer, smbChoice, smbSigning, smbEncryption

    /// For the sentence that names it.
    var name: String {
      switch self {
      case .tlsOffer: "TLS offer"
      case .tlsChoice: "TLS choice"
      case .smbOffer: "SMB offer"
      case .smbChoice: "SMB choice"
      case .smbSigning: "SMB signing"
      case .smbEncryption: "SMB encryption"
      }
    }
  }

  private struct Key: Hashable {
    var peer: IPAddress
    var port: UInt16
    /// One address on the internet serves many names.
    var name: String?
    var isOutbound: Bool
    var property: Property
  }

  private struct Value {
    var rank: Int
    var text: String
    var since: Moment
  }

  private var baseline: [Key: Value] = [:]

  /// An instrument has dozens of peers; above this no new ones are learned.
  static let maximumProperties = 4_096

  mutating func note(_ subject: AssetConnection, into occurrences: inout [Occurrence]) {
    guard subject.connection.stage >= .established, !subject.connection.isOneSided else { return }
    let isOutbound = subject.direction == .outbound
    switch subject.connection.application {
    case .tls(let handshake):
      guard handshake.stage >= .established else { return }
      let offer = handshake.clientMaxVersion
      if isOutbound, let offer, let rank = offer.rank, let floor = TLSVersion.tls12.rank {
        // Programs of one computer offer 1.2 and 1.3 side by side, and both are met; what falls
        // below is a setting that was changed.
        hold(.tlsOffer, min(rank, floor), "\(offer)", subject, &occurrences)
      } else if !isOutbound, let version = handshake.version, let rank = version.rank,
        // A client that offers no more has set the limit itself.
        let best = offer?.rank, best > rank || best == rank && isStrongest(rank, subject)
      {
        hold(.tlsChoice, rank, "\(version)", subject, &occurrences)
      }
    case .smb(let smb): note(smb, subject, isOutbound, &occurrences)
    default: return
    }
  }

  /// The choice is at least what was chosen before, so that the client's limit hides nothing.
  private func isStrongest(_ rank: Int, _ subject: AssetConnection) -> Bool {
    let key = Key(
      peer: subject.peerAddress, port: subject.port, name: nil, isOutbound: false,
      property: .tlsChoice)
    return baseline[key].map { $0.rank <= rank } ?? true
  }

  private mutating func note(
    _ smb: SMBConnection, _ subject: AssetConnection, _ isOutbound: Bool,
    _ occurrences: inout [Occurrence]
  ) {
    if isOutbound {
      if let offer = smb.clientMaxDialect {
        hold(.smbOffer, Int(offer.rawValue), "\(offer)", subject, &occurrences)
      }
      if let signing = smb.clientSigning {
        hold(.smbSigning, signing.strength, signing.word, subject, &occurrences)
      }
    } else {
      if let dialect = smb.dialect, let best = smb.clientMaxDialect, best >= .smb311 {
        hold(.smbChoice, Int(dialect.rawValue), "\(dialect)", subject, &occurrences)
      }
      if let signing = smb.serverSigning {
        hold(.smbSigning, signing.strength, signing.word, subject, &occurrences)
      }
    }
    if smb.disk.succeeded > 0 || smb.isEncryptedBothWays {
      let isEncrypted = smb.disk.succeeded == 0
      hold(
        .smbEncryption, isEncrypted ? 1 : 0, isEncrypted ? "encrypted" : "clear", subject,
        &occurrences)
    }
  }

  var memory: [[String]] {
    baseline.map { key, value in
      [
        "\(key.property.rawValue)", "\(key.peer)", "\(key.port)", key.name ?? "",
        key.isOutbound.word, "\(value.rank)", value.text, value.since.time.word,
      ]
    }.sorted { $0.lexicographicallyPrecedes($1) }
  }

  mutating func remember(_ row: [String]) {
    var words = MemoryWords(row)
    guard let property = words.number(UInt8.self).flatMap(Property.init(rawValue:)),
      let peer = IPAddress(words.next()), let port: UInt16 = words.number()
    else { return }
    let name = words.text()
    let isOutbound = words.flag()
    guard let rank: Int = words.number(), let text = words.text(), let since = words.time(),
      baseline.count < Self.maximumProperties
    else { return }
    let key = Key(
      peer: peer, port: port, name: name, isOutbound: isOutbound, property: property)
    baseline[key] = Value(rank: rank, text: text, since: since.beforeRun)
  }

  private mutating func hold(
    _ property: Property, _ rank: Int, _ text: String, _ subject: AssetConnection,
    _ occurrences: inout [Occurrence]
  ) {
    let key = Key(
      peer: subject.peerAddress, port: subject.port, name: subject.names.settled,
      isOutbound: subject.direction == .outbound, property: property)
    guard let known = baseline[key] else {
      if baseline.count < Self.maximumProperties {
        baseline[key] = Value(rank: rank, text: text, since: subject.connection.first)
      }
      return
    }
    guard known.rank != rank else {
      occurrences.append(Occurrence(.pass, .postureSteady, of: subject))
      return
    }
    let isWeaker = rank < known.rank
    var occurrence = Occurrence(
      isWeaker ? .fail : .info, isWeaker ? .postureWeaker : .postureStronger, of: subject,
      discriminator: property.name)
    occurrence.values = [
      "property": property.name, "before": known.text, "now": text,
      "since": "\(known.since.time)",
    ]
    occurrences.append(occurrence)
    // What became stronger is the new measure.
    if !isWeaker {
      baseline[key] = Value(rank: rank, text: text, since: subject.connection.first)
    }
  }
}

extension SMBSigning {
  fileprivate var strength: Int { required ? 2 : enabled ? 1 : 0 }
  fileprivate var word: String { required ? "required" : enabled ? "enabled" : "none" }
}
