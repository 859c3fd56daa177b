internal import Observations

/// Properties of an asset's own side, each by peer, port and the name that was asked for, with the
/// value that was seen first: other programs on the same computer talk to others.
struct PostureLog: Sendable {
  private enum Property: UInt8 {
    case tlsOffer, tlsChoice, smbOffer, smbChoice, smbSigning, smbEncryption

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
    var name: FindingKey.Discriminator?
    var isOutbound: Bool
    var property: Property

    func hash(into hasher: inout Hasher) {
      hasher.combine(UInt64(truncatingIfNeeded: peer.bits))
      hasher.combine(UInt64(truncatingIfNeeded: peer.bits >> 64))
      hasher.combine(UInt64(port) << 16 | UInt64(property.rawValue) << 1 | (isOutbound ? 1 : 0))
      hasher.combine(name)
    }
  }

  private struct Value {
    var rank: Int
    var text: String
    var since: Moment
  }

  /// A connection that is being looked at.
  private struct Subject {
    let connection: Connection
    let peer: IPAddress
    let isOutbound: Bool
    let name: FindingKey.Discriminator?

    func key(_ property: Property) -> Key {
      Key(
        peer: peer, port: connection.responder.port, name: name, isOutbound: isOutbound,
        property: property)
    }
  }

  private var baseline: [Key: Value] = [:]

  /// An instrument has dozens of peers; above this no new ones are learned.
  static let maximumProperties = 4_096

  /// Only such connections have anything to compare.
  static func concerns(_ connection: Connection) -> Bool {
    guard connection.stage >= .established, !connection.isOneSided else { return false }
    switch connection.application {
    case .tls(let handshake): return handshake.stage >= .established
    case .smb: return true
    default: return false
    }
  }

  /// Compares a connection that `concerns` is true of with earlier ones.
  ///
  /// - Parameter name: what settles whom the connection is with.
  mutating func note(
    _ connection: Connection, _ direction: Finding.Direction, name: FindingKey.Discriminator?
  ) -> [PostureChange] {
    let subject = Subject(
      connection: connection, peer: connection.address(of: direction, isAsset: false),
      isOutbound: direction == .outbound, name: name)
    var changes: [PostureChange] = []
    switch connection.application {
    case .tls(let handshake): note(handshake, subject, &changes)
    case .smb(let smb): note(smb, subject, &changes)
    default: break
    }
    return changes
  }

  private mutating func note(
    _ handshake: TLSHandshake, _ subject: Subject, _ changes: inout [PostureChange]
  ) {
    let offer = handshake.clientMaxVersion
    if subject.isOutbound {
      guard let offer, let rank = offer.rank, let floor = TLSVersion.tls12.rank else { return }
      // Programs of one computer offer 1.2 and 1.3 side by side, and both are met; what falls
      // below is a setting that was changed.
      hold(.tlsOffer, min(rank, floor), "\(offer)", subject, &changes)
    } else if let version = handshake.version, let rank = version.rank,
      // A client that offers no more has set the limit itself.
      let best = offer?.rank, best > rank || best == rank && isStrongest(rank, subject)
    {
      hold(.tlsChoice, rank, "\(version)", subject, &changes)
    }
  }

  /// The choice is at least what was chosen before, so that the client's limit hides nothing.
  private func isStrongest(_ rank: Int, _ subject: Subject) -> Bool {
    var key = subject.key(.tlsChoice)
    key.name = nil
    return baseline[key].map { $0.rank <= rank } ?? true
  }

  private mutating func note(
    _ smb: SMBConnection, _ subject: Subject, _ changes: inout [PostureChange]
  ) {
    if subject.isOutbound {
      if let offer = smb.clientMaxDialect {
        hold(.smbOffer, Int(offer.rawValue), "\(offer)", subject, &changes)
      }
      if let signing = smb.clientSigning {
        hold(.smbSigning, signing.strength, signing.word, subject, &changes)
      }
    } else {
      if let dialect = smb.dialect, let best = smb.clientMaxDialect, best >= .smb311 {
        hold(.smbChoice, Int(dialect.rawValue), "\(dialect)", subject, &changes)
      }
      if let signing = smb.serverSigning {
        hold(.smbSigning, signing.strength, signing.word, subject, &changes)
      }
    }
    if smb.disk.succeeded > 0 || smb.isEncryptedBothWays {
      let isEncrypted = smb.disk.succeeded == 0
      hold(
        .smbEncryption, isEncrypted ? 1 : 0, isEncrypted ? "encrypted" : "clear", subject,
        &changes)
    }
  }

  /// As `JudgeMemory.Part.postures` says, without the asset's id.
  var rows: [JudgeMemory.Row] {
    baseline.map { key, value in
      [
        "\(key.property.rawValue)", "\(key.peer)", "\(key.port)", key.name?.text ?? "",
        key.isOutbound.word, "\(value.rank)", value.text, value.since.time.word,
      ]
    }.sorted { $0.lexicographicallyPrecedes($1) }
  }

  /// Takes what an earlier run knew.
  mutating func remember(_ words: inout MemoryWords) {
    guard let property = words.number(UInt8.self).flatMap(Property.init(rawValue:)),
      let peer = IPAddress(words.next()), let port: UInt16 = words.number()
    else { return }
    let name = words.text()
    let isOutbound = words.flag()
    guard let rank: Int = words.number(), let text = words.text(), let since = words.time(),
      baseline.count < Self.maximumProperties
    else { return }
    let key = Key(
      peer: peer, port: port, name: name.map { .init($0) }, isOutbound: isOutbound,
      property: property)
    baseline[key] = Value(rank: rank, text: text, since: since.beforeRun)
  }

  /// - Parameter text: asked for only where the value is new.
  private mutating func hold(
    _ property: Property, _ rank: Int, _ text: @autoclosure () -> String, _ subject: Subject,
    _ changes: inout [PostureChange]
  ) {
    let key = subject.key(property)
    guard let known = baseline[key] else {
      if baseline.count < Self.maximumProperties {
        baseline[key] = Value(rank: rank, text: text(), since: subject.connection.first)
      }
      return
    }
    guard known.rank != rank else {
      // A connection is steady once, whatever it has in common with earlier ones.
      guard !changes.contains(where: { $0.kind == .steady }) else { return }
      changes.append(
        PostureChange(
          kind: .steady, property: property.name, before: known.text, now: known.text,
          since: known.since))
      return
    }
    let now = text()
    let isWeaker = rank < known.rank
    changes.append(
      PostureChange(
        kind: isWeaker ? .weaker : .stronger, property: property.name, before: known.text,
        now: now, since: known.since))
    // What became stronger is the new measure.
    if !isWeaker { baseline[key] = Value(rank: rank, text: now, since: subject.connection.first) }
  }
}

extension SMBSigning {
  fileprivate var strength: Int { required ? 2 : enabled ? 1 : 0 }
  fileprivate var word: String { required ? "required" : enabled ? "enabled" : "none" }
}
