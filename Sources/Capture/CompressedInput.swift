import Glibc
internal import Inflate

// Invariants of the unsafe code in this file:
//  - `read` writes at most `storage.count` octets into an array that this value alone owns, through
//    a pointer that does not leave the closure.

/// The compressed octets of a descriptor, and the stream that they become.
struct CompressedInput: ~Copyable {
  /// Octets a read: what they become fills a buffer of 256 KiB in most captures.
  private static let pieceLength = 64 * 1024

  private var decompressor: Decompressor
  private var storage: [UInt8]
  /// The octets of `storage` that are read and not taken.
  private var unread: Range<Int>
  private var isAtEndOfFile = false
  /// Octets that the descriptor has given so far.
  private(set) var total: Int64

  /// - Parameter start: what was read before the format was known.
  init(
    _ format: CompressionFormat, start: [UInt8]
  ) throws(CaptureError.Problem) {
    do throws(DecompressionError) {
      decompressor = try Decompressor(format)
    } catch {
      throw .compressedData(format.rawValue, fault: .init(error), atByte: 0)
    }
    storage = start
    unread = start.indices
    total = Int64(start.count)
  }

  /// Fills the front of `output`; 0 at the end of a whole stream.
  ///
  /// - Throws: `compressedData`, also when the stream ends too early, and `readFailed`.
  mutating func read(
    from descriptor: Int32, into output: inout MutableSpan<UInt8>
  ) throws(CaptureError.Problem) -> Int {
    while true {
      let step: (taken: Int, given: Int)
      do throws(DecompressionError) {
        // Lent by a reference of its own, since all of `self` changes; nothing is copied.
        let storage = storage
        step = try decompressor.decompress(storage.span.extracting(unread), into: &output)
      } catch {
        throw problem(.init(error))
      }
      unread = unread.lowerBound + step.taken..<unread.upperBound
      if step.given > 0 { return step.given }
      // Taken and nothing given: a header, or the start of a block.
      if step.taken > 0 { continue }
      guard unread.isEmpty, !isAtEndOfFile else {
        guard isAtEndOfFile, decompressor.mayEnd else { throw problem(.cutShort) }
        return 0
      }
      try refill(from: descriptor)
    }
  }

  private func problem(_ fault: CaptureError.CompressionFault) -> CaptureError.Problem {
    .compressedData(
      decompressor.format.rawValue, fault: fault, atByte: total - Int64(unread.count))
  }

  private mutating func refill(from descriptor: Int32) throws(CaptureError.Problem) {
    if storage.count < Self.pieceLength {
      storage = [UInt8](repeating: 0, count: Self.pieceLength)
    }
    while true {
      let got = unsafe storage.withUnsafeMutableBytes { buffer in
        unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      }
      if got >= 0 {
        unread = 0..<got
        total += Int64(got)
        isAtEndOfFile = got == 0
        return
      }
      guard errno == EINTR else { throw CaptureError.Problem(errno: errno) }
    }
  }
}
