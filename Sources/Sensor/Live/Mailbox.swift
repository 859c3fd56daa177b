import Flows
import Observations
import Synchronization

// Invariants of the unsafe code in this file:
// - a frame's octets are copied while they are lent, and no pointer to them is kept.

/// Frames that the kernel gave to one worker and that belong to a partition of another.
///
/// One writer and one reader; what does not fit is lost, and counted.
final class Mailbox: Sendable {
  /// Octets that wait at most: a tenth of a second at 10 Gbit/s would be 125 MB, which no owner
  /// falls behind without its own ring being full as well.
  static let maximumOctets = 16 * 1_024 * 1_024

  struct Content: Sendable {
    var heads: [(head: PacketHead, octets: Range<Int>)] = []
    var octets: [UInt8] = []

    var isEmpty: Bool { heads.isEmpty }

    mutating func removeAll() {
      heads.removeAll(keepingCapacity: true)
      octets.removeAll(keepingCapacity: true)
    }
  }

  private let content = Mutex(Content())
  /// All frames of the writer up to this time (nanoseconds) were handed over.
  private let mark = Atomic<Int64>(.min)
  private let lostFrames = Atomic<UInt64>(0)

  /// Copies a frame; one that finds no room is lost.
  func put(_ head: PacketHead, _ frame: Span<UInt8>) {
    let hasRoom = content.withLock { content in
      let start = content.octets.count
      guard start + frame.count <= Self.maximumOctets else { return false }
      unsafe frame.withUnsafeBufferPointer { unsafe content.octets.append(contentsOf: $0) }
      content.heads.append((head, start..<content.octets.count))
      return true
    }
    if !hasRoom { lostFrames.wrappingAdd(1, ordering: .relaxed) }
  }

  /// Takes all that waits, in exchange for an empty content whose storage is used again.
  func take(_ empty: inout Content) {
    empty.removeAll()
    content.withLock { content in swap(&content, &empty) }
  }

  /// Says that nothing older than this comes any more.
  func setMark(_ time: Timestamp) {
    mark.store(time.nanoseconds, ordering: .releasing)
  }

  var completeUntil: Timestamp {
    Timestamp(nanoseconds: mark.load(ordering: .acquiring))
  }

  var lost: UInt64 { lostFrames.load(ordering: .relaxed) }
}
