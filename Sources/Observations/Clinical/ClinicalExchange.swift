/// What one connection shows of a clinical protocol in clear: DICOM, HL7 version 2 over MLLP, or
/// the protocol of analysers and laboratory systems (LIS01, LIS02).
///
/// That a patient is named is kept; the name never is.
public struct ClinicalExchange: Hashable, Codable, Sendable {
  /// dicom, hl7 or astm.
  public var service: Service
  /// The other end took it: an association was accepted, a message acknowledged.
  public var isAccepted = false
  /// The other end turned it away: A-ASSOCIATE-RJ, A-ABORT in front of an acceptance, a negative
  /// acknowledgment.
  public var isRejected = false
  /// A value stands in a field that names a patient.
  public var namesPatient = false
  /// Data sets, messages or records.
  public var records: UInt64 = 0
  /// The frames that decided each of the three.
  public var accepted: Moment?
  public var rejected: Moment?
  public var patient: Moment?

  public init(service: Service) {
    self.service = service
  }
}
