import Flows
import Observations
import TestKit
import Testing
import Wire

/// What each protocol says before TLS begins is written by hand from its specification.
@Suite("Preludes") struct PreludeTests {
  /// TLS 1.0 hellos with one cipher suite and nothing else (RFC 2246 7.4.1.2, 7.4.1.3).
  static let clientHello = hex(
    "16 0301 002d 01 000029 0301" + String(repeating: "11", count: 32) + "00 0002 002f 01 00")
  static let serverHello = hex(
    "16 0301 002a 02 000026 0301" + String(repeating: "22", count: 32) + "00 002f 00")

  typealias Line = (side: TCPConversation.Side, octets: [UInt8])

  static func client(_ text: String) -> Line { (.client, Array(text.utf8)) }
  static func server(_ text: String) -> Line { (.server, Array(text.utf8)) }

  static let dialogues: [String: [Line]] = [
    "smtp": [
      server("220 mx.example ESMTP\r\n"), client("EHLO a.example\r\n"),
      server("250-mx.example\r\n250-SIZE 1000\r\n250 STARTTLS\r\n"), client("StartTLS\r\n"),
      server("220 2.0.0 Ready\r\n"),
    ],
    "nntp": [
      server("200 news.example InterNetNews ready (posting ok)\r\n"), client("CAPABILITIES\r\n"),
      server("101 list\r\nVERSION 2\r\nSTARTTLS\r\n.\r\n"), client("STARTTLS\r\n"),
      server("382 go on\r\n"),
    ],
    "sieve": [
      server("\"IMPLEMENTATION\" \"a\"\r\n\"STARTTLS\"\r\nOK\r\n"), client("STARTTLS\r\n"),
      server("OK \"begin\"\r\n"),
    ],
    "imap": [
      server("* OK IMAP4rev1 ready\r\n"), client("a1 CAPABILITY\r\n"),
      server("* CAPABILITY IMAP4rev1 STARTTLS\r\na1 OK done\r\n"), client("a2 STARTTLS\r\n"),
      server("a2 OK begin\r\n"),
    ],
    "pop3": [server("+OK ready\r\n"), client("STLS\r\n"), server("+OK begin\r\n")],
    "ftp": [server("220 ready\r\n"), client("AUTH TLS\r\n"), server("234 go on\r\n")],
    "irc": [client("STARTTLS\r\n"), server(":irc.example 670 * :STARTTLS successful\r\n")],
    "xmpp": [
      client("<?xml version='1.0'?><stream:stream xmlns='jabber:client' to='a.example'>"),
      server("<?xml version='1.0'?><stream:stream xmlns='jabber:client'><stream:features>"),
      client("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"),
      server("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"),
    ],
    "ldap": [
      (.client, hex("30 1d 02 01 01 77 18 80 16") + Array("1.3.6.1.4.1.1466.20037".utf8)),
      (.server, hex("30 0c 02 01 01 78 07 0a 01 00 04 00 04 00")),
    ],
    "mysql": [
      (
        .server,
        hex("2c 00 00 00 0a") + Array("8.0.36".utf8)
          + hex("00 01000000 0102030405060708 00 ffff ff 0200 ffdf 15")
          + [UInt8](repeating: 0, count: 15)
      ),
      (.client, hex("20 00 00 01 00 0a 00 00 00 00 00 01 ff") + [UInt8](repeating: 0, count: 23)),
    ],
    "postgresql": [(.client, hex("00 00 00 08 04 d2 16 2f")), server("S")],
    "rdp": [
      (.client, hex("03 00 00 13 0e e0 00 00 00 00 00 01 00 08 00 01 00 00 00")),
      (.server, hex("03 00 00 13 0e d0 00 00 12 34 00 02 00 08 00 01 00 00 00")),
    ],
  ]

  /// Feeds one connection's frames; returns the last snapshot.
  static func replay(_ frames: [Frame]) -> Connection? {
    var door = FrontDoor()
    let partitions = Partitions(limits: FlowLimits(), seed: 1)
    for (index, frame) in frames.enumerated() {
      let moment = Moment(frame: UInt64(index + 1), time: Timestamp(nanoseconds: frame.time))
      if let head = door.admit(
        frame.octets.span, linkType: .ethernet, originalLength: frame.octets.count, at: moment)
      {
        partitions.receive(head, frame.octets.span)
      }
    }
    var last: Connection?
    for number in 0..<Partitions.count {
      for case .connection(let connection) in partitions.finish(number) { last = connection }
    }
    return last
  }

