import Observations
import Wire

extension TLSHandshake {
  /// Versions that are kept of one offer; there are seven and a handful of drafts.
  private static let maximumVersions = 16
  /// Protocol names that are kept of one offer; browsers offer two or three.
  private static let maximumProtocols = 16

  mutating func note(_ hello: borrowing ClientHello, at context: borrowing ReadingContext) {
    helloFormat = .tls
    clientVersions = []
    hasSupportedVersions = false
    if let offered = hello.supportedVersions {
      hasSupportedVersions = true
      for index in offered.indices where clientVersions.count < Self.maximumVersions {
        let version = offered[index]
        if !version.isGREASE { clientVersions.append(TLSVersion(rawValue: version.rawValue)) }
      }
    } else if let best = hello.bestVersion {
      clientVersions = [TLSVersion(rawValue: best.rawValue)]
    } else {
      clientVersions = [TLSVersion(rawValue: hello.legacyVersion.rawValue)]
    }
    serverName = WireText.host(hello.serverName)
    clientALPN = []
    if let names = hello.applicationProtocols {
      var iterator = names.makeIterator()
      while let name = iterator.next(), clientALPN.count < Self.maximumProtocols {
        clientALPN.append(HTTPText.text(of: name, maximum: 255))
      }
    }
    hasECH = hello.hasEncryptedClientHello
    hasFallbackSCSV = hello.hasFallbackSCSV
    keyShareGroups = []
    if let shares = hello.keyShares {
      var iterator = shares.makeIterator()
      while let group = iterator.next(), keyShareGroups.count < Self.maximumVersions {
        if !group.isGREASE { keyShareGroups.append(group.rawValue) }
      }
    }
    if clientHello == nil {
      clientHello = context.moment
      clientHelloSegments = context.segments
    }
    if deciding == nil { deciding = context.moment }
  }

  mutating func note(_ hello: borrowing ServerHello, at context: borrowing ReadingContext) {
    let selected = TLSVersion(rawValue: hello.selectedVersion.rawValue)
    cipherSuite = hello.cipherSuite.rawValue
    deciding = context.moment
    if hello.isHelloRetryRequest {
      hasHelloRetryRequest = true
      return
    }
    version = selected
    serverHello = context.moment
    hasDowngradeMarker = hello.downgradeMarker != .none
    serverALPN = WireText.field(hello.applicationProtocol, maximum: 255)
    if clientHello == nil { helloMissing = true }
  }

  mutating func note(_ hello: borrowing SSL2ClientHello, at context: borrowing ReadingContext) {
    helloFormat = .ssl2
    clientVersions = [TLSVersion(rawValue: hello.version.rawValue)]
    hasFallbackSCSV = hello.hasFallbackSCSV
    clientHello = context.moment
    clientHelloSegments = context.segments
    deciding = context.moment
  }
}
