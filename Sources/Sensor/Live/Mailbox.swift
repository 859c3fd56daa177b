import Flows
import Observations
import Synchronization

/// Frames that the kernel gave to one worker and that belong to a partition of another.
///
/// One writer and one reader; what does not fit is lost, and counted.
final class Mailbox: Sendable {
  /// Octets that wait at most: a tenth of a second at 10 Gbit/s would be 125 MB, which no owner
  /// falls behind without its own ring being full as well.
  static let maximumOctets = 16 * 1_024 * 1_024

  private let content = Mutex(FrameBatch())
  /// All frames of the writer up to this time (nanoseconds) were handed over.
  private let mark = Atomic<Int64>(.min)
  private let lostFrames = Atomic<UInt64>(0)

  /// Copies a frame; one that finds no room is lost.
  func put(_ head: PacketHead, _ frame: Span<UInt8>) {
    let hasRoom = content.withLock { content in
      guard content.octets.count + frame.count <= Self.maximumOctets else { return false }
      content.append(head, frame)
      return true
    }
    if !hasRoom { lostFrames.wrappingAdd(1, ordering: .relaxed) }
  }

  /// Takes all that waits, in exchange for an empty content whose storage is used again.
  func take(_ empty: inout FrameBatch) {
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
