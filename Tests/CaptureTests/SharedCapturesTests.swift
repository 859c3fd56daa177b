import Capture
import Foundation
import Testing

/// Captures of other projects, kept beside the repository where there are any.
enum SharedCaptures {
  static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("shared/captures")

  /// File name and number of frames, as the manifest counted them with other software.
  static let manifest: [(file: String, frames: Int)] = {
    let url = folder.appendingPathComponent("MANIFEST.tsv")
    guard let text = try? String(contentsOf: url, encoding: .utf8) else { return [] }
    return text.split(separator: "\n").dropFirst().compactMap { line in
      let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
      guard columns.count > 3, let frames = Int(columns[3]) else { return nil }
      return (String(columns[0]), frames)
    }
  }()
}

@Suite("CaptureFile reading captures of other projects")
struct SharedCapturesTests {
  @Test(
    "finds as many frames as other software does",
    .enabled(
      if: !SharedCaptures.manifest.isEmpty, "needs ../shared/captures beside the repository"))
  func countsFrames() {
    for (file, frames) in SharedCaptures.manifest {
      let path = SharedCaptures.folder.appendingPathComponent(file).path
      var count = 0
      var problem: CaptureError.Problem?
      do throws(CaptureError) {
        var capture = try CaptureFile(path: path)
        while try capture.readFrame() != nil { count += 1 }
      } catch {
        problem = error.problem
      }
      #expect(count == frames, "\(file)")
      switch problem {
      case nil, .cutShort, .badRecord: break
      case let other: Issue.record("\(file): \(String(describing: other))")
      }
    }
  }
}
