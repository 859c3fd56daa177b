import Flows

// Invariants of the unsafe code in this file:
// - a frame's octets are copied while they are lent, and no pointer to them is kept.

/// Frames on their way to the owner of their partitions: what the front door learned of each, and a
/// copy of its octets.
struct FrameBatch: Sendable {
  private(set) var heads: [(head: PacketHead, octets: Range<Int>)] = []
  private(set) var octets: [UInt8] = []

  init() {}

  /// With room for so much.
  init(frames: Int, octets count: Int) {
    heads.reserveCapacity(frames)
    octets.reserveCapacity(count)
  }

  var isEmpty: Bool { heads.isEmpty }

  mutating func append(_ head: PacketHead, _ frame: Span<UInt8>) {
    let start = octets.count
    unsafe frame.withUnsafeBufferPointer { unsafe octets.append(contentsOf: $0) }
    heads.append((head, start..<octets.count))
  }

  /// Forgets the frames and keeps the storage.
  mutating func removeAll() {
    heads.removeAll(keepingCapacity: true)
    octets.removeAll(keepingCapacity: true)
  }
}
