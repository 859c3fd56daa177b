internal import Wire

/// Reads one message and returns a number that hangs on what was read.
typealias Decoding = (inout OctetReader) throws(DecodeError) -> Int

extension Subject {
  /// A decoder at one message, over and over.
  ///
  /// The decoder is called through a pointer that the optimiser knows nothing of: one or two
  /// nanoseconds, which `harness/call` tells.
  static func decoder(
    _ name: String, _ octets: [UInt8], _ message: String, layer: Layer,
    boundary: OctetReader.Boundary = .capture, _ decode: @escaping Decoding
  ) -> Subject {
    guard reads(octets, layer, boundary, decode) else {
      fatalError("\(name) does not read its message of \(octets.count) octets")
    }
    return Subject(name, octets: octets.count, message) { count in
      var sum = 0
      for _ in 0..<count {
        var reader = OctetReader(octets.span, layer: layer, boundary: boundary)
        do throws(DecodeError) { sum &+= try decode(&reader) } catch { sum &-= 1 }
      }
      return sum
    }
  }

  /// Whether a decoder takes a message: what chooses the messages out of a capture.
  static func reads(
    _ octets: [UInt8], _ layer: Layer, _ boundary: OctetReader.Boundary = .capture,
    _ decode: Decoding
  ) -> Bool {
    var reader = OctetReader(octets.span, layer: layer, boundary: boundary)
    do throws(DecodeError) {
      _ = try decode(&reader)
      return true
    } catch {
      return false
    }
  }

  /// The first message that a decoder takes.
  static func first(_ candidates: [[UInt8]], _ layer: Layer, _ decode: Decoding) -> [UInt8] {
    guard let found = candidates.first(where: { reads($0, layer, .capture, decode) }) else {
      fatalError("no message of \(layer) in the capture")
    }
    return found
  }
}
