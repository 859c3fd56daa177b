import Observations
import Wire

extension TLSHandshake {
  /// Reads a hello that a reader has put together, and counts it.
  ///
  /// - Parameters:
  ///   - body: the message without its header.
  ///   - segments: packets that it was spread over.
  /// - Returns: whether it was a hello that could be read.
  mutating func read(
    _ type: HandshakeType, _ body: Span<UInt8>, form: HelloForm, segments: UInt16,
    context: inout ReadingContext
  ) -> Bool {
    let layer: Layer = form == .datagram ? .dtls : .tls
    var reader = OctetReader(body, layer: layer, boundary: .length)
    context.segments = max(1, segments)
    do throws(DecodeError) {
      switch type {
      case .clientHello:
        note(try ClientHello(parsing: &reader, form: form), at: context)
        context.coverage.observed.clientHellos += 1
        if context.segments > 1 { context.coverage.observed.splitClientHellos += 1 }
      case .serverHello:
        note(try ServerHello(parsing: &reader), at: context)
        if let version, serverHello != nil {
          context.coverage.observed.tlsHandshakes[version, default: 0] += 1
        }
      default: return false
      }
    } catch {
      context.count(error)
      helloMissing = true
      context.changed = true
      return false
    }
    context.changed = true
    return true
  }
}
