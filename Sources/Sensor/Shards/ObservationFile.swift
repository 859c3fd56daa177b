import Foundation

/// Reads an observations file line by line.
final class ObservationFile {
  /// An observation has bounded lists and names; a longer line is no observation.
  static let maximumLine = 4 << 20
  private static let piece = 256 << 10

  let path: String
  private let handle: FileHandle
  private var octets: [UInt8] = []
  private var start = 0
  private(set) var line = 0

  init(path: String) throws(ObservationError) {
    self.path = path
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw ObservationError("\(path): cannot be opened", kind: .unreadable)
    }
    self.handle = handle
  }

  deinit { try? handle.close() }

  /// The next record; a file that ends before its `end` record was cut short.
  func next() throws(ObservationError) -> ObservationRecord {
    guard let text = try nextLine() else {
      throw ObservationError(
        "\(path): cut short behind line \(line)", kind: .unreadable)
    }
    guard let record = ObservationRecord(line: text) else {
      throw ObservationError(
        "\(path):\(line): not a record of \(ObservationRecord.format)", kind: .unreadable)
    }
    return record
  }

  /// A line without its line feed; one that is not ended by a line feed is none.
  private func nextLine() throws(ObservationError) -> [UInt8]? {
    var searched = start
    while true {
      if let end = octets[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        line += 1
        defer { start = end + 1 }
        return Array(octets[start..<end])
      }
      octets.removeFirst(start)
      start = 0
      searched = octets.count
      guard octets.count <= Self.maximumLine else {
        throw ObservationError("\(path):\(line + 1): the line is too long", kind: .unreadable)
      }
      guard let data = try? handle.read(upToCount: Self.piece), !data.isEmpty else { return nil }
      octets += data
    }
  }
}
