import Capture
import Foundation
import TestKit
import Testing

@Suite("CaptureError")
struct CaptureErrorTests {
  @Test("tells a missing file from a folder in the way")
  func tellsMissing() {
    #expect(Reading(path: "/nonexistent/capture.pcap").problem == .notFound)
    #expect(Reading(path: NSTemporaryDirectory()).problem == .directory)
  }

  @Test("tells a file that may not be read", .enabled(if: geteuid() != 0))
  func tellsPermission() throws {
    let file = try TemporaryFile(CaptureWriter.pcap([]))
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: file.path)
    #expect(Reading(path: file.path).problem == .permission)
  }

  @Test(
    "names what is not a capture",
    arguments: [
      ("1f8b0700", "gzip"), ("04224d18", "lz4"), ("fd377a585a00", "xz"),
      ("425a6839", "bzip2"), ("504b0304", "ZIP"), ("736e6f6f70000000", "snoop"),
      ("474d4255", "Network Monitor"), ("0102030405060708090a", "01 02 03 04 05 06 07 08)"),
      ("0a0d0d0a1c000000deadbeef0100000000000000000000001c000000", "0a 0d 0d 0a"),
    ])
  func namesOtherFiles(start: String, word: String) throws {
    let file = try TemporaryFile(hex(start))
    let error = #expect(throws: CaptureError.self) { _ = try CaptureFile(path: file.path) }
    let text = error?.description ?? ""
    #expect(text.contains(word))
    #expect(text.hasPrefix(file.path + ": "))
    #expect(!text.contains("\n"))
    #expect(error?.isAfterStart == false)
  }

  @Test("says in one line what happened, and where")
  func describes() {
    let cut = CaptureError(file: "a.pcap", .cutShort(atByte: 1000))
    #expect(cut.description == "a.pcap: capture cut short at byte 1000")
    #expect(cut.isAfterStart)
    let bad = CaptureError(file: "a.pcap", .badRecord(atByte: 24, rule: "too long"))
    #expect(bad.description == "a.pcap: bad record at byte 24: too long")
    #expect(
      CaptureError(file: "-", .readFailed(errno: EIO)).description
        == "-: cannot be read: Input/output error")
  }
}
