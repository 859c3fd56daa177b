internal import Observations

/// A documented destination: these names on these ports, perhaps in one region only.
public struct Destination: Expectation {
  public static let key = "destination"

  public let names: [NamePattern]
  public let ports: [ClosedRange<UInt16>]
  public let region: Site.Region?
  /// Ports that the product uses by default although its document does not allow them.
  public let alternativePorts: [ClosedRange<UInt16>]

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard
      var parameters = Parameters(
        node, keys: ["names", "ports", "region", "alternative-ports"], into: &mistakes)
    else { return nil }
    let names = parameters.names("names")
    let ports = parameters.ports("ports")
    region = parameters.region("region")
    alternativePorts = parameters.optionalPorts("alternative-ports")
    guard parameters.finish(into: &mistakes), let names, let ports else { return nil }
    self.names = names
    self.ports = ports
  }

  public var destinations: [NamePattern] { names }
  public var nameLists: [[NamePattern]] { [names] }

  public var summary: LocalizedText {
    let list = names.map(\.description).joined(separator: ", ")
    let allowed = ports.portList
    return LocalizedText(
      en: "Connections to \(list) use port \(allowed) only.",
      zh: "到 \(list) 的连接只使用端口 \(allowed)。",
      ja: "\(list) への接続はポート \(allowed) だけを使います。")
  }

  public func applies(to asset: Asset) -> Bool {
    region == nil || asset.region == nil || asset.region == region
  }

  public func judge(_ subject: AssetConnection, into judgements: inout [Judgement]) {
    guard subject.direction == .outbound, subject.names.match(names) else { return }
    var judgement: Judgement
    if ports.contains(port: subject.port) {
      judgement = judgeDocumentedPort(subject)
    } else if alternativePorts.contains(port: subject.port) {
      judgement =
        subject.stage == .refused
        ? subject.judgement(.destination, .info, .destinationAlternativeRefused)
        : subject.judgement(.destination, .warn, .destinationAlternativePort)
    } else {
      judgement =
        subject.stage >= .established
        ? subject.judgement(.destination, .fail, .destinationWrongPort)
        : subject.judgement(.destination, .warn, .destinationWrongPortAttempt)
    }
    judgement.isAboutPeerName = true
    judgements.append(judgement)
  }

  /// A name that only DNS tells is indirect evidence where the connection could have stated it;
  /// a protocol without a name of its own has no other.
  private func judgeDocumentedPort(_ subject: AssetConnection) -> Judgement {
    guard subject.stage >= .established else {
      return subject.judgement(.destination, .info, .destinationNotEstablished)
    }
    guard let settled = subject.names.settled else {
      if case .other(.teamviewer) = subject.connection.application {
        return subject.judgement(.destination, .pass, .destinationMet)
      }
      return subject.judgement(.destination, .warn, .nameByDNSOnly)
    }
    guard subject.names.isBacked(settled) else {
      return subject.judgement(.destination, .warn, .nameNotBacked)
    }
    return subject.judgement(.destination, .pass, .destinationMet)
  }
}

extension [ClosedRange<UInt16>] {
  /// True when the port lies in one of the ranges.
  func contains(port: UInt16) -> Bool { contains { $0.contains(port) } }

  /// The ranges as text for people.
  var portList: String {
    map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
      .joined(separator: ", ")
  }
}
