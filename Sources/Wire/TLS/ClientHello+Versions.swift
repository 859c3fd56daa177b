extension ClientHello {
  /// The best version that the client offers, nil when it lists only unknown ones.
  ///
  /// With a list of versions the list alone counts and its order does not; GREASE is passed over.
  /// Without it the version field is the maximum, and a number above TLS 1.2 stands for TLS 1.2
  /// (RFC 8446 section 4.2.1).
  public var bestVersion: ProtocolVersion? {
    if let supportedVersions {
      var best: (version: ProtocolVersion, level: ProtocolVersion.Level)?
      for index in supportedVersions.indices {
        let version = supportedVersions[index]
        guard let level = version.level else { continue }
        if best.map({ level > $0.level }) ?? true { best = (version, level) }
      }
      return best?.version
    }
    if legacyVersion.major == 3, legacyVersion.minor > 3 { return .tls12 }
    if legacyVersion.major == 0xFE, legacyVersion.minor < 0xFD { return .dtls12 }
    return legacyVersion.level == nil ? nil : legacyVersion
  }

  /// Whether the client would also take a version below TLS 1.2, nil when it does not say.
  ///
  /// Only a list of versions tells; without one the version field is a maximum, so a maximum below
  /// TLS 1.2 is certain and any other leaves the minimum open.
  public var offersVersionBelowTLS12: Bool? {
    if let supportedVersions {
      return supportedVersions.contains { version in
        version.level.map { $0 < .tls12 } ?? false
      }
    }
    guard let level = bestVersion?.level else { return nil }
    return level < .tls12 ? true : nil
  }

  /// Whether the client offers a version.
  ///
  /// Without a list of versions only the maximum counts as offered.
  public func offers(_ version: ProtocolVersion) -> Bool {
    supportedVersions?.contains(version) ?? (bestVersion == version)
  }

  public var hasDuplicateExtension: Bool { extensions.hasDuplicate }
}
