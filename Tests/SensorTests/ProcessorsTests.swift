import Foundation
import Testing

@testable import Sensor

@Suite("usable processors")
struct ProcessorsTests {
  @Test("are those that the kernel names in the process's status")
  func affinity() throws {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("Cpus_allowed:") })
    let digits = line.drop { $0 != ":" }.dropFirst()
    let allowed = digits.compactMap { $0.hexDigitValue?.nonzeroBitCount }.reduce(0, +)
    #expect(Processors.usable == allowed)
  }
}
