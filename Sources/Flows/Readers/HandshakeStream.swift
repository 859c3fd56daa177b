import Wire

/// The handshake messages of one end, put together from pieces that arrive in any order.
///
/// An object, so that it is changed in place.
final class HandshakeStream {
  var assembly = OctetAssembly()
  /// Octets of the stream in front of the assembly (QUIC).
  var consumed: UInt64 = 0
  /// Packets that the message at hand is spread over so far.
  var packets: UInt16 = 0
  /// The message at hand and its length (DTLS, which numbers messages).
  var sequence: UInt16?
  var length = 0
  /// The first message number that was not read yet (DTLS).
  var next = 0

  /// Back to the start, for another connection between the same ends.
  func reset(context: inout ReadingContext) {
    assembly.release(context: &context)
    consumed = 0
    packets = 0
    sequence = nil
    length = 0
    next = 0
  }
}
