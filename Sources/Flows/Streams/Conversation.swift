import Observations
import Wire

/// The payload of one TCP flow: two streams, put in order, and the reader of their protocol.
///
/// In-order segments are read where they lie in the frame; octets are kept only when a message is
/// split or a segment is missing.
final class Conversation {
  private let low = Stream()
  private let high = Stream()
  private let recogniser = Recogniser()
  private(set) var reader: Reader
  /// A gap was met where the protocol had to be read.
  private(set) var hasGap = false
  private(set) var hasConflictingOverlap = false

  init() {
    reader = .recognising(recogniser)
  }

  /// Makes the object ready for another flow.
  func reset() {
    low.reset()
    high.reset()
    recogniser.reset()
    reader = .recognising(recogniser)
    hasGap = false
    hasConflictingOverlap = false
  }

  private func stream(of end: End) -> Stream {
    end == .low ? low : high
  }

  /// Nothing more is to be learned from either direction.
  var isSettled: Bool { low.isDone && high.isDone }

  /// The stream of an end begins behind this SYN.
  func begin(_ end: End, after sequence: UInt32) {
    let stream = stream(of: end)
    guard !stream.isPlaced else { return }
    stream.cursor = sequence &+ 1
    stream.isPlaced = true
  }

  /// The sequence number in front of which this end's octets change nothing; nil while octets are
  /// kept that later ones are compared or joined with.
  func skipped(of end: End) -> UInt32? {
    let stream = stream(of: end)
    guard stream.isPlaced, stream.held.isEmpty, stream.waiting.isEmpty, stream.distance == 0 else {
      return nil
    }
    return stream.cursor
  }

  /// Takes a segment's payload.
  ///
  /// - Parameters:
  ///   - payload: the octets that were captured.
  ///   - lost: octets of the segment that the capture cut off.
  func receive(
    _ payload: Span<UInt8>, lost: Int, sequence: UInt32, from end: End,
    context: ReadingContext
  ) {
    let stream = stream(of: end)
    guard !stream.isDone else { return }
    if !stream.isPlaced {
      stream.cursor = sequence
      stream.isPlaced = true
      stream.isMidstream = true
    }
    let ahead = Int32(bitPattern: sequence &- stream.cursor)
    if ahead > 0 {
      wait(payload, lost: lost, sequence: sequence, from: end, context: context)
      return
    }
    let old = -Int(ahead)
    if old > 0 { compareOverlap(payload, old: old, from: end) }
    guard old < payload.count + lost else { return }
    if old < payload.count {
      consume(payload.extracting(old..<payload.count), from: end, context: context)
    }
    if lost > 0 { skipLost(to: sequence &+ UInt32(payload.count + lost), from: end, context) }
    consumeWaiting(from: end, context: context)
  }

  /// Reads what still waits behind gaps; the flow is over.
  func finish(context: ReadingContext) {
    for end in [End.low, .high] {
      let stream = stream(of: end)
      while let first = stream.waiting.first {
        lose(to: first.sequence, from: end, context: context)
        consumeWaiting(from: end, context: context)
      }
      releaseHeld(end, context: context)
    }
    reader.finish(context: context)
  }

  /// Gives buffers back without reading them.
  func release(context: ReadingContext) {
    for end in [End.low, .high] {
      let stream = stream(of: end)
      releaseHeld(end, context: context)
      context.kept -= stream.waitingOctets
      stream.waiting = []
      stream.waitingOctets = 0
    }
  }

  // MARK: Reading in order

  /// Asks the reader; when it finds out what the flow carries, the new reader is asked.
  private func look(
    at octets: Span<UInt8>, from end: End, _ context: ReadingContext
  ) -> Progress {
    let stream = stream(of: end)
    var found: Reader?
    let isMidstream = stream.isMidstream
    let progress = reader.read(
      octets, from: end, isMidstream: isMidstream, found: &found, context: context)
    guard let found else { return progress }
    reader = found
    var again: Reader?
    return found.read(
      octets, from: end, isMidstream: isMidstream, found: &again, context: context)
  }

  private func consume(
    _ octets: Span<UInt8>, from end: End, context: ReadingContext
  ) {
    let stream = stream(of: end)
    var offset = 0
    if stream.distance > 0 {
      let step = min(stream.distance, 1 << 30)
      stream.cursor &+= UInt32(step)
      stream.distance -= step
      return
    }
    if !stream.held.isEmpty {
      offset = fillHeld(octets, from: end, context: context)
    }
    context.segments = 1
    while offset < octets.count, !stream.isDone {
      let rest = octets.extracting(offset..<octets.count)
      switch look(at: rest, from: end, context) {
      case .need(let count):
        hold(rest, needed: count, from: end, context: context)
        return
      case .more:
        hold(rest, needed: rest.count + 1, isOpen: true, from: end, context: context)
        return
      case .advance(let count):
        offset += advance(by: max(1, count), of: rest.count, from: end)
      case .handOver(let count):
        offset += advance(by: count, of: rest.count, from: end)
        startOver()
      case .done:
        finishReading(end, context: context)
      }
      if reader.endsBothDirections { finishReading(end.other, context: context) }
    }
  }

