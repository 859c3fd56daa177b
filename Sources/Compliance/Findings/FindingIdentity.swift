internal import Digest
internal import Observations

/// What a finding is about, and the id that follows from it.
///
/// Verdict, stage, version, count and ephemeral port are left out: an attempt that becomes a
/// session is the same finding, from any sensor and in any run.
struct FindingIdentity: Sendable {
  var site: String?
  var clause: String
  var asset: String
  var direction: Finding.Direction
  var transport: Transport
  var peer: IPAddress?
  var port: UInt16?
  /// The one thing that the clause's type tells findings apart by.
  var discriminator: String?

  /// The first 16 octets of SHA-256 over the fields, each with its length in front, as 32
  /// hexadecimal digits.
  var id: String {
    var octets: [UInt8] = []
    octets.reserveCapacity(192)
    func add(_ write: (inout [UInt8]) -> Void) {
      let place = octets.count
      for _ in 0..<4 { octets.append(0) }
      write(&octets)
      // Names are at most 64 KiB long, so four octets hold every length.
      let length = UInt32(truncatingIfNeeded: octets.count - place - 4)
      for index in 0..<4 {
        octets[place + index] = UInt8(truncatingIfNeeded: length >> UInt32(24 - 8 * index))
      }
    }
    func add(_ field: String) { add { $0.append(contentsOf: field.utf8) } }
    add("labtap.finding")
    add(site ?? "")
    add(clause)
    add(asset)
    add(direction.rawValue)
    add(transport.description)
    add { octets in peer?.append(to: &octets) }
    add { octets in port.map { octets.append(decimal: UInt64($0)) } }
    add(discriminator ?? "")
    guard let digest = SHA256.hash(octets) else { return Self.fallback(octets) }
    return Self.hexadecimal(digest.prefix(16))
  }

  /// FNV-1a, twice: used only when libcrypto has no memory left, where any id is better than
  /// none.
  private static func fallback(_ octets: [UInt8]) -> String {
    var hash: (UInt64, UInt64) = (0xcbf2_9ce4_8422_2325, 0x8422_2325_cbf2_9ce4)
    for octet in octets {
      hash.0 = (hash.0 ^ UInt64(octet)) &* 0x100_0000_01b3
      hash.1 = (hash.1 ^ UInt64(octet)) &* 0x100_0000_01b3
    }
    let parts = [hash.0, hash.1].flatMap { part in
      (0..<8).map { UInt8(truncatingIfNeeded: part >> UInt64(56 - 8 * $0)) }
    }
    return hexadecimal(parts[...])
  }

  private static func hexadecimal(_ octets: ArraySlice<UInt8>) -> String {
    var text: [UInt8] = []
    text.reserveCapacity(2 * octets.count)
    for octet in octets {
      text.append(digit(octet >> 4))
      text.append(digit(octet & 15))
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") - 10 + value
  }
}
