import Observations
import TestKit
import Testing
import Wire

@testable import Flows

/// Every maximum, one below, at and above it, and what is counted.
@Suite("limits")
struct LimitTests {
  private static let client = Host("10.77.0.10", port: 49_152)
  private static let server = Host("10.77.0.20", port: 80)
  private static let request = Array("GET /late HTTP/1.1\r\nHost: a.lab\r\n\r\n".utf8)

  /// A request whose first octet comes after all others, each in a segment of its own.
  private func backwards(_ segments: Int) -> [Frame] {
    var conversation = TCPConversation(client: Self.client, server: Self.server)
    conversation.handshake()
    let start = conversation.clientSequence
    let size = (Self.request.count - 1) / segments
    var places = (0..<segments).map { 1 + $0 * size }
    places.append(Self.request.count)
    for index in 0..<segments {
      conversation.insert(
        Array(Self.request[places[index]..<places[index + 1]]), from: .client,
        sequence: start &+ UInt32(places[index]))
    }
    conversation.insert([Self.request[0]], from: .client, sequence: start)
    return conversation.frames
  }

  @Test("as many segments wait as are allowed, and no more", arguments: [7, 8, 9])
  func waitingSegments(count: Int) throws {
    var limits = FlowLimits()
    limits.waitingSegments = 8
    let outcome = FlowFeeder(limits: limits).feed(backwards(count))
    let isAllowed = count <= 8
    #expect(outcome.exchanges.count == (isAllowed ? 1 : 0))
    #expect(outcome.connections.first?.hasGap == !isAllowed)
    #expect(outcome.coverage.limits == (isAllowed ? [:] : ["waiting segments": 1]))
  }

  @Test("as many octets wait as are allowed, and no more", arguments: [-1, 0, 1])
  func waitingOctets(excess: Int) throws {
    var limits = FlowLimits()
    limits.waitingOctets = Self.request.count - 1 - excess
    let outcome = FlowFeeder(limits: limits).feed(backwards(4))
    #expect(outcome.exchanges.count == (excess <= 0 ? 1 : 0))
    #expect(outcome.coverage.limits["waiting segments"] == (excess <= 0 ? nil : 1))
  }

  @Test("as many octets of a message are kept as are allowed, and no more", arguments: [-1, 0, 1])
  func messageOctets(excess: Int) throws {
    let hello = ScriptedSessions.record(22, ScriptedSessions.clientHello())
    var limits = FlowLimits()
    limits.messageOctets = hello.count - excess
    var conversation = TCPConversation(client: Self.client, server: Self.server)
    conversation.handshake()
    conversation.send(hello, from: .client, segments: [500])
    let outcome = FlowFeeder(limits: limits).feed(conversation.frames)
    let tls = try #require(outcome.connections.first?.tls)
    #expect((tls.clientHello != nil) == (excess <= 0))
    #expect(tls.helloMissing == (excess > 0))
    #expect(outcome.coverage.limits["message octets"] == (excess <= 0 ? nil : 1))
  }

  @Test("a partition keeps as many octets as it may, and gives them back")
  func keptOctets() throws {
    var limits = FlowLimits()
    limits.keptOctetsPerPartition = 1_000
    var partition = PartitionState(number: 0, limits: limits, seed: 1)
    var frontDoor = FrontDoor()
    var number: UInt64 = 0
    func feed(_ frames: [Frame]) {
      for frame in frames {
        number += 1
        let moment = Moment(frame: number, time: Timestamp(nanoseconds: frame.time))
        let octets = frame.octets.span
        if let head = frontDoor.admit(
          octets, linkType: .ethernet, originalLength: octets.count, at: moment)
        {
          partition.receive(head, octets)
        }
      }
    }
    func hello(_ port: UInt16, segments: [Int]) -> [Frame] {
      var conversation = TCPConversation(
        client: Host("10.77.0.10", port: port), server: Self.server)
      conversation.handshake()
      conversation.send(
        ScriptedSessions.record(22, ScriptedSessions.clientHello(share: 500)), from: .client,
        segments: segments)
      return conversation.frames
    }
    // Two hellos of about 600 octets that lack their last one do not fit together.
    let halves = [hello(40_000, segments: [590]), hello(40_001, segments: [590])]
    feed(Array(halves[0].dropLast()))
    feed(Array(halves[1].dropLast()))
    feed([halves[0][halves[0].count - 1]])
    // The octets of the first were given back, so a third has room.
    feed(hello(40_002, segments: [590]))
    let clock = Timestamp(nanoseconds: TCPConversation.defaultStart)
    let observations = partition.end(at: clock)
    var missing: [UInt16: Bool] = [:]
    for case .connection(let connection) in observations {
      missing[connection.initiator.port] = connection.tls?.clientHello == nil
    }
    #expect(missing == [40_000: false, 40_001: true, 40_002: false])
    #expect(partition.context.coverage.gaps == 1)
  }