  /// Another protocol begins inside the connection.
  private func startOver() {
    recogniser.reset()
    reader = .recognising(recogniser)
  }

  /// Moves the cursor; returns how far to move inside the octets at hand.
  private func advance(by count: Int, of available: Int, from end: End) -> Int {
    let stream = stream(of: end)
    let ahead = max(0, count - available)
    let step = min(ahead, 1 << 30)
    stream.distance = UInt64(ahead - step)
    stream.cursor &+= UInt32(min(count, available) + step)
    return min(count, available)
  }

  /// Completes the held message from new octets; returns how many of them were taken.
  private func fillHeld(
    _ octets: Span<UInt8>, from end: End, context: ReadingContext
  ) -> Int {
    let stream = stream(of: end)
    var offset = 0
    stream.heldSegments &+= 1
    while !stream.held.isEmpty, !stream.isDone {
      let missing = stream.needed - stream.held.count
      let available = octets.count - offset
      let taken = stream.needsAny ? available : min(max(0, missing), available)
      for index in offset..<offset + taken { stream.held.append(octets[index]) }
      context.kept += taken
      stream.cursor &+= UInt32(taken)
      offset += taken
      if stream.held.count < stream.needed { return offset }
      let ahead = readHeld(from: end, context: context)
      offset += min(ahead, octets.count - offset)
    }
    return offset
  }

  /// Reads the held message; what is left over of it stays held.
  ///
  /// - Returns: octets behind the held ones that are skipped; the cursor has moved over them.
  private func readHeld(from end: End, context: ReadingContext) -> Int {
    let stream = stream(of: end)
    var buffer: [UInt8] = []
    swap(&buffer, &stream.held)
    context.segments = stream.heldSegments
    var start = 0
    var needed = 0
    var needsAny = false
    var skipped = 0
    reading: while start < buffer.count {
      let rest = buffer.span.extracting(start..<buffer.count)
      switch look(at: rest, from: end, context) {
      case .need(let count):
        needed = count
        break reading
      case .more:
        needed = rest.count + 1
        needsAny = true
        break reading
      case .advance(let count):
        // The held octets lie in front of the cursor, so only what exceeds them moves it.
        skipped = max(0, max(1, count) - rest.count)
        let step = min(skipped, 1 << 30)
        stream.cursor &+= UInt32(step)
        stream.distance = UInt64(skipped - step)
        start += min(max(1, count), rest.count)
      case .handOver(let count):
        start += min(count, rest.count)
        startOver()
      case .done:
        stream.isDone = true
        start = buffer.count
      }
      if reader.endsBothDirections { finishReading(end.other, context: context) }
    }
    context.kept -= min(start, buffer.count)
    if start >= buffer.count {
      context.giveBack(buffer)
      stream.heldSegments = 0
    } else {
      buffer.removeFirst(start)
      if start > 0 { stream.heldSegments = 1 }
      stream.held = buffer
      stream.needed = needed
      stream.needsAny = needsAny
      guard isAllowed(needed, holding: buffer.count, context: context) else {
        abandonHeld(from: end, context: context)
        return 0
      }
    }
    return skipped
  }

  /// Keeps the start of a message until the rest arrives.
  private func hold(
    _ octets: Span<UInt8>, needed: Int, isOpen: Bool = false, from end: End,
    context: ReadingContext
  ) {
    let stream = stream(of: end)
    guard isAllowed(needed, holding: octets.count, context: context),
      context.kept + octets.count <= context.limits.keptOctetsPerPartition
    else {
      stream.cursor &+= UInt32(octets.count)
      abandonHeld(from: end, context: context)
      return
    }
    var buffer = context.takeBuffer()
    buffer.reserveCapacity(needed)
    for index in octets.indices { buffer.append(octets[index]) }
    context.kept += octets.count
    stream.held = buffer
    stream.needed = needed
    stream.needsAny = isOpen
    stream.heldSegments = max(1, context.segments)
    stream.cursor &+= UInt32(octets.count)
  }

  private func isAllowed(
    _ needed: Int, holding count: Int, context: ReadingContext
  ) -> Bool {
    if needed <= context.limits.messageOctets, needed > count { return true }
    context.countLimit("message octets")
    return false
  }

