import Observations
import Wire

/// The frames of an opened Initial packet, and the handshake messages that they carry.
extension QUICReader {
  func readFrames(_ payload: Span<UInt8>, from end: End, context: inout ReadingContext) {
    var reader = OctetReader(payload, layer: .quic, boundary: .length)
    var hasCrypto = false
    do throws(DecodeError) {
      // A frame takes at least one octet, so the datagram bounds the turns.
      while !reader.isAtEnd {
        let frame = try QUICFrame(parsing: &reader)
        switch frame.kind {
        case .crypto:
          if !hasCrypto { stream(of: end).packets &+= 1 }
          hasCrypto = true
          readCrypto(frame, from: end, context: &context)
        case .connectionClose:
          if end == client {
            connection.closeFromClient = frame.errorCode
          } else {
            connection.closeFromServer = frame.errorCode
          }
          context.changed = true
        case .padding, .ping, .acknowledgement: break
        }
      }
    } catch {
      context.count(error)
    }
  }

  private func readCrypto(
    _ frame: borrowing QUICFrame, from end: End, context: inout ReadingContext
  ) {
    let stream = stream(of: end)
    let octets = frame.data
    // Both are below 2^62.
    guard frame.offset + UInt64(octets.count) > stream.consumed else { return }
    let old = Int(stream.consumed > frame.offset ? stream.consumed - frame.offset : 0)
    let ahead = frame.offset > stream.consumed ? frame.offset - stream.consumed : 0
    let new = octets.extracting(old..<octets.count)
    guard ahead <= UInt64(OctetAssembly.maximumOctets) else {
      context.countLimit("handshake message octets")
      return
    }
    // A hello in one frame, as most are, is read where it lies.
    if ahead == 0, stream.assembly.isEmpty, new.count >= TLSHandshakeHeader.size {
      let length = TLSHandshakeHeader.size + Self.bodyLength(new)
      if length == new.count {
        readMessage(new, from: end, context: &context)
        return
      }
    }
    if !stream.assembly.insert(new, at: Int(ahead), context: &context) {
      noteLost(context: &context)
    }
    hasConflict = hasConflict || stream.assembly.hasConflict
    readAssembled(end, context: &context)
  }

  private static func bodyLength(_ octets: Span<UInt8>) -> Int {
    Int(octets[1]) << 16 | Int(octets[2]) << 8 | Int(octets[3])
  }

  /// Reads the messages that are whole.
  private func readAssembled(_ end: End, context: inout ReadingContext) {
    let stream = stream(of: end)
    // A message takes at least four octets of what is held.
    while stream.assembly.prefixCount >= TLSHandshakeHeader.size {
      let length =
        Int(stream.assembly.prefix(1)) << 16 | Int(stream.assembly.prefix(2)) << 8
        | Int(stream.assembly.prefix(3))
      let whole = TLSHandshakeHeader.size + length
      guard whole <= OctetAssembly.maximumOctets else {
        context.countLimit("handshake message octets")
        stream.assembly.release(context: &context)
        noteLost(context: &context)
        return
      }
      guard stream.assembly.prefixCount >= whole else { return }
      let message = stream.assembly.takePrefix(whole, context: &context)
      readMessage(message.span, from: end, context: &context)
    }
  }

  private func readMessage(_ message: Span<UInt8>, from end: End, context: inout ReadingContext) {
    let stream = stream(of: end)
    stream.consumed += UInt64(message.count)
    let type = HandshakeType(rawValue: message[0])
    let body = message.extracting(TLSHandshakeHeader.size..<message.count)
    let packets = stream.packets
    stream.packets = stream.assembly.isEmpty ? 0 : 1
    guard type == (end == client ? .clientHello : .serverHello) else { return }
    var handshake = handshake ?? TLSHandshake()
    _ = handshake.read(type, body, form: .stream, segments: packets, context: &context)
    self.handshake = handshake
  }

  /// A part of the handshake will not be read.
  func noteLost(context: inout ReadingContext) {
    if handshake == nil { handshake = TLSHandshake() }
    handshake?.helloMissing = true
    context.changed = true
  }
}
