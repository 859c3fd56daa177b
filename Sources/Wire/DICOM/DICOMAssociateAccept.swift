/// What the acceptor of an association chose: the encoding of each presentation context.
///
/// PS3.8 section 9.3.3, behind the six octets of the PDU's header.
public struct DICOMAssociateAccept: Hashable, Sendable {
  /// Accepted presentation contexts with their encodings; at most `maximumContexts`.
  public private(set) var contexts: [(identifier: UInt8, encoding: DICOMEncoding)] = []

  /// Identifiers are odd numbers of one octet (PS3.8 section 9.3.2.2).
  public static let maximumContexts = 128
  /// Items of the PDU; contexts, the application context and the user information.
  private static let maximumItems = 256

  /// - Throws: `truncated` when the octets end first; `malformed` for an item that breaks its
  ///   length.
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    // Protocol version, reserved, called and calling titles, reserved.
    try reader.skip(2 + 2 + 16 + 16 + 32)
    for _ in 0..<Self.maximumItems {
      if reader.isAtEnd { return }
      let type = try reader.readUInt8()
      try reader.skip(1)
      let length = Int(try reader.readUInt16())
      var item = try reader.sub(length)
      guard type == 0x21, contexts.count < Self.maximumContexts else { continue }
      let identifier = try item.readUInt8()
      try item.skip(1)
      let result = try item.readUInt8()
      try item.skip(1)
      // Only an accepted context has a transfer syntax that means something.
      guard result == 0 else { continue }
      contexts.append((identifier, try Self.encoding(&item)))
    }
    throw reader.limit("more than 256 items of a DICOM association")
  }

  /// The transfer syntax sub-item (PS3.8 section 9.3.3.2.1).
  private static func encoding(_ item: inout OctetReader) throws(DecodeError) -> DICOMEncoding {
    guard try item.readUInt8() == 0x40 else {
      throw item.malformed("no transfer syntax in an accepted DICOM context")
    }
    try item.skip(1)
    let length = Int(try item.readUInt16())
    return DICOMEncoding(transferSyntax: try item.take(length))
  }

  public static func == (left: Self, right: Self) -> Bool {
    left.contexts.elementsEqual(right.contexts) { $0 == $1 }
  }

  public func hash(into hasher: inout Hasher) {
    for context in contexts {
      hasher.combine(context.identifier)
      hasher.combine(context.encoding)
    }
  }
}

/// How the elements of a data set are written (PS3.5 section 10).
public enum DICOMEncoding: UInt8, Hashable, Sendable {
  case implicitLittleEndian, explicitLittleEndian, explicitBigEndian
  /// Compressed as a whole, so that no element can be told.
  case deflated

  /// The encoding of a transfer syntax, whose name may be padded to even length.
  ///
  /// All but four are explicit VR little endian with pixel data of their own (PS3.5 annex A.4).
  public init(transferSyntax name: Span<UInt8>) {
    var count = name.count
    if count > 0, name[count - 1] == 0 { count -= 1 }
    let text = name.extracting(0..<count)
    if Self.equals(text, "1.2.840.10008.1.2") {
      self = .implicitLittleEndian
    } else if Self.equals(text, "1.2.840.10008.1.2.2") {
      self = .explicitBigEndian
    } else if Self.equals(text, "1.2.840.10008.1.2.1.99") {
      self = .deflated
    } else {
      self = .explicitLittleEndian
    }
  }

  private static func equals(_ octets: Span<UInt8>, _ text: StaticString) -> Bool {
    guard octets.count == text.utf8CodeUnitCount else { return false }
    var index = 0
    for octet in "\(text)".utf8 {
      if octets[index] != octet { return false }
      index += 1
    }
    return true
  }
}
