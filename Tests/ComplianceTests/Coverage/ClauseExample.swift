import Foundation
import Observations

@testable import Compliance

/// A scene in which one clause comes to one verdict: what the rows of the documents ask, played
/// with values written by hand.
struct ClauseExample: Sendable, CustomStringConvertible {
  var clause: String
  var asset: String
  var verdict: Verdict
  /// What happens, as the coverage table prints it.
  var title: String
  var play: @Sendable (inout Scene) -> Void

  var description: String { "\(clause) \(verdict.rawValue): \(title)" }

  init(
    _ clause: String, _ verdict: Verdict, _ title: String, on asset: String? = nil,
    _ play: @escaping @Sendable (inout Scene) -> Void
  ) {
    self.clause = clause
    self.asset = asset ?? Self.asset(of: clause)
    self.verdict = verdict
    self.title = title
    self.play = play
  }

  private static func asset(of clause: String) -> String {
    if clause.hasPrefix("BEC") { return "bec" }
    if clause.hasPrefix("UIH") { return "ct" }
    return clause == "ILMN-4a" ? "console" : clause == "ILMN-4e" ? "veri" : "seq"
  }

  /// The laboratory of all examples: that of the other tests and an imaging system.
  static var lab: Site {
    var site = Scene.lab
    var scanner = Scene.asset("ct", imaging, "uCT 780")
    scanner.role = Role.imaging.rawValue
    scanner.mac = MACAddress("02:00:00:00:00:70")
    site.assets.append(scanner)
    // An asset that no vendor's document speaks of.
    var other = Scene.asset("plain", plain, "")
    other.model = nil
    site.assets.append(other)
    site.assets[3].isPHIController = true
    site.peers.append(Scene.peer("collector", "10.77.0.80", "log", [514...514]))
    return site
  }

  static let imaging = "10.77.0.70"
  static let plain = "10.77.0.71"

  func judge() -> Report {
    var scene = Scene(Self.lab)
    play(&scene)
    return scene.judge()
  }
}

extension Scene {
  /// A request to an asset's web server, with its answer.
  mutating func request(
    _ method: String, _ target: String, status: UInt16? = 200, from client: String = Scene.pc,
    to server: String = Scene.sequencer, port: UInt16 = 80,
    change: (inout HTTPExchange) -> Void = { _ in }
  ) {
    let moment = moment()
    var exchange = HTTPExchange(
      connection: moment.frame, client: Endpoint(Self.address(client), 50_000),
      server: Endpoint(Self.address(server), port), request: moment, method: method,
      target: target, version: "HTTP/1.1")
    exchange.status = status
    exchange.response = status.map { _ in self.moment() }
    change(&exchange)
    add(.http(exchange))
  }

  /// A connection that sends so many octets over so many seconds.
  mutating func upload(
    _ from: String, _ to: String, _ port: UInt16 = 445, megabytes: UInt64 = 100,
    seconds: Double = 300, _ application: Application = .smb(.encrypted()),
    change: (inout Connection) -> Void = { _ in }
  ) {
    let first = moment()
    second += seconds
    connect(from, to, port, application) { connection in
      connection.first = first
      connection.fromInitiator.octets = megabytes * 1_000_000
      connection.fromInitiator.peakOctets = UInt32(
        Double(megabytes) * 1_000_000 * min(10 / seconds, 1))
      change(&connection)
    }
  }

  /// A station says who it is, by ARP or otherwise.
  mutating func claim(
    _ address: String, _ mac: String, _ source: AddressClaim.Source = .arp, vlan: UInt16? = nil
  ) {
    add(
      .address(
        AddressClaim(
          source: source, mac: MACAddress(mac) ?? MACAddress(0), address: Self.address(address),
          vlan: vlan, moment: moment())))
  }

  /// The switch decides about a station.
  mutating func admit(_ mac: String, _ step: PortAdmission.Step) {
    let station = MACAddress(mac)
    add(.admission(PortAdmission(step: .start, station: station, vlan: nil, moment: moment())))
    add(.admission(PortAdmission(step: step, station: nil, vlan: nil, moment: moment())))
  }

  /// Service is announced for the whole time of the scene, or for a time long before it.
  mutating func declareService(isNow: Bool = true) {
    var window = MaintenanceWindow(
      from: Timestamp(nanoseconds: 0),
      until: Timestamp(nanoseconds: isNow ? 2_000_000_000_000 : 1))
    window.kind = "service"
    site?.maintenance = [window]
  }

  /// A program comes over clear HTTP.
  mutating func download(_ path: String, by client: String, from server: String) {
    let first = moment()
    let ends = (Endpoint(Self.address(client), 50_000), Endpoint(Self.address(server), 80))
    var exchange = HTTPExchange(
      connection: first.frame + 1, client: ends.0, server: ends.1, request: first, method: "GET",
      target: path, version: "1.1")
    exchange.status = 200
    add(.http(exchange))
    connect(client, server, 80, .http(.exchange(200, host: "files.example.org")))
  }

  /// A computer without an address asks for one.
  mutating func start(mac: MACAddress) {
    connect(
      "0.0.0.0", "255.255.255.255", 67, .other(.dhcp), stage: .attempted, transport: .udp
    ) { $0.initiatorMAC = mac }
  }
}
