import Observations
import Wire

/// The payload of one TCP flow: two streams, put in order, and the reader of their protocol.
///
/// In-order segments are read where they lie in the frame; octets are kept only when a message is
/// split or a segment is missing.
struct Conversation: ~Copyable {
  private var low = Stream()
  private var high = Stream()
  private var dialogue = Dialogue()

  /// Nothing more is to be learned from either direction.
  @inline(__always) var isSettled: Bool { low.isDone && high.isDone }
  @inline(__always) var hasGap: Bool { dialogue.hasGap }
  @inline(__always) var hasConflictingOverlap: Bool { dialogue.hasConflictingOverlap }

  func application(in readers: ReaderPools) -> Application {
    dialogue.application(in: readers)
  }

  func client(in readers: ReaderPools) -> End? {
    dialogue.client(in: readers)
  }

  func upgradedFrom(in readers: ReaderPools) -> Service? {
    dialogue.upgradedFrom(in: readers)
  }

  /// The stream of an end begins behind this SYN.
  mutating func begin(_ end: End, after sequence: UInt32) {
    switch end {
    case .low: low.begin(after: sequence)
    case .high: high.begin(after: sequence)
    }
  }

  /// The sequence number in front of which an end's octets change nothing; nil while octets are
  /// kept that later ones are compared or joined with.
  @inline(__always)
  func skipped(of end: End) -> UInt32? {
    switch end {
    case .low: low.skipped
    case .high: high.skipped
    }
  }

  /// Takes a segment's payload.
  ///
  /// - Parameters:
  ///   - payload: the octets that were captured.
  ///   - lost: octets of the segment that the capture cut off.
  ///   - reach: up to where octets of the other end are known to have been sent.
  mutating func receive(
    _ payload: Span<UInt8>, lost: Int, sequence: UInt32, from end: End, reach: UInt32? = nil,
    context: inout ReadingContext
  ) {
    switch end {
    case .low:
      dialogue.receive(
        payload, lost: lost, sequence: sequence, from: end, on: &low, context: &context)
    case .high:
      dialogue.receive(
        payload, lost: lost, sequence: sequence, from: end, on: &high, context: &context)
    }
    guard dialogue.reader.endsBothDirections else { return }
    // The word that asks for TLS may be among octets that have not come: what follows is in clear
    // only once they have, and the end of the flow tells whether they were lost.
    let waitsForLow = dialogue.hasEndedInPrelude && low.isBehind(end == .low ? nil : reach)
    let waitsForHigh = dialogue.hasEndedInPrelude && high.isBehind(end == .high ? nil : reach)
    if !waitsForLow { dialogue.finishReading(&low, context: &context) }
    if !waitsForHigh { dialogue.finishReading(&high, context: &context) }
  }

  /// Reads what still waits behind gaps; the flow is over.
  ///
  /// - Parameter reach: up to where octets of each end are known to have been sent.
  mutating func finish(reach: Ends<UInt32?>, context: inout ReadingContext) {
    dialogue.finish(.low, on: &low, reach: reach.low, context: &context)
    dialogue.finish(.high, on: &high, reach: reach.high, context: &context)
    dialogue.reader.finish(context: &context)
  }

  /// Gives buffers and reader back; the conversation is as new.
  mutating func release(context: inout ReadingContext) {
    dialogue.finishReading(&low, context: &context)
    dialogue.finishReading(&high, context: &context)
    dialogue.giveBackReaders(&context)
    self = Conversation()
  }
}
