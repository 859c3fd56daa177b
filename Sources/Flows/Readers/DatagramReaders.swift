import Observations
import Wire

/// The reader of a protocol that keeps state over the datagrams of a flow.
enum DatagramReader {
  case quic(QUICReader)
  case dtls(DTLSReader)
  case directory(DirectoryDatagrams)

  func read(_ octets: Span<UInt8>, isCut: Bool, from end: End, context: inout ReadingContext) {
    switch self {
    case .quic(let reader): reader.read(octets, isCut: isCut, from: end, context: &context)
    case .dtls(let reader): reader.read(octets, isCut: isCut, from: end, context: &context)
    case .directory(let reader): reader.read(octets, from: end, context: &context)
    }
  }

  /// The end that speaks as the protocol's client, where its messages tell.
  var client: End? {
    switch self {
    case .quic(let reader): reader.client
    case .dtls(let reader): reader.client
    case .directory(let reader): reader.client
    }
  }

  var hasConflict: Bool {
    switch self {
    case .quic(let reader): reader.hasConflict
    case .dtls(let reader): reader.hasConflict
    case .directory: false
    }
  }

  /// The flow is over.
  func finish(context: inout ReadingContext) {
    switch self {
    case .quic(let reader): reader.finish(context: &context)
    case .dtls(let reader): reader.finish(context: &context)
    case .directory: break
    }
  }

  /// Gives kept octets back.
  func release(context: inout ReadingContext) {
    switch self {
    case .quic(let reader): reader.release(context: &context)
    case .dtls(let reader): reader.release(context: &context)
    case .directory: break
    }
  }

  /// Adds what the flow carries to its snapshot.
  ///
  /// QUIC is a transport of its own: where its version is read, its packets and not the mere
  /// number of datagrams say how far the flow got.
  func complete(_ connection: inout Connection, initiator: End) {
    switch self {
    case .dtls(let reader): connection.application = .tls(reader.handshake)
    case .directory(let reader): connection.application = .directory(reader.exchange)
    case .quic(let reader):
      let quic = reader.snapshot(initiator: initiator)
      connection.application = .quic(quic)
      guard quic.version.isDecoded, connection.stage != .refused else { return }
      connection.stage = quic.stage
      if let deciding = quic.deciding { connection.deciding = deciding }
    }
  }
}

/// The readers of a partition's datagram flows, by number, so that flow records stay trivial.
final class DatagramReaders {
  private var readers: [DatagramReader?] = []
  private var free: [Int32] = []
  private var count = 0

  /// The new reader's number; nil when there are as many as there may be.
  func add(_ reader: DatagramReader, maximum: Int) -> Int32? {
    guard count < maximum else { return nil }
    count += 1
    if let place = free.popLast() {
      readers[Int(place)] = reader
      return place
    }
    readers.append(reader)
    return Int32(readers.count - 1)
  }

  subscript(number: Int32) -> DatagramReader? { readers[Int(number)] }

  /// Takes a reader out; its number is used again.
  func remove(_ number: Int32) -> DatagramReader? {
    defer {
      readers[Int(number)] = nil
      free.append(number)
      count -= 1
    }
    return readers[Int(number)]
  }
}
