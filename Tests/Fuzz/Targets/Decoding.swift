import Wire

/// Decodes the input as if a capture, and as if a length field, had set its end.
///
/// What every decoder promises is held here: it stays inside of its octets, an error names a place
/// in them, and running out of octets is told as the boundary says.
func decode(
  _ octets: Span<UInt8>, _ layer: Layer, _ body: (inout OctetReader) throws(DecodeError) -> Void
) {
  for boundary in [OctetReader.Boundary.capture, .length] {
    var reader = OctetReader(octets, layer: layer, boundary: boundary)
    do throws(DecodeError) {
      try body(&reader)
    } catch {
      promise((0...octets.count).contains(error.offset), "\(error) of \(octets.count)")
      promise(error.need >= 0 && error.have >= 0 && error.have <= octets.count, "\(error)")
      promise(error.kind != .truncated || error.need > error.have, "\(error)")
      promise(!error.description.isEmpty)
    }
    promise(reader.position >= 0 && reader.position <= octets.count)
    promise(reader.position + reader.remaining == octets.count)
  }
}

/// Keeps the work that led to a value from being optimised away.
@inline(never) @_optimize(none)
func use<Value>(_ value: Value) {}

/// Stops the process, saying why, when what LabTap promises does not hold.
///
/// The library's own precondition says nothing in an optimised build.
@inline(__always)
func promise(
  _ isKept: Bool, _ text: @autoclosure () -> String = "", file: StaticString = #file,
  line: UInt = #line
) {
  if !isKept { fatalError("promise broken: \(text())", file: file, line: line) }
}

extension Span<UInt8> {
  /// The octets from `start`, none when it lies behind the end.
  @_lifetime(copy self)
  func from(_ start: Int) -> Span<UInt8> {
    extracting(Swift.min(start, count)..<count)
  }

  func copied() -> [UInt8] { indices.map { self[$0] } }
}
