internal import Compliance
internal import Delivery
internal import Observations
internal import Recordings
internal import Reporting
internal import TestKit
internal import Wire

/// What an observation costs to judge, and a finding or an event to write.
enum JudgementSubjects {
  static var all: [Subject] { evaluation + formats + events }

  private static let policy: Policy = {
    do throws(Mistakes) {
      return try Policy.load(
        signatures: RecordedTraffic.root + "/Signatures",
        site: RecordedTraffic.captures + "/instrument-network.site.yaml")
    } catch {
      fatalError("\(error)")
    }
  }()

  private static let observed: [Observation] = {
    var feeder = FlowFeeder()
    feeder.epochFrames = 32_768
    return feeder.feed(RecordedTraffic("instrument-network.pcap").frames).observations
  }()

  // MARK: Evaluation

  private static var evaluation: [Subject] {
    var connections: [Observation] = []
    var tls: [Observation] = []
    var smb: [Observation] = []
    var names: [Observation] = []
    var exchanges: [Observation] = []
    for observation in observed {
      switch observation {
      case .connection(let connection) where connection.isFinal:
        connections.append(observation)
        if case .tls = connection.application { tls.append(observation) }
        if case .smb = connection.application { smb.append(observation) }
      case .name: names.append(observation)
      case .http: exchanges.append(observation)
      default: continue
      }
    }
    return [
      judging("judge/connection", connections, "the connections of an instrument network"),
      judging("judge/tls", tls, "a TLS connection"), judging("judge/smb", smb, "an SMB connection"),
      judging("judge/name", names, "a question or an answer"),
      judging("judge/http", exchanges, "a request and its answer"),
    ]
  }

  /// Observations after one another, each connection with an identity of its own.
  private static func judging(
    _ name: String, _ observations: [Observation], _ message: String
  ) -> Subject {
    guard !observations.isEmpty else { fatalError("nothing to judge for \(name)") }
    return Subject(name, octets: 0, message, batch: observations.count) { count in
      var judge = Judge(policy: policy, sensor: "benchmark")
      judge.addSource(name: "benchmark", firstFrame: 1)
      var place = 0
      for number in 0..<count {
        var observation = observations[place]
        if case .connection(var connection) = observation {
          connection.id = UInt64(number)
          observation = .connection(connection)
        }
        judge.judge(observation)
        place = place + 1 == observations.count ? 0 : place + 1
      }
      return Int(truncatingIfNeeded: judge.finish(coverage: Coverage()).findings.count)
    }
  }

  // MARK: Formats

  private static var formats: [Subject] {
    let finding = Examples.finding()
    var subjects = LineFormat.allCases.map { format in
      var octets: [UInt8] = []
      format.append(finding, to: &octets)
      return Subject("format/\(format.rawValue)", octets: octets.count, "a finding") { count in
        var sum = 0
        var octets: [UInt8] = []
        for _ in 0..<count {
          octets.removeAll(keepingCapacity: true)
          format.append(finding, to: &octets)
          sum &+= octets.count
        }
        return sum
      }
    }
    let findings = Array(repeating: finding, count: 16)
    let report = Examples.report(
      findings: findings, entries: [Examples.entry("ILMN-3-DIALECT", .fail)])
    subjects.append(
      whole("format/sarif", "a log of 16 findings") {
        var writer = JSONWriter()
        SARIF.write(findings, to: &writer)
        return writer.octets.count
      })
    subjects.append(
      whole("format/junit", "a document of 16 findings") {
        JUnit().document(findings: findings, assets: report.assets).count
      })
    subjects.append(
      whole("format/text", "a report of 16 findings") {
        TextReport(report, style: TextStyle()).render().utf8.count
      })
    return subjects
  }

  private static func whole(
    _ name: String, _ message: String, _ write: @escaping () -> Int
  ) -> Subject {
    Subject(name, octets: write(), message) { count in
      var sum = 0
      for _ in 0..<count { sum &+= write() }
      return sum
    }
  }

  // MARK: Events

  private static var events: [Subject] {
    var subjects: [Subject] = []
    for (name, message) in [
      ("tls", "a TLS connection"), ("smb", "an SMB connection"), ("dns", "a question or answer"),
      ("http", "a request"),
    ] {
      let chosen = observed.filter { kind(of: $0) == name }
      guard !chosen.isEmpty else { fatalError("no event of \(name)") }
      var events = EVEEvents()
      var writer = JSONWriter()
      for observation in chosen { events.write(observation, to: &writer) }
      subjects.append(
        Subject(
          "event/\(name)", octets: writer.octets.count / chosen.count, message,
          batch: chosen.count
        ) { count in
          var events = EVEEvents()
          events.addSource(name: "benchmark", firstFrame: 1)
          var writer = JSONWriter()
          var place = 0
          var sum = 0
          for _ in 0..<count {
            events.write(chosen[place], to: &writer)
            place = place + 1 == chosen.count ? 0 : place + 1
            if writer.octets.count > 1 << 16 {
              sum &+= writer.octets.count
              writer.removeAll()
            }
          }
          return sum &+ writer.octets.count
        })
    }
    return subjects
  }

  private static func kind(of observation: Observation) -> String {
    switch observation {
    case .connection(let connection):
      switch connection.application {
      case .tls where connection.isFinal: "tls"
      case .smb where connection.isFinal: "smb"
      default: ""
      }
    case .name: "dns"
    case .http: "http"
    default: ""
    }
  }
}