  // MARK: The flow table

  private func established(_ index: Int, in partition: Int? = nil) -> [Frame] {
    var conversation = TCPConversation(
      client: Host("10.77.\(index / 250).\(1 + index % 250)", port: 50_000), server: Self.server,
      gap: 1_000)
    conversation.handshake()
    return conversation.frames
  }

  /// Feeds frames to one partition, whatever partition they name.
  private func feed(_ frames: [Frame], limits: FlowLimits) -> (Coverage, [Connection]) {
    var partition = PartitionState(number: 0, limits: limits, seed: 3)
    var frontDoor = FrontDoor()
    var clock = Timestamp(nanoseconds: .min)
    for (index, frame) in frames.enumerated() {
      let moment = Moment(frame: UInt64(index + 1), time: Timestamp(nanoseconds: frame.time))
      clock = max(clock, moment.time)
      let octets = frame.octets.span
      if let head = frontDoor.admit(
        octets, linkType: .ethernet, originalLength: octets.count, at: moment)
      {
        partition.receive(head, octets)
      }
    }
    var newest: [UInt64: Connection] = [:]
    for case .connection(let connection) in partition.end(at: clock) {
      newest[connection.id] = connection
    }
    return (partition.context.coverage, newest.values.sorted { $0.id < $1.id })
  }

  @Test("the table holds 2,048 flows, and one more evicts one", arguments: [2_047, 2_048, 2_049])
  func flowTable(count: Int) {
    let (coverage, connections) = feed(
      (0..<count).flatMap { established($0) }, limits: FlowLimits())
    #expect(connections.count == count)
    #expect(coverage.flows == UInt64(count))
    #expect(coverage.evictions["flows"] ?? 0 == (count > 2_048 ? 1 : 0))
    #expect(connections.filter(\.wasEvicted).count == (count > 2_048 ? 1 : 0))
  }

  @Test("a flood of attempts evicts attempts and no established flow", arguments: [200, 255])
  func flood(established count: Int) {
    var limits = FlowLimits()
    limits.flowsPerPartition = 256
    var frames = (0..<count).flatMap { established($0) }
    for index in 0..<3_000 {
      var conversation = TCPConversation(
        client: Host("172.16.\(index / 250).\(1 + index % 250)", port: 1_024), server: Self.server,
        start: TCPConversation.defaultStart + 1_000_000)
      conversation.syn()
      frames += conversation.frames
    }
    let (coverage, connections) = feed(frames, limits: limits)
    let kept = connections.filter { $0.stage == .established }
    #expect(kept.count == count)
    #expect(kept.filter(\.wasEvicted).isEmpty)
    #expect(coverage.evictions["flows"] == UInt64(count + 3_000 - 256))
  }

  @Test("closed flows are evicted before attempts, and attempts before established flows")
  func evictionOrder() {
    var limits = FlowLimits()
    limits.flowsPerPartition = 3
    var closed = TCPConversation(client: Host("10.77.1.1", port: 1), server: Self.server)
    closed.handshake()
    closed.rst(from: .server)
    var attempt = TCPConversation(client: Host("10.77.1.2", port: 1), server: Self.server)
    attempt.syn()
    let frames = closed.frames + attempt.frames + established(0) + established(1) + established(2)
    let (coverage, connections) = feed(frames, limits: limits)
    #expect(coverage.evictions["flows"] == 2)
    let evicted = connections.filter(\.wasEvicted).map(\.initiator.address)
    #expect(evicted == [IPAddress(v4: 0x0a4d_0102)])
    #expect(connections.filter { $0.stage == .established && !$0.wasEvicted }.count == 4)
  }

  @Test("what is left of ended flows pushes out no flow that goes on", arguments: [200, 255])
  func strays(established count: Int) {
    var limits = FlowLimits()
    limits.flowsPerPartition = 256
    var frames = (0..<count).flatMap { established($0) }
    for index in 0..<3_000 {
      var conversation = TCPConversation(
        client: Host("172.16.\(index / 250).\(1 + index % 250)", port: 1_024), server: Self.server,
        start: TCPConversation.defaultStart + 1_000_000)
      conversation.ack(from: .client)
      frames += conversation.frames
    }
    let (coverage, connections) = feed(frames, limits: limits)
    let kept = connections.filter { $0.stage == .established && !$0.isMidstream }
    #expect(kept.count == count)
    #expect(kept.filter(\.wasEvicted).isEmpty)
    #expect(coverage.midstreamFlows == 3_000)
    #expect(coverage.evictions["flows"] == UInt64(count + 3_000 - 256))
  }
}

extension PartitionState {
  /// Everything that is told at the end of an epoch and of the input.
  fileprivate mutating func end(at clock: Timestamp) -> [Observation] {
    endEpoch(clock: clock)
    finish()
    return takeObservations(spare: [])
  }
}
