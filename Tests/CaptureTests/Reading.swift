import Capture
import TestKit

/// What came out of a capture: every frame, then the error that ended it.
struct Reading {
  var headers: [FrameHeader] = []
  var octets: [[UInt8]] = []
  var problem: CaptureError.Problem?

  init(path: String) {
    do throws(CaptureError) {
      var file = try CaptureFile(path: path)
      while let header = try file.readFrame() {
        headers.append(header)
        let span = file.octets
        octets.append(span.indices.map { span[$0] })
      }
    } catch {
      problem = error.problem
    }
  }

  init(_ capture: [UInt8]) throws {
    let file = try TemporaryFile(capture)
    self.init(path: file.path)
    // The file must outlive the reading.
    withExtendedLifetime(file) {}
  }

  var times: [Int64] { headers.map(\.time) }
}

/// Three small frames of different lengths, all times whole microseconds.
let threeFrames = [
  Frame(time: 1_767_261_600_000_001_000, octets: [UInt8](repeating: 0xA1, count: 14)),
  Frame(time: 1_767_261_600_500_000_000, octets: [UInt8](repeating: 0xB2, count: 5)),
  Frame(time: 1_767_261_601_999_999_000, octets: []),
]
