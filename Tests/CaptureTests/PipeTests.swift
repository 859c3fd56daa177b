import Capture
import Foundation
import TestKit
import Testing

@Suite("CaptureFile reading from a pipe")
struct PipeTests {
  @Test("reads frames that arrive a few octets at a time", arguments: [1, 7, 4096])
  func readsPieces(size: Int) throws {
    let frames = (0..<40).map { number in
      Frame(
        time: Int64(number) * 1000,
        octets: [UInt8](repeating: UInt8(number), count: number * 13))
    }
    for capture in [CaptureWriter.pcap(frames), CaptureWriter.pcapng(frames)] {
      let pipe = Pipe()
      let writer = Thread {
        let handle = pipe.fileHandleForWriting
        for start in stride(from: 0, to: capture.count, by: size) {
          let piece = capture[start..<min(start + size, capture.count)]
          try? handle.write(contentsOf: Data(piece))
        }
        try? handle.close()
      }
      let path = "/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)"
      writer.start()
      let reading = Reading(path: path)
      #expect(reading.problem == nil)
      #expect(reading.octets == frames.map(\.octets))
    }
  }
}
