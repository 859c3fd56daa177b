internal import Observations

/// The path of a request as a web server on Windows reads it: decoded, in lower case, cut into
/// segments.
struct RequestPath: Sendable {
  /// Parts between slashes of either kind, without what stands behind a semicolon or a colon, and
  /// without the dots and spaces at the end that the file system ignores.
  private(set) var segments: [String] = []
  /// A segment leads out of its directory.
  private(set) var hasTraversal = false

  /// - Parameter exchange: its target is text in which octets that are not plain stand as `\` and
  ///   three digits.
  init(_ exchange: HTTPExchange) {
    let path = Self.decoded(Self.decoded(Self.octets(exchange.path)))
    for part in path.split(whereSeparator: { $0 == 0x2f || $0 == 0x5c }) {
      var name = part.prefix { $0 != 0x3b && $0 != 0x3a }.map {
        (0x41...0x5a).contains($0) ? $0 | 0x20 : $0
      }
      if name.elementsEqual([0x2e, 0x2e]) { hasTraversal = true }
      while name.last == 0x2e || name.last == 0x20 { name.removeLast() }
      guard !name.isEmpty else { continue }
      segments.append(String(decoding: name, as: UTF8.self))
    }
  }

  /// The ending of the first segment that has one of these: a server runs the page there, and
  /// hands what stands behind it to the page.
  func page(endings: Set<String>) -> (name: String, ending: String)? {
    for segment in segments {
      guard let dot = segment.lastIndex(of: ".") else { continue }
      let ending = String(segment[segment.index(after: dot)...])
      if endings.contains(ending) { return (segment, ending) }
    }
    return nil
  }

  /// The octets that printable text stands for.
  private static func octets(_ text: String) -> [UInt8] {
    guard text.utf8.contains(0x5c) else { return Array(text.utf8) }
    var octets: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let octet = rest.popFirst() {
      guard octet == 0x5c else {
        octets.append(octet)
        continue
      }
      if rest.first == 0x5c {
        rest.removeFirst()
        octets.append(0x5c)
      } else if let value = UInt8(String(decoding: rest.prefix(3), as: UTF8.self)) {
        rest.removeFirst(min(3, rest.count))
        octets.append(value)
      }
    }
    return octets
  }

  /// Percent-encoding undone once (RFC 3986 2.1), `%uXXXX` included.
  private static func decoded(_ octets: [UInt8]) -> [UInt8] {
    guard octets.contains(0x25) else { return octets }
    var decoded: [UInt8] = []
    var place = 0
    while place < octets.count {
      let isWide = place + 1 < octets.count && octets[place + 1] | 0x20 == 0x75
      let start = place + (isWide ? 2 : 1)
      let end = start + (isWide ? 4 : 2)
      if octets[place] == 0x25, end <= octets.count,
        let value = UInt16(String(decoding: octets[start..<end], as: UTF8.self), radix: 16)
      {
        // Only ASCII matters to what a path is held against.
        if value > 0 { decoded.append(value > 0xff ? 0x3f : UInt8(truncatingIfNeeded: value)) }
        place = end
      } else {
        decoded.append(octets[place])
        place += 1
      }
    }
    return decoded
  }
}
