import Wire

/// Packets of a datagram, Initials opened, and frames, both from them and from the input itself.
enum QUICFuzz {
  static func run(_ octets: Span<UInt8>) {
    use(QUICPacket.looksLikeQUIC(octets, isCut: false))
    use(QUICPacket.looksLikeQUIC(octets, isCut: true))
    use(QUICPacket.googleVersion(octets)?.description)
    decode(octets, .quic) { (reader) throws(DecodeError) in
      // Packets share a datagram; each takes at least its first octet.
      while !reader.isAtEnd { open(try QUICPacket(parsing: &reader)) }
    }
    readFrames(octets)
  }

  private static func open(_ packet: borrowing QUICPacket) {
    let versions = packet.supportedVersions
    for index in versions.indices { use(versions[index].description) }
    guard packet.kind == .initial,
      let secret = QUICInitialSecret(
        version: packet.version, connectionID: packet.destinationConnectionID)
    else { return }
    let opener = QUICInitialOpener()
    var payload: [UInt8] = []
    for sender in [QUICInitialSecret.Sender.client, .server] {
      guard opener.open(packet, with: secret, from: sender, into: &payload) != nil else { continue }
      readFrames(payload.span)
    }
  }

  private static func readFrames(_ octets: Span<UInt8>) {
    decode(octets, .quic) { (reader) throws(DecodeError) in
      while !reader.isAtEnd {
        let before = reader.position
        let frame = try QUICFrame(parsing: &reader)
        promise(reader.position > before)
        use(frame.data.count)
      }
    }
  }
}
