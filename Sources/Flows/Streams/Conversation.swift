import Observations
import Wire

/// The payload of one TCP flow: two streams, put in order, and the reader of their protocol.
///
/// In-order segments are read where they lie in the frame; octets are kept only when a message is
/// split or a segment is missing.
final class Conversation {
  private var streams = Ends(Stream(), Stream())
  private(set) var reader: Reader
  /// A gap was met where the protocol had to be read.
  private(set) var hasGap = false
  private(set) var hasConflictingOverlap = false

  init() {
    reader = .recognising(Recogniser())
  }

  /// Nothing more is to be learned from either direction.
  var isSettled: Bool { streams.low.isDone && streams.high.isDone }

  /// The stream of an end begins behind this SYN.
  func begin(_ end: End, after sequence: UInt32) {
    guard !streams[end].isPlaced else { return }
    streams[end].cursor = sequence &+ 1
    streams[end].isPlaced = true
  }

  /// Takes a segment's payload.
  ///
  /// - Parameters:
  ///   - payload: the octets that were captured.
  ///   - lost: octets of the segment that the capture cut off.
  func receive(
    _ payload: Span<UInt8>, lost: Int, sequence: UInt32, from end: End,
    context: inout ReadingContext
  ) {
    guard !streams[end].isDone else { return }
    if !streams[end].isPlaced {
      streams[end].cursor = sequence
      streams[end].isPlaced = true
      streams[end].isMidstream = true
    }
    streams[end].hasPayload = true
    let ahead = Int32(bitPattern: sequence &- streams[end].cursor)
    if ahead > 0 {
      wait(payload, lost: lost, sequence: sequence, from: end, context: &context)
      return
    }
    let old = -Int(ahead)
    if old > 0 { compareOverlap(payload, old: old, from: end) }
    guard old < payload.count + lost else { return }
    if old < payload.count {
      consume(payload.extracting(old..<payload.count), from: end, context: &context)
    }
    if lost > 0 { skipLost(to: sequence &+ UInt32(payload.count + lost), from: end, &context) }
    consumeWaiting(from: end, context: &context)
  }

  /// Reads what still waits behind gaps; the flow is over.
  func finish(context: inout ReadingContext) {
    for end in [End.low, .high] {
      while let first = streams[end].waiting.first {
        lose(to: first.sequence, from: end, context: &context)
        consumeWaiting(from: end, context: &context)
      }
      releaseHeld(end, context: &context)
    }
    reader.finish(context: &context)
  }

  /// Gives buffers back without reading them.
  func release(context: inout ReadingContext) {
    for end in [End.low, .high] {
      releaseHeld(end, context: &context)
      context.kept -= streams[end].waitingOctets
      streams[end].waiting = []
      streams[end].waitingOctets = 0
    }
  }

  // MARK: Reading in order

  private func consume(
    _ octets: Span<UInt8>, from end: End, context: inout ReadingContext
  ) {
    var offset = 0
    if streams[end].distance > 0 {
      let step = min(streams[end].distance, 1 << 30)
      streams[end].cursor &+= UInt32(step)
      streams[end].distance -= step
      return
    }
    if !streams[end].held.isEmpty {
      offset = fillHeld(octets, from: end, context: &context)
    }
    context.segments = 1
    while offset < octets.count, !streams[end].isDone {
      let rest = octets.extracting(offset..<octets.count)
      switch reader.read(rest, from: end, isMidstream: streams[end].isMidstream, context: &context) {
      case .need(let count):
        hold(rest, needed: count, from: end, context: &context)
        return
      case .more:
        hold(rest, needed: rest.count + 1, isOpen: true, from: end, context: &context)
        return
      case .advance(let count):
        offset += advance(by: max(1, count), of: rest.count, from: end)
      case .handOver(let count):
        offset += advance(by: count, of: rest.count, from: end)
        reader = .recognising(Recogniser())
      case .done:
        finishReading(end, context: &context)
      }
      if reader.endsBothDirections { finishReading(end.other, context: &context) }
    }
  }

  /// Moves the cursor; returns how far to move inside the octets at hand.
  private func advance(by count: Int, of available: Int, from end: End) -> Int {
    let ahead = max(0, count - available)
    let step = min(ahead, 1 << 30)
    streams[end].distance = UInt64(ahead - step)
    streams[end].cursor &+= UInt32(min(count, available) + step)
    return min(count, available)
  }

