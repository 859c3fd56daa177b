import Observations
import Testing

@testable import Sensor

/// What lost frames may overturn.
@Suite struct LossWindowsTests {
  private static let second: Int64 = 1_000_000_000

  private func time(_ seconds: Int64) -> Timestamp {
    Timestamp(nanoseconds: 1_767_261_600_000_000_000 + seconds * Self.second)
  }

  private func connection(from first: Int64, _ application: Application) -> Connection {
    var connection = Connection(
      id: 1, transport: .tcp, initiator: Endpoint(IPAddress(v4: 1), 1),
      responder: Endpoint(IPAddress(v4: 2), 445), first: Moment(frame: 1, time: time(first)))
    connection.application = application
    return connection
  }

  private func losses(_ spans: ClosedRange<Int64>...) -> LossWindows {
    var windows = LossWindows()
    for span in spans {
      windows.add(Loss(frames: 3, from: time(span.lowerBound), until: time(span.upperBound)))
    }
    return windows
  }

  @Test("a connection that began before the end of a loss may have been another")
  func marks() {
    let windows = losses(10...11)
    #expect(windows.marked(connection(from: 5, .smb(SMBConnection()))).hasGap)
    #expect(windows.marked(connection(from: 11, .unknown)).hasGap)
    #expect(!windows.marked(connection(from: 12, .unknown)).hasGap)
    #expect(windows.frames == 3)
  }

  @Test("a handshake with both hellos has said all that a loss could hide")
  func handshake() {
    var handshake = TLSHandshake()
    let windows = losses(10...11)
    #expect(windows.marked(connection(from: 5, .tls(handshake))).hasGap)
    handshake.clientHello = Moment(frame: 2, time: time(5))
    handshake.version = .tls12
    #expect(!windows.marked(connection(from: 5, .tls(handshake))).hasGap)
  }

  @Test("losses close together are one window, and old windows are joined, not forgotten")
  func joins() {
    var windows = losses(10...11, 12...13)
    for number in 1...3_000 {
      let moment = time(20 + Int64(number) * 10)
      windows.add(Loss(frames: 1, from: moment, until: moment))
    }
    #expect(windows.frames == 3_006)
    // A connection of the first minutes is still marked.
    #expect(windows.marked(connection(from: 9, .unknown)).hasGap)
    #expect(!windows.marked(connection(from: 40_000, .unknown)).hasGap)
  }
}
