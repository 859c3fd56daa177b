/// A domain name, read in place (RFC 1035 sections 3.1 and 4.1.4).
///
/// The name is checked when it is read: labels of at most 63 octets, at most 255 octets in all,
/// and pointers that only lead backwards, so that no name loops.
public struct DNSName: ~Escapable {
  /// The whole message, since labels may lie anywhere before the name.
  let message: Span<UInt8>
  /// Where the name starts in the message.
  let start: Int
  /// Octets of the name without compression, length octets and the root included; 1 to 255.
  public let uncompressedLength: Int
  /// Labels without the root.
  public let labelCount: Int

  /// Octets of the longest name (RFC 1035 section 2.3.4).
  public static let maximumLength = 255
  /// A name has at most 127 labels, and a pointer that leads to no label is of no use: more
  /// jumps than 126 are an attack on the reader.
  public static let maximumJumps = 126

  /// Reads a name; the reader then stands behind its last octet or its first pointer.
  ///
  /// - Parameters:
  ///   - reader: a reader over the message or a part of it.
  ///   - message: the whole message.
  ///   - base: the reader's offset at the start of the message.
  ///   - allowsPointers: false for names that the specification wants uncompressed.
  /// - Throws: `truncated` when the name is cut, `malformed` for a pointer that does not lead
  ///   backwards, a name above 255 octets and an unknown kind of label, `limit` above
  ///   `maximumJumps`.
  @_lifetime(copy message)
  init(
    parsing reader: inout OctetReader, message: Span<UInt8>, base: Int, allowsPointers: Bool = true
  ) throws(DecodeError) {
    self.message = message
    start = reader.offset - base
    var length = 1
    var labels = 0
    var jumps = 0
    // A pointer must lead before the run of labels that it ends; runs then only move backwards.
    var run = start
    var target: Int?
    // In the record itself, up to the root or the first pointer; `length` bounds the loop.
    reading: while true {
      let octet = try reader.readUInt8()
      switch octet {
      case 0:
        break reading
      case 1...63:
        try reader.skip(Int(octet))
        length += 1 + Int(octet)
        labels += 1
        guard length <= Self.maximumLength else { throw reader.malformed(.nameLength) }
      case 0xC0...:
        let low = try reader.readUInt8()
        guard allowsPointers else { throw reader.malformed("a pointer in an uncompressed name") }
        target = Int(octet & 0x3F) << 8 | Int(low)
        break reading
      default:
        throw reader.malformed(.labelKind)
      }
    }
    // Behind pointers; every jump moves `run` backwards and `length` bounds the labels.
    while let place = target {
      jumps += 1
      guard jumps <= Self.maximumJumps else { throw reader.limit("above 126 pointers in a name") }
      guard place < run, place >= DNSHeader.size else { throw reader.malformed(.pointer) }
      run = place
      target = nil
      var at = place
      following: while true {
        guard at < message.count else { throw reader.malformed(.pointer) }
        let octet = message[at]
        switch octet {
        case 0:
          break following
        case 1...63:
          at += 1 + Int(octet)
          length += 1 + Int(octet)
          labels += 1
          guard length <= Self.maximumLength else { throw reader.malformed(.nameLength) }
        case 0xC0...:
          guard at + 1 < message.count else { throw reader.malformed(.pointer) }
          target = Int(octet & 0x3F) << 8 | Int(message[at + 1])
          break following
        default:
          throw reader.malformed(.labelKind)
        }
      }
    }
    uncompressedLength = length
    labelCount = labels
  }

  public var isRoot: Bool { labelCount == 0 }

  @_lifetime(copy self)
  public func makeIterator() -> Labels {
    Labels(message: message, at: start)
  }

  /// The labels from the left, without the root.
  public struct Labels: ~Escapable {
    let message: Span<UInt8>
    var at: Int

    @_lifetime(copy message)
    init(message: Span<UInt8>, at: Int) {
      self.message = message
      self.at = at
    }

    /// The next label, 1 to 63 octets; nil at the root.
    @_lifetime(copy self)
    public mutating func next() -> Span<UInt8>? {
      // The name was walked when it was read; the bounds are only the last resort.
      while at < message.count {
        let octet = message[at]
        if octet == 0 { return nil }
        if octet < 64 {
          let start = at + 1
          guard start + Int(octet) <= message.count else { return nil }
          at = start + Int(octet)
          return message.extracting(start..<at)
        }
        guard at + 1 < message.count else { return nil }
        at = Int(octet & 0x3F) << 8 | Int(message[at + 1])
      }
      return nil
    }
  }
}

extension Rule {
  fileprivate static let nameLength: Rule = "a domain name above 255 octets"
  fileprivate static let labelKind: Rule = "a label that is neither text nor pointer"
  fileprivate static let pointer: Rule = "a name pointer that does not lead backwards"
}