  static func connection(
    _ lines: [Line], hellos: Bool = true, octetByOctet: Bool = false,
    onlyFrom: TCPConversation.Side? = nil
  ) -> Connection? {
    var conversation = TCPConversation(
      client: Host("10.77.0.10", port: 49_152), server: Host("10.77.0.20", port: 4_711))
    conversation.handshake()
    let all = lines + (hellos ? [(.client, clientHello), (.server, serverHello)] : [])
    for line in all {
      let segments = octetByOctet ? [Int](repeating: 1, count: line.octets.count) : nil
      conversation.send(line.octets, from: line.side, segments: segments)
    }
    let frames = conversation.frames
    guard let onlyFrom else { return replay(frames) }
    var alone = TCPConversation(
      client: Host("10.77.0.10", port: 49_152), server: Host("10.77.0.20", port: 4_711))
    if onlyFrom == .client { alone.syn() } else { alone.synAck() }
    for line in all where line.side == onlyFrom { alone.send(line.octets, from: line.side) }
    return replay(alone.frames)
  }

  private func handshake(of connection: Connection?) -> TLSHandshake? {
    guard case .tls(let handshake)? = connection?.application else { return nil }
    return handshake
  }

  @Test("TLS is read behind each of them, on any port", arguments: dialogues.keys.sorted())
  func upgrade(service: String) throws {
    let connection = Self.connection(try #require(Self.dialogues[service]))
    let handshake = try #require(self.handshake(of: connection), "\(service)")
    #expect(handshake.version == .tls10)
    #expect(handshake.clientVersions == [.tls10])
    #expect(connection?.upgradedFrom?.rawValue == service)
  }

  @Test(
    "a connection that never changes keeps the service's name", arguments: dialogues.keys.sorted())
  func clear(service: String) throws {
    let connection = Self.connection(try #require(Self.dialogues[service]), hellos: false)
    #expect(connection?.application.service == Service(rawValue: service))
    #expect(connection?.upgradedFrom == nil)
  }

  @Test(
    "the side that asks is enough where the other is not mirrored",
    arguments: dialogues.keys.sorted())
  func oneSided(service: String) throws {
    // A client of XMPP or IRC asks; one of FTP, IMAP, SMTP or POP3 is known by its words alone.
    guard ["ldap", "postgresql", "mysql", "irc", "xmpp", "rdp"].contains(service) else { return }
    let connection = Self.connection(
      try #require(Self.dialogues[service]), onlyFrom: .client)
    #expect(handshake(of: connection)?.clientVersions == [.tls10], "\(service)")
  }

  @Test("a hello in a mail is no upgrade")
  func helloInText() throws {
    let lines: [Line] = [
      Self.server("220 mx.example ESMTP\r\n"), Self.client("EHLO a.example\r\n"),
      Self.server("250 mx.example\r\n"), Self.client("DATA\r\n"), Self.server("354 go on\r\n"),
    ]
    #expect(Self.connection(lines)?.application == .other(.smtp))
  }

  @Test("a service that talks for long without TLS is looked at no further")
  func longTalk() throws {
    var lines: [Line] = [Self.server("220 mx.example ESMTP\r\n")]
    for _ in 0..<600 { lines.append(Self.client("NOOP\r\n")) }
    #expect(Self.connection(lines + [Self.client("STARTTLS\r\n")])?.application == .other(.smtp))
  }

  // MARK: Envelopes

  @Test(
    "TLS is read behind SOCKS 4, 4a and 5",
    arguments: ["4", "4a", "5", "5 at once", "5 with a password"])
  func socks(version: String) throws {
    let lines: [Line] =
      switch version {
      case "4":
        [
          (.client, hex("04 01 01bb 0a4d0014") + Array("me".utf8) + [0]),
          (.server, hex("00 5a 0000 00000000")),
        ]
      case "4a":
        [
          (
            .client,
            hex("04 01 01bb 00000001 00") + Array("portal.example".utf8) + [0]
          ), (.server, hex("00 5a 0000 00000000")),
        ]
      case "5":
        [
          (.client, hex("05 01 00")), (.server, hex("05 00")),
          (.client, hex("05 01 00 03 0e") + Array("portal.example".utf8) + hex("01bb")),
          (.server, hex("05 00 00 01 00000000 0000")),
        ]
      case "5 at once":
        [
          (.client, hex("05 01 00 05 01 00 01 0a4d0014 01bb")),
          (.server, hex("05 00 05 00 00 01 00000000 0000")),
        ]
      default:
        [
          (.client, hex("05 02 00 02")), (.server, hex("05 02")),
          (.client, hex("01 02 6d65 03 616263")), (.server, hex("01 00")),
          (.client, hex("05 01 00 04") + [UInt8](repeating: 1, count: 16) + hex("01bb")),
          (.server, hex("05 00 00 01 00000000 0000")),
        ]
      }
    let connection = Self.connection(lines)
    #expect(handshake(of: connection)?.version == .tls10)
    #expect(connection?.upgradedFrom == .socks)
    #expect(Self.connection(lines, hellos: false)?.application == .other(.socks))
  }

  @Test("a SOCKS proxy that refuses hands nothing over")
  func socksRefuses() throws {
    let lines: [Line] = [
      (.client, hex("05 01 00")), (.server, hex("05 00")),
      (.client, hex("05 01 00 01 0a4d0014 01bb")), (.server, hex("05 05 00 01 00000000 0000")),
    ]
    #expect(Self.connection(lines, hellos: false)?.application == .other(.socks))
  }

  @Test("TLS is read behind a load balancer's header", arguments: [1, 2])
  func proxyHeader(version: Int) throws {
    let header =
      version == 1
      ? Array("PROXY TCP4 10.0.0.1 10.77.0.20 4711 443\r\n".utf8)
      : hex("0d0a0d0a000d0a515549540a 21 11 000c 0a000001 0a4d0014 1267 01bb")
    let connection = Self.connection([(.client, header)])
    #expect(handshake(of: connection)?.version == .tls10)
    #expect(connection?.upgradedFrom == nil)
    let joined = Self.connection(
      [(.client, header + Self.clientHello), (.server, Self.serverHello)], hellos: false)
    #expect(handshake(of: joined)?.version == .tls10)
  }

  @Test("TLS is read behind an accepted CONNECT")
  func connect() throws {
    let lines = [
      Self.client("CONNECT portal.example:443 HTTP/1.1\r\nHost: portal.example:443\r\n\r\n"),
      Self.server("HTTP/1.1 200 Connection established\r\n\r\n"),
    ]
    #expect(handshake(of: Self.connection(lines))?.version == .tls10)
  }

  @Test("an upgrade to a protocol that nobody knows leaves the connection HTTP")
  func webSocket() throws {
    let lines: [Line] = [
      Self.client(
        "GET /chat HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"),
      Self.server(
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"),
      (.client, hex("82 05 00 01 02 03 04")), (.server, hex("82 05 00 01 02 03 04")),
    ]
    let connection = Self.connection(lines, hellos: false)
    guard case .http(let conversation)? = connection?.application else {
      Issue.record("\(String(describing: connection?.application))")
      return
    }
    #expect(conversation.requests == 1)
  }

  @Test(
    "the place of the segments changes nothing",
    arguments: ["smtp", "imap", "pop3", "ftp", "ldap"])
  func octetByOctet(service: String) throws {
    let lines = try #require(Self.dialogues[service])
    // The first segment shows the service; all that follows comes in single octets.
    var conversation = TCPConversation(
      client: Host("10.77.0.10", port: 49_152), server: Host("10.77.0.20", port: 4_711))
    conversation.handshake()
    for (index, line) in (lines + [(.client, Self.clientHello), (.server, Self.serverHello)])
      .enumerated()
    {
      let segments = index == 0 ? nil : [Int](repeating: 1, count: line.octets.count)
      conversation.send(line.octets, from: line.side, segments: segments)
    }
    let connection = Self.replay(conversation.frames)
    #expect(handshake(of: connection)?.version == .tls10, "\(service)")
    #expect(connection?.hasGap == false)
  }
}
