import Inflate

/// Compressed streams: what comes out does not depend on the pieces that go in.
enum InflateFuzz {
  private struct Outcome: Equatable {
    var octets: [UInt8] = []
    var error: DecompressionError?
    var mayEnd = false

    var summary: String { "\(octets.count) octets, \(error as Any), \(mayEnd)" }
  }

  /// Above this an input is a bomb, of which the beginning is enough.
  private static let maximumOctets = 256 * 1024

  /// The first octet is the length of the pieces; the rest is the stream.
  static func run(_ octets: Span<UInt8>) {
    let stream = octets.from(1).copied()
    let format = CompressionFormat.recognise(stream.span) ?? .gzip
    let piece = Int(octets.isEmpty ? 1 : octets[0]) + 1
    let whole = decompress(stream, format, piece: stream.count, room: 64 * 1024)
    let pieces = decompress(stream, format, piece: piece, room: 333 + piece)
    let length = min(whole.octets.count, pieces.octets.count)
    promise(whole.octets.prefix(length) == pieces.octets.prefix(length))
    // Of a damaged raw block of zstd, octets that came early were given before the damage shows.
    if whole.error != nil, whole.error == pieces.error { return }
    if max(whole.octets.count, pieces.octets.count) < maximumOctets {
      promise(whole == pieces, "\(whole.summary), \(pieces.summary)")
    }
  }

  private static func decompress(
    _ stream: [UInt8], _ format: CompressionFormat, piece: Int, room: Int
  ) -> Outcome {
    var outcome = Outcome()
    var output = [UInt8](repeating: 0, count: room)
    var start = 0
    do throws(DecompressionError) {
      var decompressor = try Decompressor(format)
      while outcome.octets.count < maximumOctets {
        let offered = start..<min(start + piece, stream.count)
        var free = output.mutableSpan
        let step = try decompressor.decompress(stream.span.extracting(offered), into: &free)
        promise(step.taken >= 0 && step.taken <= offered.count)
        promise(step.given >= 0 && step.given <= room)
        start += step.taken
        outcome.octets += output.prefix(step.given)
        if step.taken == 0, step.given == 0 {
          promise(start == stream.count || offered.isEmpty, "no progress at \(start)")
          break
        }
      }
      outcome.mayEnd = decompressor.mayEnd
    } catch {
      outcome.error = error
    }
    return outcome
  }
}
