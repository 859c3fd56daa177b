import Observations
import Wire

/// Puts the octets of a flow's streams in order and shows them to the reader of their protocol.
///
/// Holds what both directions share; the stream at hand is lent to every step.
struct Dialogue: ~Copyable {
  private var recogniser = Recogniser()
  private(set) var reader = Reader.recognising
  /// What the connection began with before it was handed over: a service, or the reader of HTTP.
  private var carrier = Reader.recognising
  /// A gap was met where the protocol had to be read.
  private(set) var hasGap = false
  private(set) var hasConflictingOverlap = false
  /// A prelude came to its end without a change to another protocol.
  private(set) var hasEndedInPrelude = false

  /// What the flow carries, for its snapshot: the carrier, when nothing that is known follows it.
  func application(in readers: ReaderPools) -> Application {
    let application = application(of: reader, in: readers)
    switch application {
    case .unknown, .other(.text), .other(.binary):
      if case .recognising = carrier { return application }
      return self.application(of: carrier, in: readers)
    default: return application
    }
  }

  /// The service in front of what the flow carries now.
  func upgradedFrom(in readers: ReaderPools) -> Service? {
    guard case .other(let service) = carrier else { return nil }
    switch application(of: reader, in: readers) {
    case .unknown, .other(.text), .other(.binary): return nil
    default: return service
    }
  }

  /// The end that speaks as the client, where messages tell.
  func client(in readers: ReaderPools) -> End? {
    reader.client(in: readers) ?? carrier.client(in: readers)
  }

  private func application(of reader: Reader, in readers: ReaderPools) -> Application {
    switch reader {
    case .recognising: recogniser.guess.map { .other($0) } ?? .unknown
    case .prelude(let index):
      readers.prelude[index].flatMap { $0.application ?? $0.service.map { .other($0) } } ?? .unknown
    case .tls(let index): .tls(readers.tls[index].handshake)
    case .smb(let index): .smb(readers.smb[index].connection)
    case .http(let index): .http(readers.http[index].conversation)
    case .dns: .dns
    case .other(let service): service.map { .other($0) } ?? .unknown
    }
  }

  /// Takes a segment's payload; see `Conversation.receive`.
  mutating func receive(
    _ payload: Span<UInt8>, lost: Int, sequence: UInt32, from end: End,
    on stream: inout Stream, context: inout ReadingContext
  ) {
    guard !stream.isDone else { return }
    if !stream.isPlaced {
      stream.cursor = sequence
      stream.isPlaced = true
      stream.isMidstream = true
    }
    var ahead = Int32(bitPattern: sequence &- stream.cursor)
    if ahead > 0, stream.distance >= UInt64(ahead) {
      // What is missing is part of a body that is skipped.
      stream.distance -= UInt64(ahead)
      stream.cursor = sequence
      ahead = 0
    }
    if ahead > 0 {
      wait(
        payload, lost: lost, sequence: sequence, from: end, on: &stream, context: &context)
      return
    }
    let old = -Int(ahead)
    if old > 0 { compareOverlap(payload, old: old, on: stream) }
    guard old < payload.count + lost else { return }
    if let first = stream.waiting.first?.sequence {
      let cut = Int(Int32(bitPattern: first &- sequence))
      if cut < payload.count {
        // Octets that came before these wait behind the gap: the first ones win.
        noteConflicts(payload, sequence: sequence, on: stream)
        if old < cut {
          consume(payload.extracting(old..<cut), from: end, on: &stream, context: &context)
        }
        consumeWaiting(from: end, on: &stream, context: &context)
        receive(payload, lost: lost, sequence: sequence, from: end, on: &stream, context: &context)
        return
      }
    }
    if old < payload.count {
      consume(
        payload.extracting(old..<payload.count), from: end, on: &stream, context: &context)
    }
    if lost > 0 {
      skipLost(to: sequence &+ UInt32(payload.count + lost), from: end, on: &stream, &context)
    }
    if !stream.waiting.isEmpty { consumeWaiting(from: end, on: &stream, context: &context) }
  }

