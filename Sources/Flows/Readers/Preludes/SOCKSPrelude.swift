import Observations
import Wire

/// SOCKS 4, 4a and 5 (RFC 1928, RFC 1929): greeting, request and reply; then comes whatever the
/// client speaks with the server behind the proxy.
final class SOCKSPrelude: PreludeReader {
  let service: Service? = .socks
  let client: End?
  private var isOver = false

  private enum Place {
    case greeting, request, reply, credentials
    /// The other protocol may begin.
    case data
  }

  private var place: Ends<Place>
  private var isVersion4 = false
  /// User name and password are read (RFC 1929) before the request.
  private var messages = 0

  private static let maximumMessages = 16

  init(client: End) {
    self.client = client
    place = Ends(.greeting, .greeting)
  }

  /// A greeting of version 5 with exactly the methods it counts, which a client that expects no
  /// refusal follows with its request, or a request of version 4 that ends with its user name's
  /// zero.
  static func match(_ octets: Span<UInt8>) -> Bool {
    guard octets.count >= 3 else { return false }
    if octets[0] == 5 {
      let count = Int(octets[1])
      guard (1...10).contains(count), octets.count >= 2 + count else { return false }
      for index in 2..<2 + count where (10..<0x80).contains(octets[index]) { return false }
      return octets.count == 2 + count
        || startsWithRequest(octets.extracting(2 + count..<octets.count))
    }
    return octets[0] == 4 && (1...2).contains(octets[1]) && octets.count >= 9
      && octets.count <= 600 && octets[octets.count - 1] == 0 && (octets[2] != 0 || octets[3] != 0)
  }

  /// A request of version 5: its command, a zero and a type of address (RFC 1928 section 4).
  private static func startsWithRequest(_ octets: Span<UInt8>) -> Bool {
    octets.count >= 7 && octets[0] == 5 && (1...3).contains(octets[1]) && octets[2] == 0
      && [1, 3, 4].contains(octets[3])
  }

  func gap(from end: End) { isOver = true }

  func read(_ octets: Span<UInt8>, from end: End, context: inout ReadingContext) -> Progress {
    messages += 1
    if isOver || messages > Self.maximumMessages {
      isOver = true
      return .done
    }
    return end == client ? readClient(octets, end) : readServer(octets, end)
  }

  private func readClient(_ octets: Span<UInt8>, _ end: End) -> Progress {
    if place[end] == .data { return .handOver(0) }
    switch octets[0] {
    case 4 where place[end] == .greeting: return readRequest4(octets, end)
    case 5 where place[end] == .greeting:
      guard octets.count >= 2 else { return .need(2) }
      return move(end, to: .request, by: 2 + Int(octets[1]), octets)
    case 1 where place[end] == .request:
      guard octets.count >= 2 else { return .need(2) }
      let password = 2 + Int(octets[1])
      guard octets.count > password else { return .need(password + 1) }
      return move(end, to: .request, by: password + 1 + Int(octets[password]), octets)
    case 5 where place[end] == .request:
      guard octets.count >= 5 else { return .need(5) }
      guard let size = addressSize(octets) else { return stop() }
      return move(end, to: .data, by: size, octets)
    default: return stop()
    }
  }

  private func readRequest4(_ octets: Span<UInt8>, _ end: End) -> Progress {
    isVersion4 = true
    guard octets.count >= 9 else { return .need(9) }
    // An address of 0.0.0.x says that a name follows the user (SOCKS 4a).
    let hasName = octets[4] == 0 && octets[5] == 0 && octets[6] == 0 && octets[7] != 0
    var zeros = hasName ? 2 : 1
    for index in 8..<octets.count where octets[index] == 0 {
      zeros -= 1
      if zeros == 0 { return move(end, to: .data, by: index + 1, octets) }
    }
    return octets.count < 600 ? .more : stop()
  }

  private func readServer(_ octets: Span<UInt8>, _ end: End) -> Progress {
    if isVersion4 {
      guard octets.count >= 8 else { return .need(8) }
      return octets[0] == 0 && octets[1] == 0x5a ? .handOver(8) : stop()
    }
    guard octets.count >= 2 else { return .need(2) }
    switch (octets[0], place[end]) {
    case (5, .greeting): return move(end, to: .reply, by: 2, octets)
    case (1, .reply): return .advance(2)
    case (5, .reply):
      guard octets.count >= 5 else { return .need(5) }
      guard octets[1] == 0, let size = addressSize(octets) else { return stop() }
      guard octets.count >= size else { return .need(size) }
      return .handOver(size)
    default: return stop()
    }
  }

  /// Size of a request or reply of version 5, by its type of address.
  private func addressSize(_ octets: Span<UInt8>) -> Int? {
    switch octets[3] {
    case 1: 10
    case 3: 7 + Int(octets[4])
    case 4: 22
    default: nil
    }
  }

  private func move(_ end: End, to place: Place, by size: Int, _ octets: Span<UInt8>) -> Progress {
    guard octets.count >= size else { return .need(size) }
    self.place[end] = place
    return .advance(size)
  }

  private func stop() -> Progress {
    isOver = true
    return .done
  }
}
