internal import Recordings
internal import TestKit
internal import Wire

/// Names, web, QUIC.
enum ApplicationSubjects {
  static var all: [Subject] { names + web + quic }

  private static var names: [Subject] {
    let pair = RecordedTraffic("matrix/dns-cname-twice.pcap").datagrams.map(\.octets)
    let binding = RecordedTraffic("matrix/dns-https.pcap").datagrams.map(\.octets)
    let multicast = RecordedTraffic("services/mdns.pcap").datagrams.map(\.octets)
    return [
      subject("dns/header", pair, "question", .dns) { (reader) throws(DecodeError) in
        Int(try DNSMessage(parsing: &reader).header.id)
      },
      subject("dns/question", pair, "one name", .dns, question),
      subject("dns/answer", Array(pair.dropFirst()), "two CNAME and an address", .dns, records),
      subject("dns/service-binding", Array(binding.dropFirst()), "HTTPS record", .dns, records),
      subject("dns/multicast", multicast, "announcement", .dns, records),
    ]
  }

  private static func question(_ reader: inout OctetReader) throws(DecodeError) -> Int {
    let message = try DNSMessage(parsing: &reader)
    var questions = message.questions
    var count = 0
    while let question = try questions.next() {
      var labels = question.name.makeIterator()
      while let label = labels.next() { count &+= label.count }
    }
    return count
  }

  private static func records(_ reader: inout OctetReader) throws(DecodeError) -> Int {
    let message = try DNSMessage(parsing: &reader)
    var records = try message.records()
    var count = 0
    while let record = try records.next() {
      switch try record.data() {
      case .a(let address): count &+= Int(address)
      default: count &+= 1
      }
    }
    return count
  }

  private static var web: [Subject] {
    let get = RecordedTraffic("matrix/http-get-200.pcap").streams.map(\.octets)
    let post = RecordedTraffic("matrix/http-post-multipart.pcap").streams.map(\.octets)
    return [
      subject("http/request", get, "GET", .http, request),
      subject("http/request-post", post, "POST of a form", .http, request),
      subject("http/response", Array(get.dropFirst()), "200", .http) {
        (reader) throws(DecodeError) in
        Int(try HTTPResponseHead(parsing: &reader).status)
      },
      .decoder("http/chunk-size", Array("1a4;name=value\r\n".utf8), "with extension", layer: .http)
      { (reader) throws(DecodeError) in
        _ = try HTTPChunkSize(parsing: &reader)
        return reader.remaining
      },
    ]
  }

  private static func request(_ reader: inout OctetReader) throws(DecodeError) -> Int {
    let head = try HTTPRequestHead(parsing: &reader)
    return (head.host?.count ?? 0) &+ (head.userAgent?.count ?? 0)
  }

  private static var quic: [Subject] {
    let datagrams = RecordedTraffic("matrix/quic-v1.pcap").datagrams.map(\.octets)
    let initial = Subject.first(datagrams, .quic, header)
    let identifier = Array(initial[6..<6 + Int(initial[5])])
    guard
      let secret = QUICInitialSecret(version: .version1, connectionID: identifier.span),
      let frames = open(initial, secret)
    else { fatalError("the first datagram of the capture opens") }
    return [
      .decoder("quic/header", initial, "Initial", layer: .quic, header),
      Subject("quic/keys", octets: identifier.count, "both ends, from an identifier") { count in
        var sum = 0
        for _ in 0..<count {
          sum &+=
            QUICInitialSecret(version: .version1, connectionID: identifier.span) == nil ? 1 : 2
        }
        return sum
      },
      Subject("quic/open", octets: initial.count, "Initial, decrypted") { count in
        let opener = QUICInitialOpener()
        var payload: [UInt8] = []
        var sum = 0
        for _ in 0..<count {
          var reader = OctetReader(initial.span, layer: .quic)
          guard let packet = try? QUICPacket(parsing: &reader) else { continue }
          sum &+= Int(
            opener.open(packet, with: secret, from: .client, into: &payload) ?? 0)
          sum &+= payload.count
        }
        return sum
      },
      .decoder("quic/frames", frames, "of an Initial", layer: .quic, boundary: .length) {
        (reader) throws(DecodeError) in
        var count = 0
        while reader.remaining > 0 { count &+= try QUICFrame(parsing: &reader).data.count }
        return count
      },
    ]
  }

  private static func header(_ reader: inout OctetReader) throws(DecodeError) -> Int {
    try QUICPacket(parsing: &reader).packetNumberOffset
  }

  private static func open(_ octets: [UInt8], _ secret: QUICInitialSecret) -> [UInt8]? {
    var reader = OctetReader(octets.span, layer: .quic)
    guard let packet = try? QUICPacket(parsing: &reader) else { return nil }
    var payload: [UInt8] = []
    let number = QUICInitialOpener().open(packet, with: secret, from: .client, into: &payload)
    return number == nil ? nil : payload
  }

  static func subject(
    _ name: String, _ candidates: [[UInt8]], _ message: String, _ layer: Layer,
    _ decode: @escaping Decoding
  ) -> Subject {
    .decoder(
      name, Subject.first(candidates, layer, decode), message, layer: layer, decode)
  }
}
