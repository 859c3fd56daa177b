internal import Counting
internal import Foundation

/// `measure`: what each decoder, path and format costs.
///
/// Without options a table in Markdown; `--json` lines for programs. Below callgrind
/// `--instructions` has one file written for each subject, by number.
@main
enum Measure {
  /// Each with the beginnings of its subjects' names, so that what is not asked for is not made.
  private static var groups: [(names: [String], make: () -> [Subject])] {
    [
      (["harness", "packet", "tunnel"], { PacketSubjects.all }),
      (["tls", "dtls", "ssl2"], { TLSSubjects.all }),
      (["smb"], { SMBSubjects.all }),
      (["dns", "http", "quic"], { ApplicationSubjects.all }),
      (
        ["dicom", "hl7", "lis", "kerberos", "ldap", "dhcp", "eapol", "neighbor"],
        { LaboratorySubjects.all }
      ),
      (["front-door", "flow", "reassembly"], { FlowSubjects.all }),
      (["judge", "format", "event"], { JudgementSubjects.all }),
    ]
  }

  /// The subjects whose names begin with one of `only`; all when it is empty.
  private static func subjects(_ only: [String]) -> [Subject] {
    let wanted = groups.filter { group in
      only.isEmpty
        || only.contains { name in
          group.names.contains { $0.hasPrefix(name) || name.hasPrefix($0) }
        }
    }
    return wanted.flatMap { $0.make() }.filter { subject in
      only.isEmpty || only.contains { subject.name.hasPrefix($0) }
    }
  }

  static func main() {
    var isJSON = false
    var countsInstructions = false
    var countsAllocations = false
    var isList = false
    var only: [String] = []
    for argument in CommandLine.arguments.dropFirst() {
      switch argument {
      case "--json": isJSON = true
      case "--instructions": countsInstructions = true
      case "--allocations": countsAllocations = true
      case "--list": isList = true
      case "--help":
        print("usage: measure [--json | --instructions | --allocations | --list] [NAME...]")
        return
      default: only.append(argument)
      }
    }
    let chosen = subjects(only)
    if isList {
      for subject in chosen { print(subject.name) }
    } else if countsInstructions {
      instructions(chosen)
    } else if countsAllocations {
      for subject in chosen {
        print(subject.name, decimals(Measurement.allocations(of: subject).calls, 3))
      }
    } else {
      table(chosen, isJSON: isJSON)
    }
  }

  // MARK: Instructions

  /// Messages of one count: enough that what a run takes once is a small part, and few enough for a
  /// simulator.
  private static let countedMessages = 1_024

  /// Runs every subject with once and twice as many messages below callgrind and prints number,
  /// messages and name: the difference of the files 2 × number and 2 × number + 1 is the cost.
  private static func instructions(_ subjects: [Subject]) {
    guard counting_has_instructions() != 0 else {
      print("--instructions is for callgrind, with valgrind's header when this was built")
      exit(2)
    }
    for (number, subject) in subjects.enumerated() {
      let count = max(subject.batch, countedMessages)
      // Caches of the program's own and lazy symbols are filled.
      Sink.take(subject.run(count))
      for times in 1...2 {
        counting_begin_instructions()
        Sink.take(subject.run(times * count))
        counting_end_instructions(Int32(2 * number + times - 1))
      }
      print(number, count, subject.name)
    }
  }

  // MARK: Time

  private static func table(_ subjects: [Subject], isJSON: Bool) {
    if !isJSON {
      print("| subject | ns | ± | messages/s | MB/s | allocations | octets allocated | message |")
      print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |")
    }
    for subject in subjects {
      let cost = Measurement(subject)
      let perSecond = 1e9 / cost.nanoseconds
      if isJSON {
        print(
          """
          {"subject":"\(subject.name)","octets":\(subject.octets),\
          "nanoseconds":\(decimals(cost.nanoseconds, 2)),\
          "spread":\(decimals(cost.spread, 2)),\
          "allocations":\(decimals(cost.allocations, 3)),\
          "allocated_octets":\(decimals(cost.allocatedOctets, 1))}
          """)
        continue
      }
      let rate = subject.octets > 1 ? decimals(perSecond * Double(subject.octets) / 1e6, 0) : ""
      print(
        """
        | \(subject.name) | \(decimals(cost.nanoseconds, 1)) | \(decimals(cost.spread, 1)) \
        | \(decimals(perSecond, 0)) | \(rate) | \(decimals(cost.allocations, 2)) \
        | \(decimals(cost.allocatedOctets, 0)) | \(subject.message) |
        """)
    }
  }

  static func decimals(_ value: Double, _ places: Int) -> String {
    String(format: "%.\(places)f", value)
  }
}
