import Testing

@testable import Compliance

@Suite("Index of places")
struct PlaceIndexTests {
  /// Few hashes, so that most keys collide and lie in one another's way.
  private func hash(_ key: Int) -> UInt32 { UInt32(truncatingIfNeeded: key % 7 &* 5) }

  @Test("finds what a dictionary finds after any insertions and removals", arguments: 1...4)
  func againstDictionary(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var index = PlaceIndex()
    var expected: [Int: Int] = [:]
    var keys: [Int] = []
    for _ in 0..<3_000 {
      let key = Int.random(in: 0..<90, using: &random)
      if let place = expected[key] {
        index.remove(hash(key), place)
        expected[key] = nil
      } else {
        expected[key] = keys.count
        index.insert(hash(key), keys.count)
        keys.append(key)
      }
      let probe = Int.random(in: 0..<90, using: &random)
      #expect(index.place(hash(probe)) { keys[$0] == probe } == expected[probe])
      #expect(index.count == expected.count)
    }
  }

  @Test("hashes that differ in one number differ")
  func spread() {
    let index = PlaceIndex()
    var hashes: Set<UInt32> = []
    for number in 0..<1_000 as Range<UInt64> {
      hashes.insert(index.hash(number, 0, 0))
      hashes.insert(index.hash(1 << 40, number, 0))
      hashes.insert(index.hash(1 << 41, 0, number << 32))
    }
    // Three thousand of four thousand million: two that are the same are rare, twenty unheard of.
    #expect(hashes.count > 2_980)
  }
}
