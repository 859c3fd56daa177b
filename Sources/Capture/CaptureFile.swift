import Glibc
internal import Inflate

/// A capture file, or a capture stream from standard input, read frame by frame.
///
/// Classic pcap and pcapng, either byte order, also compressed with gzip or zstd. A frame's octets are lent from the read buffer and
/// live until the next `readFrame`.
public struct CaptureFile: ~Copyable {
  /// What the user called it; "-" is spelled out.
  public let name: String
  /// Octets of the whole file; nil for a pipe.
  public let fileSize: Int64?

  private var buffer: ReadBuffer
  /// nil when the capture is pcapng.
  private let pcap: PcapFormat?
  private var section = PcapngSection()
  private var frame = 0..<0

  /// Opens a capture and reads as much as shows what it is.
  ///
  /// - Parameter path: the file; "-" reads from standard input.
  /// - Throws: `notFound`, `permission`, `directory`, `empty`, `notACapture`, `cutShort` when it ends
  ///   inside its first header, `compressedData`, `readFailed`.
  public init(path: String) throws(CaptureError) {
    let isStandardInput = path == "-"
    let name = isStandardInput ? "standard input" : path
    let file: (descriptor: Int32, size: Int64?)
    do throws(SystemError) {
      file =
        isStandardInput ? (STDIN_FILENO, sizeOfStandardInput()) : try openForReading(path)
    } catch {
      throw CaptureError(file: name, CaptureError.Problem(errno: error.number))
    }
    try self.init(
      name: name, fileSize: file.size,
      buffer: ReadBuffer(descriptor: file.descriptor, owning: !isStandardInput))
  }

  private init(
    name: String, fileSize: Int64?, buffer: consuming ReadBuffer
  ) throws(CaptureError) {
    var buffer = buffer
    let pcap: PcapFormat?
    do throws(CaptureError.Problem) {
      pcap = try Self.recognise(&buffer)
    } catch {
      throw CaptureError(file: name, error)
    }
    self.name = name
    self.fileSize = fileSize
    self.buffer = buffer
    self.pcap = pcap
  }

  /// Octets read so far, for a progress bar.
  public var bytesRead: Int64 { buffer.octetsRead }

  /// The octets of the frame that `readFrame` returned last.
  public var octets: Span<UInt8> {
    @_lifetime(borrow self)
    get { buffer.octets(in: frame) }
  }

  /// Goes to the next frame; nil at the end of the capture.
  ///
  /// - Throws: `cutShort`, `badRecord`, `compressedData`, `readFailed`, each after all frames before it.
  public mutating func readFrame() throws(CaptureError) -> FrameHeader? {
    do throws(CaptureError.Problem) {
      guard let pcap else { return try readBlocks() }
      return try readRecord(pcap)
    } catch {
      frame = 0..<0
      throw CaptureError(file: name, error)
    }
  }

  /// The format of a classic capture, read past its header; nil for pcapng.
  private static func recognise(
    _ buffer: inout ReadBuffer
  ) throws(CaptureError.Problem) -> PcapFormat? {
    if try buffer.fill(atLeast: CompressionFormat.magicLength),
      let format = CompressionFormat.recognise(buffer.unread)
    {
      try buffer.decompress(format)
    }
    guard try buffer.fill(atLeast: 4) else {
      guard buffer.available > 0 else { throw .empty }
      throw .notACapture(firstOctets: firstOctets(buffer))
    }
    if buffer.unread.uint32(at: 0, .littleEndian) == PcapngSection.headerType {
      guard try buffer.fill(atLeast: PcapngSection.shortestHeaderLength) else {
        throw .cutShort(atByte: buffer.total)
      }
      guard PcapngSection.order(buffer.unread) != nil else {
        throw .notACapture(firstOctets: firstOctets(buffer))
      }
      return nil
    }
    guard PcapFormat.recognise(buffer.unread) != nil else {
      _ = try buffer.fill(atLeast: 8)
      throw .notACapture(firstOctets: firstOctets(buffer))
    }
    guard try buffer.fill(atLeast: PcapFormat.headerLength), let pcap = PcapFormat(buffer.unread)
    else {
      throw .cutShort(atByte: buffer.total)
    }
    buffer.consume(PcapFormat.headerLength)
    return pcap
  }

  private static func firstOctets(_ buffer: borrowing ReadBuffer) -> [UInt8] {
    let octets = buffer.unread
    return (0..<min(8, octets.count)).map { octets[$0] }
  }

  /// Makes `count` octets available; false at the clean end, between two records.
  @inline(__always)
  private mutating func require(_ count: Int) throws(CaptureError.Problem) -> Bool {
    if buffer.available >= count { return true }
    return try refill(count)
  }

  @inline(never)
  private mutating func refill(_ count: Int) throws(CaptureError.Problem) -> Bool {
    if try buffer.fill(atLeast: count) { return true }
    guard buffer.available == 0 else { throw .cutShort(atByte: buffer.total) }
    return false
  }

  /// Lends the next `length` octets behind `skipped` as the frame and consumes `total`.
  @inline(__always)
  private mutating func lend(after skipped: Int, length: Int, consuming total: Int) {
    let start = buffer.start + skipped
    frame = start..<start + length
    buffer.consume(total)
  }

  @inline(__always)
  private mutating func readRecord(
    _ pcap: PcapFormat
  ) throws(CaptureError.Problem) -> FrameHeader? {
    guard try require(pcap.recordHeaderLength) else { return nil }
    let header = pcap.frameHeader(buffer.unread)
    let length = header.capturedLength
    guard length <= pcap.maximumCapturedLength else {
      throw .badRecord(
        atByte: buffer.position, rule: "a captured length of \(length) octets is impossible")
    }
    _ = try require(pcap.recordHeaderLength + length)
    lend(
      after: pcap.recordHeaderLength, length: length, consuming: pcap.recordHeaderLength + length)
    return header
  }

  /// Reads blocks up to the next one that holds a frame.
  private mutating func readBlocks() throws(CaptureError.Problem) -> FrameHeader? {
    // Taken out while it changes beside the octets that are lent; swapped, so nothing is copied.
    var section = PcapngSection()
    swap(&section, &self.section)
    defer { swap(&section, &self.section) }
    while true {
      guard try require(12) else { return nil }
      let length = try section.blockLength(buffer.unread, at: buffer.position)
      _ = try require(length)
      let place = try section.read(buffer.unread.extracting(0..<length), at: buffer.position)
      guard let place else {
        buffer.consume(length)
        continue
      }
      lend(after: place.start, length: place.header.capturedLength, consuming: length)
      return place.header
    }
  }
}

extension CaptureError.Problem: Error {
  init(errno number: Int32) {
    switch number {
    case ENOENT, ENOTDIR: self = .notFound
    case EACCES, EPERM: self = .permission
    case EISDIR: self = .directory
    default: self = .readFailed(errno: number)
    }
  }
}
