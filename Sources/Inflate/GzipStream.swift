internal import CZlib

// Invariants of the unsafe code in this file:
// - `stream` points to one z_stream that this value alone owns; it does not move, as zlib asks (the
//   library's state points back at it), and is ended and freed once, in `deinit`;
// - next_in and next_out are set for the length of one call, to spans that are borrowed for it, and
//   avail_in and avail_out never exceed their counts, so zlib stays inside of them;
// - zlib only reads through next_in, so the cast to a mutable pointer writes nothing.

/// Members of a gzip file (RFC 1952), one after the other.
@safe
struct GzipStream: ~Copyable {
  /// The window of 32 KiB that RFC 1951 allows at most, and 16 for the gzip wrapper.
  private static let windowBits: Int32 = 15 + 16

  private enum Place {
    case member
    /// Behind a whole member: the end, another member, or zeros that fill up a block of a tape.
    case betweenMembers
    case padding
  }

  private let stream: UnsafeMutablePointer<z_stream>
  private var place = Place.member

  init() throws(DecompressionError) {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    let size = unsafe Int32(MemoryLayout<z_stream>.size)
    let made = unsafe inflateInit2_(stream, Self.windowBits, ZLIB_VERSION, size)
    guard made == Z_OK else {
      unsafe stream.deallocate()
      throw .outOfMemory
    }
  }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  mutating func step(
    _ input: Span<UInt8>, into output: inout MutableSpan<UInt8>
  ) -> Decompressor.Step {
    var step = Decompressor.Step()
    if place != .member {
      step.taken = skipPadding(input)
      step.mayEnd = true
      guard step.taken < input.count else { return step }
      let isReset = unsafe inflateReset(stream) == Z_OK
      guard isReset, place == .betweenMembers else {
        step.error = .damaged
        return step
      }
      place = .member
    }
    switch inflateOnce(input.extracting(droppingFirst: step.taken), into: &output, &step) {
    case Z_OK, Z_BUF_ERROR: break
    case Z_STREAM_END: place = .betweenMembers
    case Z_MEM_ERROR: step.error = .outOfMemory
    default: step.error = .damaged
    }
    step.mayEnd = place != .member
    return step
  }

  private mutating func skipPadding(_ input: Span<UInt8>) -> Int {
    var zeros = 0
    while zeros < input.count, input[zeros] == 0 { zeros += 1 }
    if zeros > 0 { place = .padding }
    return zeros
  }

  private mutating func inflateOnce(
    _ input: Span<UInt8>, into output: inout MutableSpan<UInt8>, _ step: inout Decompressor.Step
  ) -> Int32 {
    let stream = unsafe stream
    let (offered, room) = (Self.bounded(input.count), Self.bounded(output.count))
    return unsafe input.withUnsafeBufferPointer { source in
      unsafe output.withUnsafeMutableBufferPointer { target in
        unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
        unsafe stream.pointee.avail_in = offered
        unsafe stream.pointee.next_out = target.baseAddress
        unsafe stream.pointee.avail_out = room
        let result = unsafe inflate(stream, Z_NO_FLUSH)
        step.taken += unsafe Int(offered - stream.pointee.avail_in)
        step.given = unsafe Int(room - stream.pointee.avail_out)
        return result
      }
    }
  }

  /// zlib counts in 32 bits.
  private static func bounded(_ count: Int) -> UInt32 { UInt32(clamping: count) }
}