  /// Completes the held message from new octets; returns how many of them were taken.
  private func fillHeld(
    _ octets: Span<UInt8>, from end: End, context: inout ReadingContext
  ) -> Int {
    var offset = 0
    streams[end].heldSegments &+= 1
    while !streams[end].held.isEmpty, !streams[end].isDone {
      let missing = streams[end].needed - streams[end].held.count
      let available = octets.count - offset
      let taken = streams[end].needsAny ? available : min(max(0, missing), available)
      for index in offset..<offset + taken { streams[end].held.append(octets[index]) }
      context.kept += taken
      streams[end].cursor &+= UInt32(taken)
      offset += taken
      if streams[end].held.count < streams[end].needed { return offset }
      let ahead = readHeld(from: end, context: &context)
      offset += min(ahead, octets.count - offset)
    }
    return offset
  }

  /// Reads the held message; what is left over of it stays held.
  ///
  /// - Returns: octets behind the held ones that are skipped; the cursor has moved over them.
  private func readHeld(from end: End, context: inout ReadingContext) -> Int {
    var buffer: [UInt8] = []
    swap(&buffer, &streams[end].held)
    context.segments = streams[end].heldSegments
    var start = 0
    var needed = 0
    var needsAny = false
    var skipped = 0
    reading: while start < buffer.count {
      let rest = buffer.span.extracting(start..<buffer.count)
      switch reader.read(rest, from: end, isMidstream: streams[end].isMidstream, context: &context) {
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
        streams[end].cursor &+= UInt32(step)
        streams[end].distance = UInt64(skipped - step)
        start += min(max(1, count), rest.count)
      case .handOver(let count):
        start += min(count, rest.count)
        reader = .recognising(Recogniser())
      case .done:
        streams[end].isDone = true
        start = buffer.count
      }
      if reader.endsBothDirections { finishReading(end.other, context: &context) }
    }
    context.kept -= min(start, buffer.count)
    if start >= buffer.count {
      context.giveBack(buffer)
      streams[end].heldSegments = 0
    } else {
      buffer.removeFirst(start)
      if start > 0 { streams[end].heldSegments = 1 }
      streams[end].held = buffer
      streams[end].needed = needed
      streams[end].needsAny = needsAny
      guard isAllowed(needed, holding: buffer.count, context: &context) else {
        abandonHeld(from: end, context: &context)
        return 0
      }
    }
    return skipped
  }

  /// Keeps the start of a message until the rest arrives.
  private func hold(
    _ octets: Span<UInt8>, needed: Int, isOpen: Bool = false, from end: End,
    context: inout ReadingContext
  ) {
    guard isAllowed(needed, holding: octets.count, context: &context),
      context.kept + octets.count <= context.limits.keptOctetsPerPartition
    else {
      streams[end].cursor &+= UInt32(octets.count)
      abandonHeld(from: end, context: &context)
      return
    }
    var buffer = context.takeBuffer()
    buffer.reserveCapacity(needed)
    for index in octets.indices { buffer.append(octets[index]) }
    context.kept += octets.count
    streams[end].held = buffer
    streams[end].needed = needed
    streams[end].needsAny = isOpen
    streams[end].heldSegments = max(1, context.segments)
    streams[end].cursor &+= UInt32(octets.count)
  }

  private func isAllowed(
    _ needed: Int, holding count: Int, context: inout ReadingContext
  ) -> Bool {
    if needed <= context.limits.messageOctets, needed > count { return true }
    context.countLimit("message octets")
    return false
  }

  /// Gives a message up that cannot be kept; the stream is read on as after a gap.
  private func abandonHeld(from end: End, context: inout ReadingContext) {
    releaseHeld(end, context: &context)
    markGap(from: end, context: &context)
  }

  private func releaseHeld(_ end: End, context: inout ReadingContext) {
    guard !streams[end].held.isEmpty else { return }
    context.kept -= streams[end].held.count
    var buffer: [UInt8] = []
    swap(&buffer, &streams[end].held)
    context.giveBack(buffer)
    streams[end].heldSegments = 0
  }

