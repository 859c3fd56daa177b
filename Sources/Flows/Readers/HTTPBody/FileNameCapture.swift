import Observations

/// Reads the name of an uploaded file behind `filename` (RFC 7578 4.2, RFC 8187 for `filename*`),
/// judges it and forgets it.
struct FileNameCapture {
  private enum Place {
    case outside
    /// Behind the word, before the value.
    case word
    case quoted, bare
  }

  private var place = Place.outside
  private var octets: [UInt8] = []

  /// Longer names are cut: file systems take 255 octets.
  static let maximumName = 255

  mutating func begin() {
    place = .word
    octets.removeAll(keepingCapacity: true)
  }

  /// Takes the next octet, in lower case.
  mutating func take(_ octet: UInt8, into found: inout RequestIndicators) {
    switch place {
    case .outside: return
    case .word:
      switch octet {
      case 0x2a, 0x3d, 0x20: break
      case 0x22: place = .quoted
      case 0x21...0x7e:
        place = .bare
        octets.append(octet)
      default: place = .outside
      }
    case .quoted:
      if octet == 0x22 || octet == 0x0d || octet == 0x0a {
        finish(into: &found)
      } else if octets.count < Self.maximumName {
        octets.append(octet)
      }
    case .bare:
      if octet <= 0x20 || octet == 0x3b || octet == 0x26 || octet == 0x22 {
        finish(into: &found)
      } else if octets.count < Self.maximumName {
        octets.append(octet)
      }
    }
  }

  mutating func finish(into found: inout RequestIndicators) {
    defer {
      place = .outside
      octets.removeAll(keepingCapacity: true)
    }
    guard place == .quoted || place == .bare, !octets.isEmpty else { return }
    // The charset and language in front of an extended value end with the second quote.
    let value = octets.split(separator: 0x27, omittingEmptySubsequences: false).last ?? []
    let parts = value.split { $0 == 0x2f || $0 == 0x5c }
    found.hasFile = true
    if parts.contains(where: { $0.elementsEqual([0x2e, 0x2e]) }) {
      found.hasTraversalInFileName = true
    }
    // What Windows ignores behind a name, and what IIS cuts at.
    var base = (parts.last ?? []).prefix { $0 != 0x3b && $0 != 0x3a }
    while base.last == 0x2e || base.last == 0x20 { base.removeLast() }
    let endings = base.split(separator: 0x2e).dropFirst().map {
      String(decoding: $0, as: UTF8.self)
    }
    if !RequestIndicators.manifestEndings.contains(endings.last ?? "") {
      found.hasForeignFile = true
    }
    if endings.contains(where: RequestIndicators.scriptEndings.contains),
      found.scripts.count < RequestIndicators.maximumScripts
    {
      found.scripts.append(
        RequestIndicators.digest(ofName: String(decoding: base, as: UTF8.self)))
    }
  }
}
