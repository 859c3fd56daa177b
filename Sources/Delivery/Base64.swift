/// Base64 with padding (RFC 4648 section 4).
enum Base64 {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// Appends the text of `octets` to `text`.
  static func encode(_ octets: [UInt8], to text: inout [UInt8]) {
    for start in stride(from: 0, to: octets.count, by: 3) {
      let count = min(3, octets.count - start)
      var bits = 0
      for place in 0..<3 {
        bits = bits << 8 | (place < count ? Int(octets[start + place]) : 0)
      }
      for index in 0..<4 {
        text.append(
          index <= count ? alphabet[bits >> (18 - 6 * index) & 63] : UInt8(ascii: "="))
      }
    }
  }
}
