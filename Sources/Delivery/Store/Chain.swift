internal import Digest
internal import Observations

/// The chain over the records: each link is a hash of the one before it and of the record.
///
/// Whoever can write the file can make a new chain; what shows a change is a head that somebody
/// else kept, and the heartbeats bring it to the SIEM.
enum Chain {
  /// Before the first record.
  static let start = [UInt8](repeating: 0, count: SHA256.length)

  /// `SHA-256(previous ‖ sequence ‖ stored ‖ kind ‖ verdict ‖ SHA-256(payload))`; numbers in eight
  /// octets, the most significant first; a record without a verdict has -1.
  ///
  /// The payload goes in by its hash, so that retention can drop it and the chain still holds.
  static func link(
    _ previous: [UInt8], sequence: Int64, stored: Int64, kind: Int64, verdict: Int64,
    digest: [UInt8]
  ) -> [UInt8]? {
    var octets = previous
    octets.reserveCapacity(2 * SHA256.length + 32)
    for number in [sequence, stored, kind, verdict] {
      for shift in stride(from: 56, through: 0, by: -8) {
        octets.append(UInt8(truncatingIfNeeded: number >> Int64(shift)))
      }
    }
    octets += digest
    return SHA256.hash(octets)
  }
}

/// The newest link and its place, as `118:9f86d0…`.
public struct ChainHead: Hashable, Sendable, CustomStringConvertible {
  public var sequence: Int64
  public var link: [UInt8]

  init(sequence: Int64, link: [UInt8]) {
    self.sequence = sequence
    self.link = link
  }

  /// A head from its text; nil for another form.
  public init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let sequence = Int64(parts[0]), sequence >= 0,
      parts[1].utf8.count == 2 * SHA256.length
    else { return nil }
    var link: [UInt8] = []
    var rest = Array(parts[1].utf8)[...]
    while rest.count >= 2 {
      guard let octet = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else {
        return nil
      }
      link.append(octet)
      rest = rest.dropFirst(2)
    }
    self.init(sequence: sequence, link: link)
  }

  public var description: String {
    var octets: [UInt8] = []
    for octet in link { octets.append(hexadecimal: UInt64(octet), width: 2) }
    return "\(sequence):" + String(decoding: octets, as: UTF8.self)
  }
}
