internal import Foundation

/// Reads a YAML file from disk; what cannot be read is a mistake of that file.
enum YAMLFile {
  static func parse(path: String, into mistakes: inout Mistakes) -> YAMLNode? {
    guard let octets = read(path: path, into: &mistakes) else { return nil }
    return YAMLDocument.parse(octets, file: path, into: &mistakes)
  }

  /// At most one octet more than a file may hold, so that a device or a pipe without end is
  /// refused like a file that is too large.
  static func read(path: String, into mistakes: inout Mistakes) -> [UInt8]? {
    let refusal: String
    if !FileManager.default.fileExists(atPath: path) {
      refusal = "there is no such file"
    } else if URL(fileURLWithPath: path).hasDirectoryPath {
      refusal = "this is a directory, not a file"
    } else if let handle = FileHandle(forReadingAtPath: path) {
      defer { try? handle.close() }
      do {
        // At the end of the file, where an empty file begins, there is no data.
        return [UInt8](try handle.read(upToCount: YAMLDocument.maximumOctets + 1) ?? Data())
      } catch {
        refusal = "the file cannot be read"
      }
    } else {
      refusal = "the file cannot be opened (permission?)"
    }
    mistakes.add(Mistake(file: path, line: 1, column: 1, text: refusal))
    return nil
  }
}
