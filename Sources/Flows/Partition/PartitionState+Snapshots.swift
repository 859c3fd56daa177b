import Observations

extension PartitionState {
  mutating func markChanged(_ index: Int32) {
    guard !table[index].flags.contains(.changed) else { return }
    table[index].flags.insert(.changed)
    changed.append(index)
  }

  /// Ends an epoch: flows that are due end, and every flow that changed is told.
  ///
  /// - Parameter clock: the newest packet time of the whole input.
  mutating func endEpoch(clock: Timestamp) {
    due.removeAll(keepingCapacity: true)
    let second = clock.nanoseconds / 1_000_000_000
    timers.advance(to: second, in: &table, due: &due)
    for index in due {
      let deadline = table[index].last.time.nanoseconds / 1_000_000_000 + timeout(of: index)
      if deadline <= second {
        end(index)
      } else {
        timers.schedule(index, in: &table, at: deadline, now: second)
      }
    }
    due.removeAll(keepingCapacity: true)
    // What a closed flow has to say is said once, when it ends, unless somebody waits for it.
    for index in changed
    where table[index].flags.contains(.changed)
      && (limits.tellsClosed || !table[index].flags.contains(.closed))
    {
      if clock.since(table[index].first.time) < limits.heldBack {
        // A slot that was used again stands in the list twice.
        table[index].flags.remove(.changed)
        due.append(index)
      } else {
        report(index, isFinal: false)
      }
    }
    changed.removeAll(keepingCapacity: true)
    swap(&changed, &due)
    for index in changed { table[index].flags.insert(.changed) }
  }

  mutating func takeObservations(spare: consuming [Observation]) -> [Observation] {
    var observations = spare
    swap(&observations, &context.observations)
    return observations
  }

  /// Ends every flow: the input is over.
  mutating func finish() {
    for index in 0..<Int32(table.slots) where table[index].flags.contains(.inUse) { end(index) }
    changed.removeAll()
  }

  @inline(__always)
  func timeout(of index: Int32) -> Int64 {
    let flags = table[index].flags
    if flags.contains(.closed) {
      return table[index].isResetInTheMiddle ? limits.resetTimeout : limits.closedTimeout
    }
    if table[index].key.transport == Transport.udp.rawValue {
      return table[index].isOver ? limits.answeredTimeout : limits.datagramTimeout
    }
    return table[index].stage < .established && !flags.contains(.midstream)
      ? limits.attemptTimeout : limits.tcpTimeout
  }

  /// A flow is over: its last snapshot, then its slot is free.
  mutating func end(_ index: Int32) {
    table[index].noteSilence()
    report(index, isFinal: true)
    timers.cancel(index, in: &table)
    releaseConversation(of: index)
    table.remove(index)
  }

  mutating func report(_ index: Int32, isFinal: Bool) {
    if isFinal { finishReading(index) }
    table[index].flags.remove(.changed)
    table[index].reported = table[index].last.time
    var connection = table[index].connection
    let known = table[index].conversation
    if known >= 0 {
      connection.application = conversations[known].application(in: context.readers)
      connection.upgradedFrom = conversations[known].upgradedFrom(in: context.readers)
      connection.noteClient(
        conversations[known].client(in: context.readers), of: table[index])
    } else if case .session(let number) = table[index].datagrams {
      context.datagramReaders[number]?
        .complete(&connection, initiator: table[index].initiator)
    }
    connection.isFinal = isFinal
    if isFinal, connection.isOneSided { context.coverage.oneSidedFlows += 1 }
    context.observations.append(.connection(connection))
  }

  /// Lets the readers draw their conclusions from the end of the streams.
  mutating func finishReading(_ index: Int32) {
    let known = table[index].conversation
    context.moment = table[index].last
    context.connection = table[index].id
    context.key = table[index].key
    context.mac = table[index].mac
    context.initiator = table[index].initiator
    context.endedByPeers = table[index].endedByPeers
    if case .session(let number) = table[index].datagrams {
      let reader = context.datagramReaders[number]
      reader?.finish(context: &context)
    }
    for end in [End.low, .high] where table[index].hidesOctets(of: end) {
      table[index].flags.insert(.gap)
      context.coverage.gaps += 1
    }
    guard known >= 0 else { return }
    let conversations = self.conversations
    let reach = Ends(table[index].reach(of: .low), table[index].reach(of: .high))
    conversations[known].finish(reach: reach, context: &context)
    if conversations[known].hasGap { table[index].flags.insert(.gap) }
  }

  mutating func releaseConversation(of index: Int32) {
    if case .session(let number) = table[index].datagrams {
      let reader = context.datagramReaders.remove(number)
      reader?.release(context: &context)
      table[index].datagrams = .unread
    }
    let known = table[index].conversation
    guard known >= 0 else { return }
    let conversations = self.conversations
    conversations[known].release(context: &context)
    conversations.giveBack(known)
    table[index].conversation = -1
  }
}
