public import Wire

/// The error that decoding ends with; nil when it succeeds.
public func failure(
  of message: [UInt8], layer: Layer, boundary: OctetReader.Boundary = .capture,
  decode: (inout OctetReader) throws(DecodeError) -> Void
) -> DecodeError? {
  var reader = OctetReader(message.span, layer: layer, boundary: boundary)
  do throws(DecodeError) {
    try decode(&reader)
    return nil
  } catch {
    return error
  }
}
