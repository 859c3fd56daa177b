import Glibc
internal import Inflate

/// Why a capture could not be read, or not to its end.
public struct CaptureError: Error, Hashable, Sendable {
  /// The file as the user named it.
  public var file: String
  public var problem: Problem

  public enum Problem: Hashable, Sendable {
    case notFound
    case permission
    case directory
    /// The file has no octets at all.
    case empty
    /// The first octets (up to 8) are not those of a capture.
    case notACapture(firstOctets: [UInt8])
    /// The capture ends inside a record; every record before it was delivered.
    case cutShort(atByte: Int64)
    /// The record that starts at this byte contradicts itself; every record before it was delivered.
    case badRecord(atByte: Int64, rule: String)
    /// The compressed octets that hold the capture end too early or make no sense; every record
    /// before that was delivered. The byte is one of the compressed file, as read so far.
    case compressedData(String, fault: CompressionFault, atByte: Int64)
    /// The system refused to open or read the file.
    case readFailed(errno: Int32)
  }

  /// What is wrong with compressed octets.
  public enum CompressionFault: Hashable, Sendable {
    case cutShort
    case damaged
    /// Decompressing it would need more memory than a capture is given.
    case windowTooLarge
    /// It grows beyond what packets can.
    case expandsTooMuch
    case outOfMemory
  }

  public init(file: String, _ problem: Problem) {
    self.file = file
    self.problem = problem
  }

  /// Whether frames were delivered, or could have been, before this error.
  public var isAfterStart: Bool {
    switch problem {
    case .cutShort, .badRecord, .compressedData, .readFailed: true
    case .notFound, .permission, .directory, .empty, .notACapture: false
    }
  }
}

extension CaptureError: CustomStringConvertible {
  /// One line: the file, and what was found.
  public var description: String { "\(file): \(problem)" }
}

extension CaptureError.Problem: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notFound: "no such file"
    case .permission: "no permission to read it"
    case .directory: "is a directory, not a capture file"
    case .empty: "is empty, not a capture file"
    case .notACapture(let octets): Self.describe(start: octets)
    case .cutShort(let byte): "capture cut short at byte \(byte)"
    case .badRecord(let byte, let rule): "bad record at byte \(byte): \(rule)"
    case .compressedData(let format, let fault, let byte): "\(format) data \(fault) at byte \(byte)"
    case .readFailed(let number): "cannot be read: \(systemMessage(number))"
    }
  }

  /// What a file most likely is that is not a capture, from its first octets.
  static func describe(start: [UInt8]) -> String {
    for known in knownStarts where start.starts(with: known.octets) { return known.meaning }
    let digits = start.map { octet in
      let text = String(octet, radix: 16)
      return text.count == 1 ? "0" + text : text
    }
    return "not a capture file (starts with \(digits.joined(separator: " ")))"
  }

  static let knownStarts: [(octets: [UInt8], meaning: String)] = [
    ([0x1F, 0x8B], "compressed with gzip, and no capture can be read from it"),
    ([0x28, 0xB5, 0x2F, 0xFD], "compressed with zstd twice; decompress it first"),
    ([0x04, 0x22, 0x4D, 0x18], "compressed with lz4, not a capture file; decompress it first"),
    ([0xFD, 0x37, 0x7A, 0x58], "compressed with xz, not a capture file; decompress it first"),
    ([0x42, 0x5A, 0x68], "compressed with bzip2, not a capture file; decompress it first"),
    ([0x50, 0x4B, 0x03, 0x04], "a ZIP archive, not a capture file; unpack it first"),
    (Array("snoop".utf8), "a snoop capture; only pcap and pcapng are read"),
    (Array("GMBU".utf8), "a Network Monitor capture; only pcap and pcapng are read"),
    (Array("RTSS".utf8), "a Network Monitor capture; only pcap and pcapng are read"),
  ]
}

extension CaptureError.CompressionFault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .cutShort: "cut short"
    case .damaged: "damaged"
    case .windowTooLarge: "that needs a window above \(Decompressor.maximumWindow >> 20) MiB"
    case .expandsTooMuch: "that grows more than \(Decompressor.maximumRatio) times"
    case .outOfMemory: "that needs more memory than there is"
    }
  }

  init(_ error: DecompressionError) {
    switch error {
    case .damaged: self = .damaged
    case .windowTooLarge: self = .windowTooLarge
    case .expandsTooMuch: self = .expandsTooMuch
    case .outOfMemory: self = .outOfMemory
    }
  }
}
