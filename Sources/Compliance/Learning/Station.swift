internal import Observations

/// An address inside the organisation, and what was seen of the host behind it.
struct Station: Sendable {
  var macs: Set<MACAddress> = []
  /// It said itself on the link that the address is its own.
  var isClaimed = false
  /// DNS answers to it were seen.
  var hasAnswer = false
  /// Names that it asked for.
  private(set) var questions: Set<String> = []
  /// Names that DNS gave it.
  var names: Set<String> = []
  /// Names that it gives itself on the link.
  private(set) var ownNames: Set<String> = []
  /// Ports that answered.
  private(set) var services: Set<UInt16> = []
  /// What was spoken there.
  private(set) var spoken: Set<Service> = []

  /// Names that one host asks for; an instrument asks for dozens.
  static let maximumQuestions = 1_024
  /// Names of one host.
  static let maximumNames = 8
  /// Ports that one host serves.
  static let maximumServices = 64

  /// False when there was no room.
  mutating func note(question name: String) -> Bool {
    guard questions.count < Self.maximumQuestions || questions.contains(name) else { return false }
    questions.insert(name)
    return true
  }

  mutating func note(ownName name: String) {
    if ownNames.count < Self.maximumNames { ownNames.insert(name) }
  }

  /// Notes a port that took a connection.
  mutating func note(service connection: Connection) {
    guard connection.stage >= .established || connection.fromResponder.packets > 0,
      connection.refusal == nil, services.count < Self.maximumServices
    else { return }
    services.insert(connection.responder.port)
    if case .other(let service) = connection.application { spoken.insert(service) }
  }

  /// Of a host with several addresses.
  mutating func merge(_ other: Station) {
    macs.formUnion(other.macs)
    isClaimed = isClaimed || other.isClaimed
    hasAnswer = hasAnswer || other.hasAnswer
    questions.formUnion(other.questions)
    names.formUnion(other.names)
    ownNames.formUnion(other.ownNames)
    services.formUnion(other.services)
    spoken.formUnion(other.spoken)
  }
}

/// One network card, and the addresses that were seen behind it.
struct Link: Sendable {
  private(set) var addresses: Set<IPAddress> = []
  /// An address outside the organisation was seen behind it: a router.
  var carriesOutside = false

  /// A host has a few addresses; more of them are a router's.
  static let maximumAddresses = 16

  mutating func add(_ address: IPAddress) {
    if addresses.count < Self.maximumAddresses { addresses.insert(address) }
  }

  /// Several hosts are behind it, so that it tells none of them.
  var isShared: Bool {
    carriesOutside || addresses.count >= Self.maximumAddresses
      || addresses.count(where: \.isIPv4) > 1
  }
}
