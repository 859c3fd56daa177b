import Compliance
import Observations
import Testing

@Suite("YAML values")
struct YAMLValueTests {
  private func scalar(_ text: String, isQuoted: Bool = false) -> YAMLNode {
    YAMLNode(content: .scalar(text, isQuoted: isQuoted), file: "f", line: 1, column: 1)
  }

  private func read<Value>(
    _ text: String, _ value: (YAMLNode, inout Mistakes) -> Value?
  ) -> (value: Value?, mistakes: [String]) {
    var mistakes = Mistakes()
    let value = value(scalar(text), &mistakes)
    return (value, mistakes.all.map(\.text))
  }

  @Test(
    "reads days and moments as UTC",
    arguments: [
      // Seconds since 1970 from `date -u -d … +%s`.
      ("2026-03-01T08:00Z", 1_772_352_000), ("2026-03-01T08:00:07Z", 1_772_352_007),
      ("2026-03-01T08:00+08:00", 1_772_323_200), ("2026-03-01T00:30-01:30", 1_772_330_400),
      ("2024-02-29", 1_709_164_800), ("1970-01-01T00:00Z", 0),
    ])
  func moments(text: String, seconds: Int64) {
    let read = read(text) { $0.moment(.from, into: &$1) }
    #expect(read.mistakes.isEmpty)
    #expect(read.value == Timestamp(nanoseconds: seconds * 1_000_000_000))
  }

  @Test("lets a day as the end hold through its last moment")
  func wholeDay() {
    let until = read("2026-06-30") { $0.moment(.until, into: &$1) }.value
    let next = read("2026-07-01") { $0.moment(.from, into: &$1) }.value
    #expect(until == next)
    // A stated time is meant as it stands.
    let exact = read("2026-06-30T00:00Z") { $0.moment(.until, into: &$1) }.value
    #expect(exact == read("2026-06-30") { $0.moment(.from, into: &$1) }.value)
  }

  @Test(
    "refuses days that do not exist and times without a zone",
    arguments: [
      "2025-02-29", "2026-13-01", "2026-1-01", "26-01-01", "2026-00-10", "1969-12-31", "2262-01-01",
      "2026-03-01T08:00", "2026-03-01T24:00Z", "2026-03-01T08:60Z", "2026-03-01T08:00:60Z",
      "2026-03-01T08Z", "2026-03-01TZ", "2026-03-01T08:00ZZ", "2026-03-01T08:00+8",
      "2026-03-01 08:00",
      "tomorrow", "", "2026-03-01T08:00+25:00", "٢٠٢٦-03-01",
    ])
  func badMoments(text: String) {
    let read = read(text) { $0.moment(.from, into: &$1) }
    #expect(read.value == nil)
    #expect(read.mistakes.count == 1)
  }

  @Test("reads a port and a range of ports")
  func ports() {
    #expect(read("443") { $0.portRange(into: &$1) }.value == 443...443)
    #expect(read("5000-5010") { $0.portRange(into: &$1) }.value == 5000...5010)
    #expect(read("1-65535") { $0.portRange(into: &$1) }.value == 1...65_535)
  }

  @Test(
    "refuses what is no port",
    arguments: [
      "0", "65536", "80-", "-80", "90-80", "0-5", "1-2-3", "http", "", "+80", "8 0", "٨٠",
    ])
  func badPorts(text: String) {
    let read = read(text) { $0.portRange(into: &$1) }
    #expect(read.value == nil)
    #expect(read.mistakes.count == 1)
  }

  @Test("reads addresses and ranges of both families")
  func prefixes() {
    #expect(read("10.77.0.0/24") { $0.prefix(into: &$1) }.value?.description == "10.77.0.0/24")
    #expect(read("fd77::/64") { $0.prefix(into: &$1) }.value?.description == "fd77::/64")
    #expect(read("fd77::10") { $0.prefix(into: &$1) }.value?.isSingle == true)
    #expect(read("0.0.0.0/0") { $0.prefix(into: &$1) }.value?.length == 0)
  }

  @Test("refuses a range with bits behind its length and names the range that was meant")
  func prefixWithHostBits() {
    let read = read("10.77.0.10/24") { $0.prefix(into: &$1) }
    #expect(read.value == nil)
    #expect(
      read.mistakes == [
        "`10.77.0.10/24` has bits behind its length; the range would be 10.77.0.0/24"
      ])
  }

  @Test("refuses MAC addresses that are not of one host")
  func macAddresses() {
    #expect(read("02-00-00-00-00-10") { $0.macAddress(into: &$1) }.value?.bits == 0x0200_0000_0010)
    for text in [
      "ff:ff:ff:ff:ff:ff", "01:00:5e:00:00:01", "00:00:00:00:00:00", "02:00:00:00:10", "x",
    ] {
      #expect(read(text) { $0.macAddress(into: &$1) }.value == nil)
    }
  }

  @Test("takes only true and false, unquoted, as a flag")
  func flags() {
    #expect(read("true") { $0.flag(into: &$1) }.value == true)
    #expect(read("false") { $0.flag(into: &$1) }.value == false)
    for text in ["yes", "on", "1", "True", ""] {
      #expect(read(text) { $0.flag(into: &$1) }.value == nil)
    }
    var mistakes = Mistakes()
    #expect(scalar("true", isQuoted: true).flag(into: &mistakes) == nil)
  }

  @Test("keeps whole numbers within their bounds")
  func integers() {
    #expect(read("10") { $0.integer(in: 1...10, into: &$1) }.value == 10)
    for text in ["0", "11", "-1", "1.0", "1e1", "99999999999999999999", "ten"] {
      #expect(read(text) { $0.integer(in: 1...10, into: &$1) }.value == nil)
    }
  }

  @Test("refuses texts that would break a log line")
  func controlCharacters() {
    #expect(read("line\nbreak") { $0.string(into: &$1) }.value == nil)
    #expect(read("bell\u{7}") { $0.string(into: &$1) }.value == nil)
    #expect(read("next\u{85}line") { $0.string(into: &$1) }.value == nil)
    #expect(read("   ") { $0.string(into: &$1) }.value == nil)
    #expect(read(String(repeating: "x", count: 257)) { $0.string(into: &$1) }.value == nil)
    #expect(
      read("Genomics core, building 4") { $0.string(into: &$1) }.value
        == "Genomics core, building 4")
  }

  @Test("names the nearest allowed word, or all of them when none is near")
  func hints() {
    #expect(
      read("outside-chine") { $0.choice(of: Site.Region.self, into: &$1) }.mistakes
        == ["`outside-chine` is not allowed here; did you mean `outside-china`?"])
    #expect(
      read("europe") { $0.choice(of: Site.Region.self, into: &$1) }.mistakes
        == ["`europe` is not allowed here; known: china, outside-china"])
  }
}
