internal import TestKit

/// Writes the packets of a composition: the same octets for the same arguments on every machine.
struct Generator {
  private let composition: Composition
  private var random: SplitMix
  private var output: CaptureOutput
  private var time: Int64 = TCPConversation.defaultStart
  private(set) var truth = Truth()
  private var started = 0
  private let packets: Int
  private let clients: Int

  /// - Parameters:
  ///   - packets: the capture is over soon after so many.
  ///   - clients: addresses that flows come from, at most 62,500.
  init(
    _ composition: Composition, seed: UInt64, packets: Int, clients: Int, output: CaptureOutput
  ) {
    self.composition = composition
    self.packets = packets
    self.clients = min(max(1, clients), 62_500)
    self.output = output
    random = SplitMix(seed: seed)
  }

  /// Cycles of a long flow: more than any capture has room for, so that the flows stay open.
  private static let endless = 1 << 40

  mutating func run() throws {
    var long: [Flow] = []
    for script in composition.long.indices {
      long.append(begin(script, composition.long[script], isLong: true))
    }
    var short: [Flow] = []
    while short.count < composition.window, let flow = beginShort() { short.append(flow) }
    truth.concurrent = long.count + short.count
    // Every long flow says what it is before the first has moved much.
    for index in long.indices {
      for _ in composition.long[long[index].script].opening.indices { try emit(&long[index], true) }
    }
    var turn = 0
    while !short.isEmpty || !long.isEmpty {
      let isOver = truth.packets >= packets
      if isOver, short.isEmpty || composition.flows == .max { break }
      if !long.isEmpty,
        short.isEmpty || Int.random(in: 0..<composition.shortEvery, using: &random) > 0
      {
        let index = Int.random(in: long.indices, using: &random)
        // A window of TCP goes out in one burst.
        for _ in 0..<Self.burst { try emit(&long[index], true) }
        time += composition.pause
        continue
      }
      // In turn, so that as many flows as are open stay open.
      turn = turn + 1 >= short.count ? 0 : turn + 1
      if composition.sendsFlowsWhole {
        while try emit(&short[turn], false) {}
        time += composition.pause
      } else if try emit(&short[turn], false) {
        continue
      }
      if let flow = beginShort() {
        short[turn] = flow
      } else {
        short.swapAt(turn, short.count - 1)
        short.removeLast()
      }
    }
    // Flows that are open are told to their end, so that every one of the truth is whole.
    if composition.flows == .max {
      for index in short.indices { while try emit(&short[index], false) {} }
    }
    try output.flush()
  }

  /// Packets of a long flow that are sent together: about a window of TCP.
  static let burst = 16

  private mutating func beginShort() -> Flow? {
    guard started < composition.flows, truth.packets < packets || composition.flows != .max else {
      return nil
    }
    let total = composition.short.reduce(0) { $0 + $1.weight }
    var ticket = total == 1 ? 0 : Int.random(in: 0..<total, using: &random)
    for (index, choice) in composition.short.enumerated() {
      if ticket < choice.weight { return begin(index, choice.script, isLong: false) }
      ticket -= choice.weight
    }
    return nil
  }

  /// Sequencers in 10.20/16, file servers and resolvers in 10.21.0/24, the cloud in 203.0.113/24.
  private mutating func begin(_ index: Int, _ script: Script, isLong: Bool) -> Flow {
    truth.add(script)
    let number = started
    started += 1
    // A client's port comes again after 16,000 of its flows: never while one is open.
    let place = number % clients
    let client = 0x0A14_0001 + UInt32(place / 250) << 8 + UInt32(place % 250)
    let port = UInt16(49_152 + number / clients % 16_000)
    let last = UInt32(1 + number % 200)
    let server: UInt32
    switch script.finding {
    case .tls: server = 0xCB00_7100 + last
    case .smb: server = 0x0A15_0000 + last
    case .dns: server = 0x0A15_0005
    case .http, .nothing: server = 0x0A16_0000 + UInt32(1 + number % 60)
    }
    return Flow(
      script: index, client: Host(Self.text(client), port: port),
      server: Host(Self.text(server), port: script.port),
      cycles: isLong ? Self.endless : 0, &random)
  }

  private static func text(_ address: UInt32) -> String {
    "\(address >> 24).\(address >> 16 & 255).\(address >> 8 & 255).\(address & 255)"
  }

  @discardableResult
  private mutating func emit(_ flow: inout Flow, _ isLong: Bool) throws -> Bool {
    let frame =
      isLong
      ? flow.next(composition.long[flow.script])
      : flow.next(composition.short[flow.script].script)
    guard let frame else { return false }
    try output.write(frame, at: time)
    time += composition.gap
    truth.packets += 1
    truth.octets += frame.count
    return true
  }
}
