internal import TestKit
internal import Wire

/// A flow on its way through a script.
struct Flow {
  let script: Int
  let client: Host
  let server: Host
  private var clientSequence: UInt32
  private var serverSequence: UInt32
  private var place = 0
  /// Cycles of bulk that are still to come.
  private var cycles: Int
  private var identification: UInt32 = 0

  init(
    script: Int, client: Host, server: Host, cycles: Int, _ random: inout SplitMix
  ) {
    self.script = script
    self.client = client
    self.server = server
    self.cycles = cycles
    clientSequence = UInt32(truncatingIfNeeded: random.next())
    serverSequence = UInt32(truncatingIfNeeded: random.next())
  }

  /// The next frame; nil when the flow is over.
  mutating func next(_ script: borrowing Script) -> [UInt8]? {
    let opening = script.opening.count
    let cycle = script.cycle.count
    if place < opening {
      place += 1
      return frame(script.opening[place - 1], script.transport)
    }
    if cycles > 0, cycle > 0 {
      let step = script.cycle[place - opening]
      place += 1
      if place == opening + cycle {
        place = opening
        cycles -= 1
        // The closing stands behind the cycle.
        if cycles == 0 { place = opening + cycle }
      }
      return frame(step, script.transport)
    }
    if place < opening + cycle { place = opening + cycle }
    let last = place - opening - cycle
    guard last < script.closing.count else { return nil }
    place += 1
    return frame(script.closing[last], script.transport)
  }

  private mutating func frame(_ step: Script.Step, _ transport: IPProtocol) -> [UInt8] {
    let (from, to) = step.side == .client ? (client, server) : (server, client)
    identification &+= 1
    let body: [UInt8]
    if transport == .udp {
      body = PacketBuilder.udp(from: from, to: to, step.payload)
    } else {
      let isClient = step.side == .client
      body = PacketBuilder.tcp(
        from: from, to: to, sequence: isClient ? clientSequence : serverSequence,
        acknowledgment: step.flags.contains(.ack)
          ? (isClient ? serverSequence : clientSequence) : 0,
        flags: step.flags, options: step.options, step.payload)
      var used = UInt32(truncatingIfNeeded: step.payload.count)
      if step.flags.contains(.syn) || step.flags.contains(.fin) { used &+= 1 }
      if isClient { clientSequence &+= used } else { serverSequence &+= used }
    }
    let packet = PacketBuilder.ip(
      from: from, to: to, transport, identification: identification, body)
    return PacketBuilder.ethernet(from: from, to: to, ip: packet)
  }
}
