/// Decompresses a stream piece by piece: concatenated gzip members, or concatenated zstd frames.
///
/// Memory does not depend on the length of the stream: 32 KiB of window for gzip, what the frame
/// header asks for, up to `maximumWindow`, for zstd.
public struct Decompressor: ~Copyable {
  /// Octets of the largest zstd window: what `zstd -d` accepts without being asked for more, and so
  /// what every level of compression without `--long=28` and above writes.
  public static let maximumWindow = 1 << 27
  /// Octets given for each octet taken, at most.
  ///
  /// Packets carry times, ports and sequence numbers:
  /// captures of nothing but zeros in full frames stay below 200.
  public static let maximumRatio: Int64 = 1000
  /// Octets that are given before the ratio is looked at.
  public static let ratioFreeOctets: Int64 = 64 * 1024 * 1024

  public let format: CompressionFormat
  private var gzip: GzipStream?
  private var zstd: ZstdStream?
  private var taken: Int64 = 0
  private var given: Int64 = 0
  /// Found in a piece that also gave octets; those go first.
  private var waiting: DecompressionError?

  /// - Throws: `outOfMemory`.
  public init(_ format: CompressionFormat) throws(DecompressionError) {
    self.format = format
    switch format {
    case .gzip:
      gzip = try GzipStream()
      zstd = nil
    case .zstd:
      gzip = nil
      zstd = try ZstdStream()
    }
  }

  /// Whether the stream may end here: not inside a member or a frame.
  public private(set) var mayEnd = false

  /// Takes octets from the front of `input` and puts what they become at the front of `output`.
  ///
  /// Neither need be used up: call again with the rest. Nothing taken and nothing given means that
  /// more input is needed. `input` may be empty, to fetch what is left from earlier input.
  /// - Throws: every `DecompressionError`, each after all octets before it were given.
  public mutating func decompress(
    _ input: Span<UInt8>, into output: inout MutableSpan<UInt8>
  ) throws(DecompressionError) -> (taken: Int, given: Int) {
    if let waiting { throw waiting }
    let step: Step
    if gzip != nil {
      step = gzip?.step(input, into: &output) ?? Step()
    } else {
      step = zstd?.step(input, into: &output) ?? Step()
    }
    taken += Int64(step.taken)
    given += Int64(step.given)
    mayEnd = step.mayEnd
    waiting = step.error
    if waiting == nil, given > Self.ratioFreeOctets, given / Self.maximumRatio > taken {
      waiting = .expandsTooMuch
    }
    if let waiting, step.given == 0 { throw waiting }
    return (step.taken, step.given)
  }

  /// What one call of a library did.
  struct Step {
    var taken = 0
    var given = 0
    var error: DecompressionError?
    var mayEnd = false
  }
}