  /// Gives a message up that cannot be kept; the stream is read on as after a gap.
  private func abandonHeld(from end: End, context: ReadingContext) {
    releaseHeld(end, context: context)
    markGap(from: end, context: context)
  }

  private func releaseHeld(_ end: End, context: ReadingContext) {
    let stream = stream(of: end)
    guard !stream.held.isEmpty else { return }
    context.kept -= stream.held.count
    var buffer: [UInt8] = []
    swap(&buffer, &stream.held)
    context.giveBack(buffer)
    stream.heldSegments = 0
  }

  private func finishReading(_ end: End, context: ReadingContext) {
    let stream = stream(of: end)
    guard !stream.isDone else { return }
    stream.isDone = true
    releaseHeld(end, context: context)
    context.kept -= stream.waitingOctets
    stream.waiting = []
    stream.waitingOctets = 0
  }

  // MARK: Out of order

  /// Keeps a segment that lies behind a missing one.
  private func wait(
    _ payload: Span<UInt8>, lost: Int, sequence: UInt32, from end: End,
    context: ReadingContext
  ) {
    let stream = stream(of: end)
    let place =
      stream.waiting.firstIndex { Int32(bitPattern: $0.sequence &- sequence) > 0 }
      ?? stream.waiting.count
    // The same segment again: the first wins.
    if place > 0, stream.waiting[place - 1].sequence == sequence,
      stream.waiting[place - 1].octets.count >= payload.count
    {
      return
    }
    let isFull =
      stream.waiting.count >= context.limits.waitingSegments
      || stream.waitingOctets + payload.count > context.limits.waitingOctets
      || context.kept + payload.count > context.limits.keptOctetsPerPartition
    if isFull {
      context.countLimit("waiting segments")
      let next = stream.waiting.first?.sequence ?? sequence
      lose(
        to: Int32(bitPattern: next &- sequence) < 0 ? next : sequence, from: end, context: context)
      consumeWaiting(from: end, context: context)
      if !stream.isDone, stream.waiting.count < context.limits.waitingSegments {
        receive(payload, lost: lost, sequence: sequence, from: end, context: context)
      }
      return
    }
    var octets = context.takeBuffer()
    for index in payload.indices { octets.append(payload[index]) }
    context.kept += octets.count
    stream.waitingOctets += octets.count
    stream.waiting.insert(
      Stream.WaitingSegment(sequence: sequence, octets: octets, lost: lost), at: place)
  }

  /// Reads segments that are no longer behind a gap.
  private func consumeWaiting(from end: End, context: ReadingContext) {
    let stream = stream(of: end)
    while let first = stream.waiting.first,
      Int32(bitPattern: first.sequence &- stream.cursor) <= 0
    {
      let segment = stream.waiting.removeFirst()
      stream.waitingOctets -= segment.octets.count
      context.kept -= segment.octets.count
      let old = Int(stream.cursor &- segment.sequence)
      if old < segment.octets.count, !stream.isDone {
        consume(
          segment.octets.span.extracting(old..<segment.octets.count), from: end,
          context: context)
      }
      if segment.lost > 0 {
        let wireEnd = segment.sequence &+ UInt32(segment.octets.count + segment.lost)
        skipLost(to: wireEnd, from: end, context)
      }
      context.giveBack(segment.octets)
    }
  }

  /// Octets that the capture cut off will never come: unless they are skipped anyway, a gap.
  private func skipLost(to sequence: UInt32, from end: End, _ context: ReadingContext) {
    let stream = stream(of: end)
    guard Int32(bitPattern: sequence &- stream.cursor) > 0 else { return }
    lose(to: sequence, from: end, context: context)
  }

  /// Moves on over octets that were not captured.
  private func lose(to sequence: UInt32, from end: End, context: ReadingContext) {
    let stream = stream(of: end)
    guard Int32(bitPattern: sequence &- stream.cursor) > 0, !stream.isDone else {
      return
    }
    releaseHeld(end, context: context)
    stream.cursor = sequence
    stream.distance = 0
    markGap(from: end, context: context)
  }

  private func markGap(from end: End, context: ReadingContext) {
    let stream = stream(of: end)
    context.coverage.gaps += 1
    context.changed = true
    hasGap = true
    stream.isMidstream = true
    reader.gap(from: end, context: context)
  }

  /// Compares octets that arrive a second time with those still held.
  private func compareOverlap(_ payload: Span<UInt8>, old: Int, from end: End) {
    let stream = stream(of: end)
    let held = stream.held.count
    guard held > 0 else { return }
    // `old` octets of the payload end at the cursor, as the held octets do.
    let common = min(old, held)
    let first = old - common
    for index in 0..<common where first + index < payload.count {
      if payload[first + index] != stream.held[held - common + index] {
        hasConflictingOverlap = true
        return
      }
    }
  }
}
