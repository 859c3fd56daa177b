// Owns the C edge to zlib. Invariants: `stream` is allocated once, initialised by `inflateInit2_`
// before it is kept, never copied, and freed after `inflateEnd` in `deinit`; `next_in` and
// `next_out` point into buffers that outlive the one call of `inflate` they are set for.
internal import CZlib

/// Unpacks gzip and zlib data (RFC 1952, RFC 1950) as they come, piece by piece, without keeping
/// more than one small window of what was unpacked.
@safe public final class StreamInflater {
  public enum State: Hashable, Sendable {
    case going
    /// The end of the packed data was reached.
    case ended
    /// What came is not packed data, or is damaged.
    case damaged
  }

  public private(set) var state = State.going

  private let stream: UnsafeMutablePointer<z_stream>
  private var window: [UInt8]

  /// Octets that are handed over at once.
  private static let windowOctets = 4_096
  /// The largest window of deflate, and 32 for "gzip or zlib, see by the header" (zlib manual).
  private static let windowBits: Int32 = 15 + 32

  /// nil when there is no memory.
  public init?() {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    window = [UInt8](repeating: 0, count: Self.windowOctets)
    let result = unsafe inflateInit2_(
      stream, Self.windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard result == Z_OK else {
      unsafe stream.deallocate()
      return nil
    }
  }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  /// Unpacks what came; `take` gets the pieces and returns false when it has enough.
  public func inflate(_ octets: Span<UInt8>, _ take: (Span<UInt8>) -> Bool) {
    guard state == .going, !octets.isEmpty else { return }
    var place = 0
    // Each turn takes octets or hands some over; the caller's cap bounds what is handed over.
    while state == .going {
      let piece = octets.extracting(place..<octets.count)
      let (used, made, result) = step(piece)
      place += used
      if made > 0, !take(window.span.extracting(0..<made)) { return }
      switch result {
      case Z_OK, Z_BUF_ERROR:
        if made == 0 || (place >= octets.count && made < window.count) { return }
      case Z_STREAM_END: state = .ended
      default: state = .damaged
      }
    }
  }

  private func step(_ piece: Span<UInt8>) -> (used: Int, made: Int, result: Int32) {
    let size = piece.count
    let room = window.count
    return unsafe piece.withUnsafeBufferPointer { input in
      unsafe window.withUnsafeMutableBufferPointer { output in
        // zlib reads through the pointer and never writes, though its type says otherwise.
        unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        unsafe stream.pointee.avail_in = UInt32(clamping: size)
        unsafe stream.pointee.next_out = output.baseAddress
        unsafe stream.pointee.avail_out = UInt32(clamping: room)
        let result = unsafe CZlib.inflate(stream, Z_NO_FLUSH)
        let used = unsafe size - Int(stream.pointee.avail_in)
        let made = unsafe room - Int(stream.pointee.avail_out)
        unsafe stream.pointee.next_in = nil
        unsafe stream.pointee.next_out = nil
        return (used, made, result)
      }
    }
  }
}