  /// Reads what still waits behind gaps; the flow is over.
  mutating func finish(
    _ end: End, on stream: inout Stream, reach: UInt32?, context: inout ReadingContext
  ) {
    while !stream.isDone, let first = stream.waiting.first {
      lose(to: first.sequence, from: end, on: &stream, context: &context)
      consumeWaiting(from: end, on: &stream, context: &context)
    }
    if let reach, stream.isMissing(upTo: reach) {
      lose(to: reach, from: end, on: &stream, context: &context)
    }
    releaseHeld(&stream, context: &context)
  }

  // MARK: Reading in order

  /// Asks the reader; once the octets show what the flow carries, its reader is asked.
  private mutating func look(
    at octets: Span<UInt8>, from end: End, on stream: inout Stream, _ context: inout ReadingContext
  ) -> Progress {
    if case .recognising = reader {
      let finding = recogniser.look(
        at: octets, from: end, isStart: !stream.isMidstream, limits: context.limits)
      switch finding {
      case .more(let count): return .need(count)
      case .nothing: return .advance(octets.count)
      default: reader = context.readers.reader(for: finding, from: end) ?? reader
      }
      context.changed = true
    }
    return reader.read(octets, from: end, context: &context)
  }

  private mutating func consume(
    _ octets: Span<UInt8>, from end: End, on stream: inout Stream, context: inout ReadingContext
  ) {
    var offset = 0
    if stream.distance > 0 {
      let step = min(stream.distance, 1 << 30)
      stream.cursor &+= UInt32(step)
      stream.distance -= step
      offset = min(Int(step), octets.count)
    }
    if !stream.held.isEmpty {
      offset = fillHeld(octets, from: end, on: &stream, context: &context)
    }
    context.segments = 1
    while offset < octets.count, !stream.isDone {
      let rest = octets.extracting(offset..<octets.count)
      switch look(at: rest, from: end, on: &stream, &context) {
      case .need(let count):
        hold(rest, needed: count, from: end, on: &stream, context: &context)
        return
      case .more:
        hold(rest, needed: rest.count + 1, isOpen: true, from: end, on: &stream, context: &context)
        return
      case .advance(let count):
        offset += advance(by: max(1, count), of: rest.count, on: &stream)
      case .handOver(let count):
        offset += advance(by: count, of: rest.count, on: &stream)
        startOver(&context)
      case .done:
        endPrelude(&context)
        finishReading(&stream, context: &context)
      }
      if reader.endsBothDirections { finishReading(&stream, context: &context) }
    }
  }

  /// Another protocol begins inside the connection.
  private mutating func startOver(_ context: inout ReadingContext) {
    reader.finish(context: &context)
    switch reader {
    case .prelude(let index):
      if let service = context.readers.prelude[index]?.service { carry(.other(service), &context) }
      context.readers.giveBack(reader)
    case .http: carry(reader, &context)
    default: context.readers.giveBack(reader)
    }
    context.changed = true
    recogniser = Recogniser()
    reader = .recognising
  }

  private mutating func carry(_ reader: Reader, _ context: inout ReadingContext) {
    context.readers.giveBack(carrier)
    carrier = reader
  }

  /// A prelude that nothing will follow leaves its name.
  private mutating func endPrelude(_ context: inout ReadingContext) {
    guard case .prelude(let index) = reader else { return }
    let service = context.readers.prelude[index]?.service
    context.readers.giveBack(reader)
    reader = .other(service)
    hasEndedInPrelude = true
    context.changed = true
  }

  /// The flow no longer needs its readers.
  func giveBackReaders(_ context: inout ReadingContext) {
    context.readers.giveBack(reader)
    context.readers.giveBack(carrier)
  }

  /// Moves the cursor; returns how far to move inside the octets at hand.
  private mutating func advance(by count: Int, of available: Int, on stream: inout Stream) -> Int {
    let ahead = max(0, count - available)
    let step = min(ahead, 1 << 30)
    stream.distance = UInt64(ahead - step)
    stream.cursor &+= UInt32(min(count, available) + step)
    return min(count, available)
  }

