/// One message of a name service: a question, or an answer to one.
public struct NameMessage: Hashable, Codable, Sendable {
  public enum Application: String, Hashable, Codable, Sendable {
    case dns, mdns, llmnr, nbns
  }

  public var application: Application
  public var connection: UInt64
  public var transport: Transport
  /// The end that asks.
  public var client: Endpoint
  public var server: Endpoint
  public var clientMAC: MACAddress?
  public var moment: Moment
  public var id: UInt16
  public var isResponse: Bool
  public var isTruncated = false
  public var opcode: UInt8 = 0
  public var responseCode: UInt16 = 0
  /// The header's flags word.
  public var flags: UInt16 = 0
  public var questions: [NameQuestion] = []
  /// The answer section, in order; at most `maximumAnswers`.
  public var answers: [NameRecord] = []

  /// A resolver's answer of 64 addresses fills a large EDNS datagram.
  public static let maximumAnswers = 64

  public init(
    application: Application, connection: UInt64, transport: Transport, client: Endpoint,
    server: Endpoint, moment: Moment, id: UInt16, isResponse: Bool
  ) {
    self.application = application
    self.connection = connection
    self.transport = transport
    self.client = client
    self.server = server
    self.moment = moment
    self.id = id
    self.isResponse = isResponse
  }
}

/// A question of a name message; the name is lower case without a trailing dot.
public struct NameQuestion: Hashable, Codable, Sendable {
  public var name: String
  public var type: UInt16
  public var recordClass: UInt16

  public init(name: String, type: UInt16, recordClass: UInt16) {
    self.name = name
    self.type = type
    self.recordClass = recordClass
  }
}

/// A resource record of an answer.
public struct NameRecord: Hashable, Codable, Sendable {
  public enum Value: Hashable, Codable, Sendable {
    case address(IPAddress)
    /// The target of CNAME, DNAME, PTR, NS, MX or SRV.
    case name(String)
    /// SVCB or HTTPS (RFC 9460): the target and the address hints.
    case service(target: String, hints: [IPAddress], hasECH: Bool)
    case other
  }

  public var name: String
  public var type: UInt16
  /// Seconds.
  public var timeToLive: UInt32
  public var value: Value

  public init(name: String, type: UInt16, timeToLive: UInt32, value: Value) {
    self.name = name
    self.type = type
    self.timeToLive = timeToLive
    self.value = value
  }
}
