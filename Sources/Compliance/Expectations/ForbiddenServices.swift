internal import Observations

/// Services that an asset is not there for: remote access, mail, chat, file sharing.
public struct ForbiddenServices: Expectation {
  public static let key = "forbidden-services"

  /// Words of services; see `ServiceOnConnection`.
  public let services: [String]
  /// Names of such services where their content is encrypted.
  public let names: [NamePattern]
  /// Within a maintenance window of kind `service`, use is a warning.
  public let isServiceWindowHeeded: Bool
  private let fact: Fact

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard
      var parameters = Parameters(
        node, keys: ["services", "names", "service-windows"], into: &mistakes)
    else { return nil }
    let services = parameters.words("services", among: ServiceOnConnection.words)
    names = parameters.optionalNames("names")
    isServiceWindowHeeded = parameters.flag("service-windows") ?? false
    guard parameters.finish(into: &mistakes), let services else { return nil }
    self.services = services
    fact = isServiceWindowHeeded ? .remoteAccess : .unwantedService
  }

  public var nameLists: [[NamePattern]] { names.isEmpty ? [] : [names] }

  public var summary: LocalizedText {
    let list = services.joined(separator: ", ")
    return LocalizedText(
      en: "The asset neither uses nor offers: \(list).", zh: "该资产既不使用也不提供：\(list)。",
      ja: "資産は次のサービスを利用も提供もしません：\(list)。")
  }

  public func judge(_ subject: AssetConnection, into judgements: inout [Judgement]) {
    guard let (service, isByPortOnly) = service(subject) else { return }
    // SFTP to the storage that the site declares is one of the secure ways of moving data.
    if service == Service.ssh.rawValue, subject.direction == .outbound,
      subject.listing == .listed, subject.isTowardsStorage
    {
      return
    }
    // A tunnel or a list is not asked twice: what the connection carries decides alone.
    var judgement: Judgement
    switch subject.stage {
    case .refused: judgement = subject.judgement(fact, .info, .accessRefused)
    case .attempted: judgement = subject.judgement(fact, .warn, .accessAttempt)
    case .established, .succeeded:
      if isByPortOnly {
        judgement = subject.judgement(fact, .warn, .accessByPortOnly)
      } else if isServiceWindowHeeded, subject.isInServiceWindow {
        judgement = subject.judgement(fact, .warn, .accessInWindow)
      } else {
        judgement = subject.judgement(fact, .fail, .accessEstablished)
      }
    }
    judgement.service = service
    judgements.append(judgement)
  }

  private func service(_ subject: AssetConnection) -> (String, Bool)? {
    if let found = ServiceOnConnection(subject), services.contains(found.word) {
      return (found.word, found.isByPortOnly)
    }
    guard subject.direction == .outbound, !names.isEmpty, subject.names.match(names),
      let name = subject.names.best?.name
    else { return nil }
    return (name, false)
  }
}

extension AssetConnection {
  /// The peer is declared with the role of storage.
  var isTowardsStorage: Bool { peerRole == Role.storage.rawValue }
}