  /// Completes the held message from new octets; returns how many of them were taken.
  private mutating func fillHeld(
    _ octets: Span<UInt8>, from end: End, on stream: inout Stream, context: inout ReadingContext
  ) -> Int {
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
      let ahead = readHeld(from: end, on: &stream, context: &context)
      offset += min(ahead, octets.count - offset)
    }
    return offset
  }

  /// Reads the held message; what is left over of it stays held.
  ///
  /// - Returns: octets behind the held ones that are skipped; the cursor has moved over them.
  private mutating func readHeld(
    from end: End, on stream: inout Stream, context: inout ReadingContext
  )
    -> Int
  {
    var buffer: [UInt8] = []
    swap(&buffer, &stream.held)
    context.segments = stream.heldSegments
    var start = 0
    var needed = 0
    var needsAny = false
    var skipped = 0
    reading: while start < buffer.count {
      let rest = buffer.span.extracting(start..<buffer.count)
      switch look(at: rest, from: end, on: &stream, &context) {
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
        startOver(&context)
      case .done:
        endPrelude(&context)
        finishReading(&stream, context: &context)
        start = buffer.count
      }
      if reader.endsBothDirections { finishReading(&stream, context: &context) }
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
      guard isAllowed(needed, holding: buffer.count, context: &context) else {
        abandonHeld(from: end, on: &stream, context: &context)
        return 0
      }
    }
    return skipped
  }

  /// Keeps the start of a message until the rest arrives.
  private mutating func hold(
    _ octets: Span<UInt8>, needed: Int, isOpen: Bool = false, from end: End,
    on stream: inout Stream, context: inout ReadingContext
  ) {
    guard isAllowed(needed, holding: octets.count, context: &context),
      context.mayKeep(octets.count)
    else {
      stream.cursor &+= UInt32(octets.count)
      abandonHeld(from: end, on: &stream, context: &context)
      return
    }
    var buffer = context.takeBuffer()
    // What a header announces is not what has come: memory follows the octets.
    buffer.reserveCapacity(min(needed, max(octets.count + octets.count / 4, 512)))
    for index in octets.indices { buffer.append(octets[index]) }
    context.kept += octets.count
    stream.held = buffer
    stream.needed = needed
    stream.needsAny = isOpen
    stream.heldSegments = max(1, context.segments)
    stream.cursor &+= UInt32(octets.count)
  }

  private mutating func isAllowed(
    _ needed: Int, holding count: Int, context: inout ReadingContext
  ) -> Bool {
    if needed <= context.limits.messageOctets, needed > count { return true }
    context.countLimit("message octets")
    return false
  }

  /// Gives a message up that cannot be kept; the stream is read on as after a gap.
  private mutating func abandonHeld(
    from end: End, on stream: inout Stream, context: inout ReadingContext
  ) {
    releaseHeld(&stream, context: &context)
    markGap(from: end, on: &stream, context: &context)
  }

  private mutating func releaseHeld(_ stream: inout Stream, context: inout ReadingContext) {
    guard !stream.held.isEmpty else { return }
    context.kept -= stream.held.count
    var buffer: [UInt8] = []
    swap(&buffer, &stream.held)
    context.giveBack(buffer)
    stream.heldSegments = 0
  }

  mutating func finishReading(_ stream: inout Stream, context: inout ReadingContext) {
    guard !stream.isDone else { return }
    stream.isDone = true
    releaseHeld(&stream, context: &context)
    context.kept -= stream.waitingOctets
    stream.waiting = []
    stream.waitingOctets = 0
  }

  // MARK: Out of order

  /// Keeps a segment that lies behind a missing one.
  private mutating func wait(
    _ payload: Span<UInt8>, lost: Int, sequence: UInt32, from end: End,
    on stream: inout Stream, context: inout ReadingContext
  ) {
    let place =
      stream.waiting.firstIndex { Int32(bitPattern: $0.sequence &- sequence) > 0 }
      ?? stream.waiting.count
    noteConflicts(payload, sequence: sequence, on: stream)
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
        to: Int32(bitPattern: next &- sequence) < 0 ? next : sequence, from: end, on: &stream,
        context: &context)
      consumeWaiting(from: end, on: &stream, context: &context)
      if !stream.isDone, stream.waiting.count < context.limits.waitingSegments {
        receive(payload, lost: lost, sequence: sequence, from: end, on: &stream, context: &context)
      }
      return
    }
    var octets = context.takeBuffer()
    for index in payload.indices { octets.append(payload[index]) }
    if hasConflictingOverlap { keepFirst(&octets, sequence: sequence, of: stream) }
    context.kept += octets.count
    stream.waitingOctets += octets.count
    stream.waiting.insert(
      Stream.WaitingSegment(sequence: sequence, octets: octets, lost: lost), at: place)
  }

  /// Reads segments that are no longer behind a gap.
  private mutating func consumeWaiting(
    from end: End, on stream: inout Stream, context: inout ReadingContext
  ) {
    while let first = stream.waiting.first,
      Int32(bitPattern: first.sequence &- stream.cursor) <= 0
    {
      let segment = stream.waiting.removeFirst()
      stream.waitingOctets -= segment.octets.count
      context.kept -= segment.octets.count
      let old = Int(stream.cursor &- segment.sequence)
      if old < segment.octets.count, !stream.isDone {
        consume(
          segment.octets.span.extracting(old..<segment.octets.count), from: end, on: &stream,
          context: &context)
      }
      if segment.lost > 0 {
        let wireEnd = segment.sequence &+ UInt32(segment.octets.count + segment.lost)
        skipLost(to: wireEnd, from: end, on: &stream, &context)
      }
      context.giveBack(segment.octets)
    }
  }

  /// Octets that the capture cut off will never come: unless they are skipped anyway, a gap.
  private mutating func skipLost(
    to sequence: UInt32, from end: End, on stream: inout Stream, _ context: inout ReadingContext
  ) {
    guard Int32(bitPattern: sequence &- stream.cursor) > 0 else { return }
    lose(to: sequence, from: end, on: &stream, context: &context)
  }

  /// Moves on over octets that were not captured.
  private mutating func lose(
    to sequence: UInt32, from end: End, on stream: inout Stream, context: inout ReadingContext
  ) {
    guard Int32(bitPattern: sequence &- stream.cursor) > 0, !stream.isDone else {
      return
    }
    releaseHeld(&stream, context: &context)
    stream.cursor = sequence
    stream.distance = 0
    markGap(from: end, on: &stream, context: &context)
  }

  private mutating func markGap(
    from end: End, on stream: inout Stream, context: inout ReadingContext
  ) {
    context.coverage.gaps += 1
    context.changed = true
    hasGap = true
    stream.isMidstream = true
    reader.gap(from: end, context: &context)
  }

  /// Compares octets with those of the same place that wait already.
  private mutating func noteConflicts(
    _ payload: Span<UInt8>, sequence: UInt32, on stream: borrowing Stream
  ) {
    guard !hasConflictingOverlap else { return }
    for segment in stream.waiting {
      let shift = Int(Int32(bitPattern: segment.sequence &- sequence))
      let start = max(0, shift)
      let end = min(payload.count, shift + segment.octets.count)
      guard start < end else { continue }
      for index in start..<end where payload[index] != segment.octets[index - shift] {
        hasConflictingOverlap = true
        return
      }
    }
  }

  /// Puts octets that wait already in the place of those that came later.
  private func keepFirst(_ octets: inout [UInt8], sequence: UInt32, of stream: borrowing Stream) {
    for segment in stream.waiting {
      let shift = Int(Int32(bitPattern: segment.sequence &- sequence))
      let start = max(0, shift)
      let end = min(octets.count, shift + segment.octets.count)
      guard start < end else { continue }
      for index in start..<end { octets[index] = segment.octets[index - shift] }
    }
  }

  /// Compares octets that arrive a second time with those still held.
  private mutating func compareOverlap(
    _ payload: Span<UInt8>, old: Int, on stream: borrowing Stream
  ) {
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
