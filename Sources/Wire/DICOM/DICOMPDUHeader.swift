/// The header of a protocol data unit of the DICOM upper layer (PS3.8 section 9.3).
public struct DICOMPDUHeader: Hashable, Sendable {
  public var type: DICOMPDUType
  /// Octets behind the six of the header.
  public var length: UInt32

  public static let octetCount = 6

  /// - Throws: `truncated` when the octets end first.
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    type = DICOMPDUType(rawValue: try reader.readUInt8())
    try reader.skip(1)  // reserved, not tested (PS3.8 section 9.3.1)
    length = try reader.readUInt32()
  }
}

/// The kind of a protocol data unit (PS3.8 section 9.3).
public struct DICOMPDUType: RawRepresentable, Hashable, Sendable {
  public var rawValue: UInt8

  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let associateRequest = DICOMPDUType(rawValue: 1)
  public static let associateAccept = DICOMPDUType(rawValue: 2)
  public static let associateReject = DICOMPDUType(rawValue: 3)
  public static let data = DICOMPDUType(rawValue: 4)
  public static let releaseRequest = DICOMPDUType(rawValue: 5)
  public static let releaseResponse = DICOMPDUType(rawValue: 6)
  public static let abort = DICOMPDUType(rawValue: 7)

  public var isKnown: Bool { (1...7).contains(rawValue) }
}
