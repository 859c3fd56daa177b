import Observations
import Testing

@testable import Flows

@Suite("Octets put together by their offsets")
struct OctetAssemblyTests {
  /// A message and a way to cut it, the same in every run.
  private static let message = (0..<500).map { UInt8(truncatingIfNeeded: $0 &* 37) }

  @Test("any order of overlapping pieces gives the message back", arguments: 1...20)
  func anyOrder(seed: UInt64) {
    var context = ReadingContext(limits: FlowLimits())
    var assembly = OctetAssembly()
    var state = seed
    func next(_ bound: Int) -> Int {
      // Numerical Recipes' linear congruence, of which the upper bits are taken.
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    var pieces: [Range<Int>] = stride(from: 0, to: 500, by: 20).map { $0..<$0 + 20 }
    for _ in 0..<20 {
      let start = next(480)
      pieces.append(start..<start + next(20) + 1)
    }
    while !pieces.isEmpty {
      let piece = pieces.remove(at: next(pieces.count))
      let octets = Array(Self.message[piece])
      let isTaken = assembly.insert(octets.span, at: piece.lowerBound, context: &context)
      #expect(isTaken)
    }
    #expect(assembly.prefixCount == 500)
    #expect(context.kept == 500)
    #expect(!assembly.hasConflict)
    let whole = assembly.takePrefix(500, context: &context)
    #expect(whole == Self.message)
    #expect(context.kept == 0)
    #expect(assembly.isEmpty)
  }

  @Test("what follows the taken octets moves to the front")
  func following() {
    var context = ReadingContext(limits: FlowLimits())
    var assembly = OctetAssembly()
    let octets: [UInt8] = [1, 2, 3, 4]
    _ = assembly.insert(octets.span, at: 0, context: &context)
    _ = assembly.insert(octets.span, at: 6, context: &context)
    #expect(assembly.takePrefix(3, context: &context) == [1, 2, 3])
    #expect(assembly.prefixCount == 1)
    #expect(assembly.takePrefix(1, context: &context) == [4])
    #expect(assembly.prefixCount == 0)
    // The second piece stood two octets behind the first.
    let gap: [UInt8] = [8, 9]
    _ = assembly.insert(gap.span, at: 0, context: &context)
    #expect(assembly.takePrefix(6, context: &context) == [8, 9, 1, 2, 3, 4])
  }

  @Test("refuses more pieces, more octets and a fuller partition, and counts each")
  func limits() {
    var small = FlowLimits()
    small.keptOctetsPerPartition = 100
    var context = ReadingContext(limits: small)
    var assembly = OctetAssembly()
    let octet: [UInt8] = [1]
    for index in 0..<64 {
      let isTaken = assembly.insert(octet.span, at: 2 * index, context: &context)
      #expect(isTaken)
    }
    var isTaken = assembly.insert(octet.span, at: 200, context: &context)
    #expect(!isTaken)
    // It touches a piece, so it needs no place of its own.
    isTaken = assembly.insert(octet.span, at: 1, context: &context)
    #expect(isTaken)
    isTaken = assembly.insert(octet.span, at: OctetAssembly.maximumOctets, context: &context)
    #expect(!isTaken)
    let many = [UInt8](repeating: 1, count: 60)
    isTaken = assembly.insert(many.span, at: 300, context: &context)
    #expect(!isTaken)
    #expect(
      context.coverage.limits == [
        "pieces of a handshake message": 1, "handshake message octets": 1, "kept octets": 1,
      ])
    assembly.release(context: &context)
    #expect(context.kept == 0)
  }
}
