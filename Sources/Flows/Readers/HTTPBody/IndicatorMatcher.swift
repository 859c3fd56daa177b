import Observations

/// Finds the words of an attack, and names of files, in a stream of octets that is never kept.
///
/// The stream is looked at after percent-decoding (twice, as nested forms are), with upper case
/// folded and zero octets left out, so that UTF-16 reads like ASCII. All words are matched at once,
/// one bit of state for each of their octets (Baeza-Yates and Gonnet, CACM 35.10, 1992), so that
/// where the stream is cut does not matter.
struct IndicatorMatcher {
  private(set) var found = RequestIndicators()
  private(set) var words: RequestIndicators.Words = []

  private var outer = PercentDecoder()
  private var inner = PercentDecoder()
  private var state: UInt64 = 0
  /// The last eight octets, newest lowest.
  private var history: UInt64 = 0
  /// `shell` was met, and the octet behind it decides whether it is a word.
  private var isShellOpen = false
  private var name = FileNameCapture()

  private static let texts = [
    "wscript", "shell", "wscript.network", "scripting.filesystemobject", "filename",
  ]

  /// For each octet, the places in all words at which it stands; and the first and last places.
  private struct Table {
    var places = [UInt64](repeating: 0, count: 256)
    var starts: UInt64 = 0
    var ends: [UInt64] = []
    var anyEnd: UInt64 = 0

    init(_ texts: [String]) {
      var bit: UInt64 = 0
      for text in texts {
        starts |= 1 << bit
        for octet in text.utf8 {
          places[Int(octet)] |= 1 << bit
          bit += 1
        }
        ends.append(1 << (bit - 1))
        anyEnd |= 1 << (bit - 1)
      }
    }
  }

  private static let table = Table(texts)

  mutating func match(_ octets: Span<UInt8>) {
    let table = Self.table
    for index in octets.indices {
      let octet = octets[index]
      if octet != 0x25, outer.isIdle, inner.isIdle {
        take(octet, table)
      } else if octet != 0 {
        takeDecoded(outer.push(octet), table)
      }
    }
  }

  /// The stream is over.
  mutating func finish() {
    let table = Self.table
    takeDecoded(outer.flush(), table)
    takeAll(inner.flush(), table)
    take(0x20, table)
    name.finish(into: &found)
  }

  private mutating func takeDecoded(_ octets: PercentDecoder.Release, _ table: Table) {
    for place in 0..<octets.count where octets[place] != 0 {
      takeAll(inner.push(octets[place]), table)
    }
  }

  private mutating func takeAll(_ octets: PercentDecoder.Release, _ table: Table) {
    for place in 0..<octets.count { take(octets[place], table) }
  }

  private mutating func take(_ octet: UInt8, _ table: Table) {
    guard octet != 0 else { return }
    let folded = (0x41...0x5a).contains(octet) ? octet | 0x20 : octet
    if isShellOpen {
      isShellOpen = false
      if !Self.isWordOctet(folded) { words.insert(.shell) }
    }
    name.take(folded, into: &found)
    state = (state << 1 | table.starts) & table.places[Int(folded)]
    if state & table.anyEnd != 0 { note(table.ends) }
    history = history << 8 | UInt64(folded)
  }

  private mutating func note(_ ends: [UInt64]) {
    if state & ends[0] != 0 { words.insert(.wscript) }
    // Four of the five octets are in the history; the one before them must end another word.
    if state & ends[1] != 0 { isShellOpen = !Self.isWordOctet(UInt8(history >> 32 & 0xff)) }
    if state & ends[2] != 0 { words.insert(.wscriptNetwork) }
    if state & ends[3] != 0 { words.insert(.fileSystemObject) }
    if state & ends[4] != 0 { name.begin() }
  }

  private static func isWordOctet(_ octet: UInt8) -> Bool {
    switch octet {
    case 0x30...0x39, 0x61...0x7a, 0x5f: true
    default: false
    }
  }
}
