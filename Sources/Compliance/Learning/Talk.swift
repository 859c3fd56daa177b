internal import Observations

/// What one host opens to another, by port.
struct Talk: Sendable {
  struct Ends: Hashable, Sendable {
    var initiator: IPAddress
    var responder: IPAddress
  }

  /// Connections to one port.
  struct Use: Sendable {
    /// The furthest that a connection got.
    var stage: Stage
    /// Names that connections state.
    var stated: Set<String> = []
    /// Names that the host's own DNS answers gave the address, where none was stated.
    var resolved: Set<String> = []
    /// A stated name is none that DNS gave the address.
    var isUnbacked = false
    /// Some connection has no name at all, or only the outer name of an encrypted ClientHello.
    var isNameless = false

    init(_ connection: Connection) {
      stage = connection.stage
    }

    mutating func add(_ other: Use) {
      stage = max(stage, other.stage)
      stated.formUnion(other.stated)
      resolved.formUnion(other.resolved)
      isUnbacked = isUnbacked || other.isUnbacked
      isNameless = isNameless || other.isNameless
      // Beyond that many names the address itself is listed.
      if stated.count + resolved.count > Talk.maximumNames {
        stated = Set(stated.sorted().prefix(Talk.maximumNames))
        resolved = Set(resolved.sorted().prefix(Talk.maximumNames))
        isNameless = true
      }
    }

    mutating func add(_ names: [String]) { stated.formUnion(names) }
  }

  private(set) var uses: [UInt16: Use] = [:]
  /// More ports than a list of them would be read: any port.
  private(set) var isAnyPort = false

  /// Ports of one pair; more are those of a scan or of a protocol with ports of its own making.
  static let maximumPorts = 64
  /// Names of one address.
  static let maximumNames = 32

  mutating func add(_ use: Use, port: UInt16) {
    if uses[port] != nil {
      uses[port]?.add(use)
    } else if uses.count < Self.maximumPorts {
      uses[port] = use
    } else {
      isAnyPort = true
      // The names and the doubts of what has no port of its own go to the lowest.
      if let lowest = uses.keys.min() { uses[lowest]?.add(use) }
    }
  }

  var stage: Stage { uses.values.map(\.stage).max() ?? .attempted }
}

/// Ports as a site file lists them: neighbours as ranges; none means any.
struct PortSet: Hashable, Sendable {
  private(set) var ports: Set<UInt16> = []
  private(set) var isAny = false

  /// A longer list would not be read.
  static let maximumRanges = 32

  mutating func add(_ port: UInt16) {
    // Port 0 cannot stand in a site file.
    if port == 0 { isAny = true } else { ports.insert(port) }
  }

  mutating func add(_ talk: Talk) {
    for port in talk.uses.keys { add(port) }
    if talk.isAnyPort { isAny = true }
  }

  mutating func formUnion(_ other: PortSet) {
    ports.formUnion(other.ports)
    isAny = isAny || other.isAny
  }

  var ranges: [ClosedRange<UInt16>] {
    guard !isAny else { return [] }
    var ranges: [ClosedRange<UInt16>] = []
    for port in ports.sorted() {
      if let last = ranges.last, last.upperBound + 1 == port {
        ranges[ranges.count - 1] = last.lowerBound...port
      } else {
        ranges.append(port...port)
      }
    }
    return ranges.count <= Self.maximumRanges ? ranges : []
  }
}
