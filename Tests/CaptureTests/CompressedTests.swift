import Capture
import Foundation
import TestKit
import Testing

/// Two captures that `CaptureWriter` wrote, compressed with gzip 1.12 and zstd 1.5.4.
private enum Compressed {
  /// `CaptureWriter.pcap(threeFrames)`.
  static let gzip = hex(
    """
    1f8b0800000000000003bb7278d342260616060460616004920b5cc33241341f142f440120598585ec0cac40
    1910de04020b8182f64efc70a300e0cc08d45b000000
    """)
  static let zstd = hex(
    """
    28b52ffd0458fd0100f402d4c3b2a102000400040001000000a0455669010000000ea1a045566920a1070005
    0000b2b2b2b2b2a14556693f420f05004ca8b4bb1c77d85dae1b8803a3f97b1c
    """)
  /// The first 64 octets and the rest, compressed one by one: a cut inside the second record.
  static let gzipParts =
    hex(
      """
      1f8b0800000000000003bb7278d342260616060460616004920b5cc33241341f142f440120598585ec0cac0c
      00d539250840000000
      """)
    + hex(
      """
      1f8b0800000000000003636060656060d804020b5dc332ed9df819600000ba2482121b000000
      """)
  static let zstdParts =
    hex(
      """
      28b52ffd04586d01002402d4c3b2a102000400040001000000a0455669010000000ea1a045566920a1070005
      000300b823ec72dd401cd0c8fc42
      """)
    + hex(
      """
      28b52ffd0458b5000078000005000000b2a14556693f420f0002008078008c995f7a9f
      """)

  static let all = [gzip, zstd, gzipParts, zstdParts]
}

@Suite("CaptureFile reading compressed captures")
struct CompressedTests {
  @Test("reads gzip and zstd, in one piece and in several", arguments: Compressed.all)
  func reads(file: [UInt8]) throws {
    let reading = try Reading(file)
    #expect(reading.problem == nil)
    #expect(reading.times == threeFrames.map(\.time))
    #expect(reading.octets == threeFrames.map(\.octets))
  }

  @Test("delivers the frames before the cut at every length, and says that it is cut")
  func readsEveryTruncation() throws {
    for file in Compressed.all {
      for length in 4..<file.count {
        let reading = try Reading(Array(file.prefix(length)))
        #expect(reading.octets == Array(threeFrames.map(\.octets).prefix(reading.octets.count)))
        switch reading.problem {
        case .compressedData(_, .cutShort, let byte): #expect(byte == length)
        // Between the two parts of a file the stream may end, but not the capture.
        case .cutShort(let byte): #expect(byte == 64)
        case let other: Issue.record("\(length): \(String(describing: other))")
        }
      }
    }
  }

  @Test("reads a stream that arrives one octet at a time", arguments: Compressed.all)
  func readsPieces(file: [UInt8]) throws {
    let pipe = Pipe()
    let writer = Thread {
      let handle = pipe.fileHandleForWriting
      for octet in file { try? handle.write(contentsOf: Data([octet])) }
      try? handle.close()
    }
    writer.start()
    let reading = Reading(path: "/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)")
    #expect(reading.problem == nil)
    #expect(reading.octets == threeFrames.map(\.octets))
  }

  @Test("delivers the frames before damage, and says where it is")
  func tellsDamage() throws {
    var file = Compressed.gzipParts
    // The magic number of the second member.
    let second = 53
    file[second] = 0xFF
    let reading = try Reading(file)
    #expect(reading.octets == threeFrames.prefix(1).map(\.octets))
    #expect(reading.problem == .compressedData("gzip", fault: .damaged, atByte: Int64(second)))
  }

  @Test("says what is compressed when it is no capture, nothing, or compressed twice")
  func namesOtherContent() throws {
    // `printf 'hello, world' | zstd` and `: | gzip -n`.
    let text = hex("28b52ffd045861000068656c6c6f2c20776f726c6442121b6d")
    #expect(try Reading(text).problem == .notACapture(firstOctets: Array("hello, w".utf8)))
    let nothing = hex("1f8b080000000000000303000000000000000000")
    #expect(try Reading(nothing).problem == .empty)
    let twice = hex(
      """
      28b52ffd045861020028b52ffd0458fd0100f402d4c3b2a102000400040001000000a0455669010000000ea1
      a045566920a10700050000b2b2b2b2b2a14556693f420f05004ca8b4bb1c77d85dae1b8803a3f97b1c37c3a0
      e0
      """)
    let problem = try Reading(twice).problem
    #expect(problem?.description.contains("zstd twice") == true)
  }

  @Test("counts the octets of the file, not those that they become")
  func countsOctets() throws {
    let file = try TemporaryFile(Compressed.zstd)
    var capture = try CaptureFile(path: file.path)
    while try capture.readFrame() != nil {}
    #expect(capture.fileSize == Int64(Compressed.zstd.count))
    #expect(capture.bytesRead == Int64(Compressed.zstd.count))
  }

  @Test("describes what is wrong with the compressed octets, in one line each")
  func describes() {
    let faults: [(CaptureError.CompressionFault, String)] = [
      (.cutShort, "a: gzip data cut short at byte 7"),
      (.damaged, "a: gzip data damaged at byte 7"),
      (.windowTooLarge, "a: gzip data that needs a window above 128 MiB at byte 7"),
      (.expandsTooMuch, "a: gzip data that grows more than 1000 times at byte 7"),
      (.outOfMemory, "a: gzip data that needs more memory than there is at byte 7"),
    ]
    for (fault, text) in faults {
      let error = CaptureError(file: "a", .compressedData("gzip", fault: fault, atByte: 7))
      #expect(error.description == text)
      #expect(error.isAfterStart)
    }
  }
}