  private func finishReading(_ end: End, context: inout ReadingContext) {
    guard !streams[end].isDone else { return }
    streams[end].isDone = true
    releaseHeld(end, context: &context)
    context.kept -= streams[end].waitingOctets
    streams[end].waiting = []
    streams[end].waitingOctets = 0
  }

  // MARK: Out of order

  /// Keeps a segment that lies behind a missing one.
  private func wait(
    _ payload: Span<UInt8>, lost: Int, sequence: UInt32, from end: End,
    context: inout ReadingContext
  ) {
    let place =
      streams[end].waiting.firstIndex { Int32(bitPattern: $0.sequence &- sequence) > 0 }
      ?? streams[end].waiting.count
    // The same segment again: the first wins.
    if place > 0, streams[end].waiting[place - 1].sequence == sequence,
      streams[end].waiting[place - 1].octets.count >= payload.count
    {
      return
    }
    let isFull =
      streams[end].waiting.count >= context.limits.waitingSegments
      || streams[end].waitingOctets + payload.count > context.limits.waitingOctets
      || context.kept + payload.count > context.limits.keptOctetsPerPartition
    if isFull {
      context.countLimit("waiting segments")
      let next = streams[end].waiting.first?.sequence ?? sequence
      lose(
        to: Int32(bitPattern: next &- sequence) < 0 ? next : sequence, from: end, context: &context)
      consumeWaiting(from: end, context: &context)
      if !streams[end].isDone, streams[end].waiting.count < context.limits.waitingSegments {
        receive(payload, lost: lost, sequence: sequence, from: end, context: &context)
      }
      return
    }
    var octets = context.takeBuffer()
    for index in payload.indices { octets.append(payload[index]) }
    context.kept += octets.count
    streams[end].waitingOctets += octets.count
    streams[end].waiting.insert(
      Stream.WaitingSegment(sequence: sequence, octets: octets, lost: lost), at: place)
  }

  /// Reads segments that are no longer behind a gap.
  private func consumeWaiting(from end: End, context: inout ReadingContext) {
    while let first = streams[end].waiting.first,
      Int32(bitPattern: first.sequence &- streams[end].cursor) <= 0
    {
      let segment = streams[end].waiting.removeFirst()
      streams[end].waitingOctets -= segment.octets.count
      context.kept -= segment.octets.count
      let old = Int(streams[end].cursor &- segment.sequence)
      if old < segment.octets.count, !streams[end].isDone {
        consume(
          segment.octets.span.extracting(old..<segment.octets.count), from: end,
          context: &context)
      }
      if segment.lost > 0 {
        let wireEnd = segment.sequence &+ UInt32(segment.octets.count + segment.lost)
        skipLost(to: wireEnd, from: end, &context)
      }
      context.giveBack(segment.octets)
    }
  }

  /// Octets that the capture cut off will never come: unless they are skipped anyway, a gap.
  private func skipLost(to sequence: UInt32, from end: End, _ context: inout ReadingContext) {
    guard Int32(bitPattern: sequence &- streams[end].cursor) > 0 else { return }
    lose(to: sequence, from: end, context: &context)
  }

  /// Moves on over octets that were not captured.
  private func lose(to sequence: UInt32, from end: End, context: inout ReadingContext) {
    guard Int32(bitPattern: sequence &- streams[end].cursor) > 0, !streams[end].isDone else {
      return
    }
    releaseHeld(end, context: &context)
    streams[end].cursor = sequence
    streams[end].distance = 0
    markGap(from: end, context: &context)
  }

  private func markGap(from end: End, context: inout ReadingContext) {
    context.coverage.gaps += 1
    context.changed = true
    hasGap = true
    streams[end].isMidstream = true
    reader.gap(from: end, context: &context)
  }

  /// Compares octets that arrive a second time with those still held.
  private func compareOverlap(_ payload: Span<UInt8>, old: Int, from end: End) {
    let held = streams[end].held.count
    guard held > 0 else { return }
    // `old` octets of the payload end at the cursor, as the held octets do.
    let common = min(old, held)
    let first = old - common
    for index in 0..<common where first + index < payload.count {
      if payload[first + index] != streams[end].held[held - common + index] {
        hasConflictingOverlap = true
        return
      }
    }
  }
}
