internal import CZstd

// Invariants of the unsafe code in this file:
// - `context` was made by ZSTD_createDCtx, is owned by this value alone and freed once, in `deinit`;
// - the two buffers point to spans that are borrowed for the call, with `size` at most their counts
//   and `pos` 0, and libzstd keeps neither behind the call (it copies what it needs later).

/// Frames of a zstd file (RFC 8878), one after the other; skippable frames give nothing.
@safe
struct ZstdStream: ~Copyable {
  private let context: OpaquePointer
  /// Octets that make up the next header or block, as the library says.
  private var wanted: Int
  private var isBetweenFrames = false
  /// The output was filled, so that octets of a block may wait.
  private var hasMore = false

  init() throws(DecompressionError) {
    guard let context = unsafe ZSTD_createDCtx() else { throw .outOfMemory }
    unsafe self.context = context
    wanted = Self.firstHeaderLength
    let windowLog = Int32(Decompressor.maximumWindow.trailingZeroBitCount)
    // Fails for a value outside of the library's own bounds only, which this is not.
    _ = unsafe ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, windowLog)
  }

  deinit {
    unsafe ZSTD_freeDCtx(context)
  }

  /// Block_Header of RFC 8878 section 3.1.1.2; the library asks for the next one with each block.
  private static let blockHeaderLength = 3
  /// ZSTD_startingInputLength: the magic number and the first octet of the frame header.
  private static let firstHeaderLength = 5

  mutating func step(
    _ input: Span<UInt8>, into output: inout MutableSpan<UInt8>
  ) -> Decompressor.Step {
    if hasMore {
      let rest = step(input, offering: 0, into: &output)
      if rest.given > 0 || rest.error != nil { return rest }
    }
    let offered = wanted > Self.blockHeaderLength ? wanted - Self.blockHeaderLength : wanted
    return step(input, offering: min(input.count, offered), into: &output)
  }

  /// One call of the library, a block at most.
  ///
  /// Of a call that fails the library does not say what it had given before. So the header of the
  /// next block, which it asks for with each block, waits until all of this one was given.
  private mutating func step(
    _ input: Span<UInt8>, offering offered: Int, into output: inout MutableSpan<UInt8>
  ) -> Decompressor.Step {
    var step = Decompressor.Step()
    let context = unsafe context
    let result = unsafe input.withUnsafeBufferPointer { source in
      unsafe output.withUnsafeMutableBufferPointer { target in
        var from = unsafe ZSTD_inBuffer(src: source.baseAddress, size: offered, pos: 0)
        var to = unsafe ZSTD_outBuffer(dst: target.baseAddress, size: target.count, pos: 0)
        let result = unsafe ZSTD_decompressStream(context, &to, &from)
        step.taken = unsafe from.pos
        step.given = unsafe to.pos
        return result
      }
    }
    guard ZSTD_isError(result) == 0 else {
      step.error = Self.error(ZSTD_getErrorCode(result))
      return step
    }
    hasMore = step.given == output.count
    // A call without input behind a whole frame asks for the next one, which need not come.
    if step.taken > 0 || step.given > 0 { isBetweenFrames = result == 0 }
    step.mayEnd = isBetweenFrames
    wanted = result == 0 ? Self.firstHeaderLength : result
    return step
  }

  private static func error(_ code: ZSTD_ErrorCode) -> DecompressionError {
    switch code {
    case ZSTD_error_frameParameter_windowTooLarge: .windowTooLarge
    case ZSTD_error_memory_allocation: .outOfMemory
    default: .damaged
    }
  }
}
