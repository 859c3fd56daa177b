// The edge to libyaml, and the only file of this module that is not memory safe by construction.
//
// Invariants:
// 1. `parser` and `input` are allocated in `init`, freed in `deinit`, and never leave this file.
// 2. libyaml reads `input` through the pointer that `yaml_parser_set_input_string` was given, so
//    `input` is neither moved nor changed while the parser lives.
// 3. Every event that `yaml_parser_parse` fills is deleted before the next call; its strings are
//    copied first, by length, since a YAML string may hold a zero octet.

internal import CYAML

/// One event of the YAML stream, copied out of the library.
struct YAMLEvent {
  enum Kind {
    case scalar(String, isQuoted: Bool)
    case sequenceStart, sequenceEnd
    case mappingStart, mappingEnd
    case alias
    case documentStart
    /// Ends of documents and the start of the stream: nothing to compose.
    case other
    case streamEnd
  }

  var kind: Kind
  /// From 1.
  var line: Int
  /// From 1, in characters.
  var column: Int
  var hasAnchor = false
  var hasTag = false
}

/// Why the text is not YAML.
struct YAMLSyntaxError: Error {
  var text: String
  /// The place where the library tells it; nil when it only knows `offset`.
  var place: (line: Int, column: Int)?
  /// Octets from the start of the text.
  var offset: Int
}

/// The events of a YAML text, one at a time; safe by the invariants above.
@safe
struct YAMLEvents: ~Copyable {
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let input: UnsafeMutableBufferPointer<UInt8>

  /// Prepares to read UTF-8 text; nil when memory is short.
  init?(_ octets: [UInt8]) {
    let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
    guard unsafe yaml_parser_initialize(parser) == 1 else {
      unsafe parser.deallocate()
      return nil
    }
    unsafe self.parser = unsafe parser
    // At least one octet, so that the buffer has an address.
    unsafe input = .allocate(capacity: max(octets.count, 1))
    _ = unsafe input.initialize(from: octets + (octets.isEmpty ? [0x0a] : []))
    unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    unsafe yaml_parser_set_input_string(parser, input.baseAddress, octets.count)
  }

  deinit {
    unsafe yaml_parser_delete(parser)
    unsafe parser.deallocate()
    unsafe input.deallocate()
  }

  /// The next event; after `streamEnd` or an error there is no next.
  mutating func next() throws(YAMLSyntaxError) -> YAMLEvent {
    var event = unsafe yaml_event_t()
    guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw syntaxError() }
    defer { unsafe yaml_event_delete(&event) }
    var copy = unsafe YAMLEvent(
      kind: .other, line: event.start_mark.line + 1, column: event.start_mark.column + 1)
    switch unsafe event.type {
    case YAML_SCALAR_EVENT:
      let scalar = unsafe event.data.scalar
      let octets = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      let text = unsafe String(decoding: octets, as: UTF8.self)
      copy.kind = unsafe .scalar(text, isQuoted: scalar.style != YAML_PLAIN_SCALAR_STYLE)
      copy.hasAnchor = unsafe scalar.anchor != nil
      copy.hasTag = unsafe scalar.tag != nil
    case YAML_SEQUENCE_START_EVENT:
      copy.kind = .sequenceStart
      copy.hasAnchor = unsafe event.data.sequence_start.anchor != nil
      copy.hasTag = unsafe event.data.sequence_start.tag != nil
    case YAML_MAPPING_START_EVENT:
      copy.kind = .mappingStart
      copy.hasAnchor = unsafe event.data.mapping_start.anchor != nil
      copy.hasTag = unsafe event.data.mapping_start.tag != nil
    case YAML_SEQUENCE_END_EVENT: copy.kind = .sequenceEnd
    case YAML_MAPPING_END_EVENT: copy.kind = .mappingEnd
    case YAML_ALIAS_EVENT: copy.kind = .alias
    case YAML_DOCUMENT_START_EVENT: copy.kind = .documentStart
    case YAML_STREAM_END_EVENT: copy.kind = .streamEnd
    default: copy.kind = .other
    }
    return copy
  }

  /// What the parser says of its failure.
  private func syntaxError() -> YAMLSyntaxError {
    let state = unsafe parser.pointee
    let problem = unsafe state.problem.map { unsafe String(cString: $0) } ?? "out of memory"
    let context = unsafe state.context.map { unsafe " \(String(cString: $0))" } ?? ""
    let knowsPlace = unsafe state.error == YAML_SCANNER_ERROR || state.error == YAML_PARSER_ERROR
    return unsafe YAMLSyntaxError(
      text: problem + context,
      place: knowsPlace ? (state.problem_mark.line + 1, state.problem_mark.column + 1) : nil,
      offset: Int(clamping: state.problem_offset))
  }
}
