import Glibc
internal import Inflate

// Invariants that make the raw storage below safe:
//  - `base` points to `capacity` octets, all initialised, owned by this value alone and freed once,
//    in `deinit` or when `grow` has replaced them.
//  - 0 <= start <= end <= capacity at all times.
//  - `unread` and `octets(in:)` lend spans that borrow the whole buffer, so no fill, move or growth
//    can happen while one is alive; ranges are checked against `capacity`.

/// Octets of one descriptor, read in large pieces into one reused buffer.
///
/// The octets may be those that a compressed file becomes. Records are lent in place. Only the unfinished record at the end of a piece is moved, to the
/// front, when the next piece is read.
@safe
struct ReadBuffer: ~Copyable {
  /// 256 KiB a read: large enough that system calls vanish in the cost of copying, small enough to
  /// stay in a second-level cache (measured against mapping the file: twice as fast).
  static let pieceLength = 256 * 1024
  /// A record may not be larger; pcapng blocks are limited to the same 16 MiB by other readers.
  static let maximumCapacity = 16 * 1024 * 1024 + pieceLength
  private static let pageLength = 4096

  private var base: UnsafeMutableRawPointer
  private var capacity: Int
  /// The first octet that is not consumed, and the first that is not filled.
  private(set) var start = 0
  private(set) var end = 0
  /// Octets of the capture that were filled so far.
  private(set) var total: Int64 = 0
  private(set) var isAtEndOfFile = false
  private let descriptor: Int32
  private let ownsDescriptor: Bool
  /// nil unless the descriptor gives compressed octets.
  private var compressed: CompressedInput?
  /// Compressed octets that the descriptor has given so far.
  private var compressedTotal: Int64?

  /// Takes the descriptor over; it is closed with the buffer when `owning` says so.
  init(descriptor: Int32, owning: Bool) {
    self.descriptor = descriptor
    ownsDescriptor = owning
    capacity = Self.pieceLength + 64 * 1024
    unsafe base = Self.allocate(capacity)
  }

  deinit {
    unsafe base.deallocate()
    if ownsDescriptor { _ = Glibc.close(descriptor) }
  }

  private static func allocate(_ count: Int) -> UnsafeMutableRawPointer {
    let storage = UnsafeMutableRawPointer.allocate(byteCount: count, alignment: pageLength)
    unsafe storage.initializeMemory(as: UInt8.self, repeating: 0, count: count)
    return unsafe storage
  }

  var available: Int { end - start }
  /// Where the first unconsumed octet is in the file.
  var position: Int64 { total - Int64(end - start) }

  /// Octets of the file that were read and, unless it is compressed, consumed.
  var octetsRead: Int64 { compressedTotal ?? position }

  /// The octets that are filled and not consumed.
  var unread: Span<UInt8> {
    @_lifetime(borrow self)
    get { octets(in: start..<end) }
  }

  /// Octets of the buffer by their place in it; a range outside of it lends nothing.
  @_lifetime(borrow self)
  func octets(in range: Range<Int>) -> Span<UInt8> {
    let bounded = range.lowerBound >= 0 && range.upperBound <= capacity ? range : 0..<0
    let buffer = unsafe UnsafeRawBufferPointer(
      start: base + bounded.lowerBound, count: bounded.count)
    let span = unsafe buffer.bindMemory(to: UInt8.self).span
    return unsafe _overrideLifetime(span, borrowing: self)
  }

  /// Marks octets as consumed; they stay readable by their place until the next fill.
  mutating func consume(_ count: Int) {
    start = min(end, start + max(0, count))
  }

  /// Takes what is unread, and all that follows, as compressed octets.
  ///
  /// - Throws: `compressedData` for want of memory.
  mutating func decompress(_ format: CompressionFormat) throws(CaptureError.Problem) {
    compressed = try CompressedInput(format, start: copyOfUnread())
    (start, end, total, isAtEndOfFile) = (0, 0, 0, false)
  }

  private func copyOfUnread() -> [UInt8] {
    let octets = unread
    return octets.indices.map { octets[$0] }
  }

  /// Reads until `count` octets are available or the file ends; true when they are.
  ///
  /// - Throws: `readFailed` and `compressedData`; what was filled before stays.
  mutating func fill(atLeast count: Int) throws(CaptureError.Problem) -> Bool {
    while end - start < count {
      guard !isAtEndOfFile, count <= Self.maximumCapacity else { return false }
      makeRoom(for: count)
      let room = min(Self.pieceLength, capacity - end)
      let got = try read(room)
      if got > 0 {
        end += got
        total += Int64(got)
      } else if got == 0 {
        isAtEndOfFile = true
      } else if errno != EINTR {
        throw CaptureError.Problem(errno: errno)
      }
    }
    return true
  }

  /// Reads up to `room` octets behind those that are filled; negative as the system's `read` is.
  private mutating func read(_ room: Int) throws(CaptureError.Problem) -> Int {
    guard compressed != nil else { return unsafe Glibc.read(descriptor, base + end, room) }
    var free = unsafe UnsafeMutableRawBufferPointer(start: base + end, count: room)
      .bindMemory(to: UInt8.self).mutableSpan
    let got = try compressed?.read(from: descriptor, into: &free) ?? 0
    compressedTotal = compressed?.total
    return got
  }

  /// Moves the unfinished record to the front when too little room is left behind it, and grows the
  /// buffer when the record needs more than all of it.
  private mutating func makeRoom(for count: Int) {
    // A pipe gives little at a time; moving for every piece would copy records over and over.
    guard capacity - start < count || capacity - end < 64 * 1024 else { return }
    if capacity < count {
      let larger = min(Self.maximumCapacity, max(capacity * 2, count + Self.pieceLength))
      let storage = unsafe Self.allocate(larger)
      unsafe storage.copyMemory(from: base + start, byteCount: end - start)
      unsafe base.deallocate()
      unsafe base = storage
      capacity = larger
    } else if start > 0 {
      unsafe memmove(base, base + start, end - start)
    }
    end -= start
    start = 0
  }
}

/// An error number of the operating system.
struct SystemError: Error {
  var number: Int32
}

/// The system's words for an error number.
func systemMessage(_ number: Int32) -> String {
  unsafe String(cString: strerror(number))
}

/// Opens a file for reading; the caller owns the descriptor.
///
/// - Throws: the system's error number; EISDIR for a directory, which `open` itself would accept.
func openForReading(_ path: String) throws(SystemError) -> (descriptor: Int32, size: Int64?) {
  let descriptor = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw SystemError(number: errno) }
  var status = stat()
  guard unsafe fstat(descriptor, &status) == 0 else {
    let number = errno
    _ = Glibc.close(descriptor)
    throw SystemError(number: number)
  }
  switch status.st_mode & S_IFMT {
  case S_IFDIR:
    _ = Glibc.close(descriptor)
    throw SystemError(number: EISDIR)
  case S_IFREG: return (descriptor, Int64(status.st_size))
  default: return (descriptor, nil)
  }
}

/// The size of what stands behind standard input; nil unless it is a file.
func sizeOfStandardInput() -> Int64? {
  var status = stat()
  guard unsafe fstat(STDIN_FILENO, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
    return nil
  }
  return Int64(status.st_size)
}
