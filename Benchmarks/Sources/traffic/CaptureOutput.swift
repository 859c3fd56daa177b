internal import Foundation
internal import TestKit

/// A capture that is written in large pieces.
struct CaptureOutput {
  private let file: FileHandle
  private var octets: [UInt8]

  private static let pieceSize = 1 << 20

  /// - Throws: what opening the file throws.
  init(path: String) throws {
    guard FileManager.default.createFile(atPath: path, contents: nil),
      let file = FileHandle(forWritingAtPath: path)
    else { throw CocoaError(.fileWriteUnknown) }
    self.file = file
    octets = CaptureWriter.pcapHeader()
  }

  /// - Parameter time: nanoseconds since 1970.
  mutating func write(_ frame: [UInt8], at time: Int64) throws {
    field(time / 1_000_000_000)
    field(time / 1_000 % 1_000_000)
    field(Int64(frame.count))
    field(Int64(frame.count))
    octets += frame
    if octets.count >= Self.pieceSize { try flush() }
  }

  private mutating func field(_ value: Int64) {
    for shift in stride(from: 0, to: 32, by: 8) {
      octets.append(UInt8(truncatingIfNeeded: value >> Int64(shift)))
    }
  }

  mutating func flush() throws {
    try file.write(contentsOf: Data(octets))
    octets.removeAll(keepingCapacity: true)
  }
}
