public import Wire

/// One shorter input that did not fail as it must.
public struct PrefixFailure: Sendable, CustomStringConvertible {
  public let length: Int
  public let outcome: String
  public var description: String { "prefix of \(length) octets: \(outcome)" }
}

/// Decodes every proper prefix of a message and returns those that did not fail as `truncated`
/// at an offset where the missing octets would have been.
///
/// - Parameters:
///   - message: a whole message that decodes.
///   - layer: the layer of the outermost reader.
///   - accepting: lengths at which a prefix is itself a whole message, each with a reason at the
///     call.
///   - decode: reads the message from the reader.
/// - Returns: nothing when every prefix failed at the right place.
public func prefixFailures(
  of message: [UInt8], layer: Layer, accepting: Set<Int> = [],
  decode: (inout OctetReader) throws(DecodeError) -> Void
) -> [PrefixFailure] {
  var failures: [PrefixFailure] = []
  for length in 0..<message.count where !accepting.contains(length) {
    var reader = OctetReader(message.span.extracting(0..<length), layer: layer)
    do throws(DecodeError) {
      try decode(&reader)
      failures.append(PrefixFailure(length: length, outcome: "decoded"))
    } catch {
      let placed =
        error.kind == .truncated && error.offset <= length && error.offset + error.need > length
        && error.have == length - error.offset
      if !placed { failures.append(PrefixFailure(length: length, outcome: "\(error)")) }
    }
  }
  return failures
}
