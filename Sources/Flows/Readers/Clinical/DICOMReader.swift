import Observations
import Wire

/// Reads a DICOM association: whether it was accepted, and whether its data sets name a patient.
///
/// Only tags and lengths are looked at; bodies are passed over where they lie.
final class DICOMReader: PreludeReader {
  /// Where reading stands in the stream of one end.
  private enum Place {
    case header
    /// In front of a presentation data value; octets left in the PDU.
    case value(Int)
    /// In a fragment of a data set or command; octets left in it and, behind it, in the PDU.
    case fragment(Int, pdu: Int, control: UInt8, context: UInt8)
    /// Behind a gap, until a PDU begins at the start of a segment.
    case lost
  }

  private var exchange = ClinicalExchange(service: .dicom)
  private(set) var client: End?
  private var places = Ends(Place.header, Place.header)
  private var scanners = Ends<DICOMElementScanner?>(nil, nil)
  private var encodings: [(identifier: UInt8, encoding: DICOMEncoding)] = []

  /// An association's acceptance has a few kilobytes; 128 contexts fit into this.
  private static let maximumAcceptance = 65_536

  var service: Service? { .dicom }
  var application: Application? { .clinical(exchange) }

  func gap(from end: End) {
    places[end] = .lost
    scanners[end] = nil
  }

  func read(_ octets: Span<UInt8>, from end: End, context: inout ReadingContext) -> Progress {
    switch places[end] {
    case .header: return readHeader(octets, from: end, &context)
    case .value(let left): return readValue(octets, left: left, from: end)
    case .fragment(let left, let pdu, let control, let identifier):
      return readFragment(
        octets, left: left, pdu: pdu, control: control, identifier, from: end, &context)
    case .lost:
      guard ServiceSignature.isDICOMData(octets) else { return .advance(octets.count) }
      places[end] = .header
      return readHeader(octets, from: end, &context)
    }
  }

  private func readHeader(
    _ octets: Span<UInt8>, from end: End, _ context: inout ReadingContext
  ) -> Progress {
    guard octets.count >= DICOMPDUHeader.octetCount else { return .need(DICOMPDUHeader.octetCount) }
    var reader = OctetReader(octets, layer: .dicom)
    guard let header = try? DICOMPDUHeader(parsing: &reader), header.type.isKnown else {
      places[end] = .lost
      return .advance(octets.count)
    }
    let size = DICOMPDUHeader.octetCount + Int(header.length)
    switch header.type {
    case .associateRequest: client = client ?? end
    case .associateAccept:
      client = client ?? end.other
      note(accepted: true, &context)
      guard size <= Self.maximumAcceptance else { break }
      guard octets.count >= size else { return .need(size) }
      do throws(DecodeError) {
        var body = try reader.sub(Int(header.length))
        encodings = try DICOMAssociateAccept(parsing: &body).contexts
      } catch {
        context.count(error)
      }
    case .associateReject:
      client = client ?? end.other
      note(accepted: false, &context)
    case .abort: if !exchange.isAccepted { note(accepted: false, &context) }
    case .data:
      // Data are only sent where the association stands; without its start the direction of the
      // mirror, and not the peer, may be what is missing.
      places[end] = .value(Int(header.length))
      return .advance(DICOMPDUHeader.octetCount)
    default: break
    }
    return .advance(size)
  }

  private func readValue(_ octets: Span<UInt8>, left: Int, from end: End) -> Progress {
    guard left >= 6 else {
      places[end] = .header
      return left > 0 ? .advance(left) : .need(DICOMPDUHeader.octetCount)
    }
    guard octets.count >= 6 else { return .need(6) }
    var length = 0
    for index in 0..<4 { length = length << 8 | Int(octets[index]) }
    guard length >= 2, length <= left - 4 else {
      places[end] = .lost
      return .advance(octets.count)
    }
    places[end] = .fragment(
      length - 2, pdu: left - 4 - length, control: octets[5], context: octets[4])
    return .advance(6)
  }

  private func readFragment(
    _ octets: Span<UInt8>, left: Int, pdu: Int, control: UInt8, _ identifier: UInt8,
    from end: End, _ context: inout ReadingContext
  ) -> Progress {
    // Bit 0 tells a command from a data set, bit 1 the last fragment (PS3.8 annex E.2).
    let isData = control & 1 == 0
    var step = left
    if isData {
      if scanners[end] == nil {
        let known = encodings.first { $0.identifier == identifier }?.encoding
        scanners[end] = known.map { DICOMElementScanner($0) } ?? DICOMElementScanner()
        exchange.records += 1
      }
      if scanners[end]?.isOver == false {
        step = min(left, octets.count)
        scanners[end]?.scan(octets.extracting(0..<step))
        notePatient(of: end, &context)
      }
    }
    guard step == left else {
      places[end] = .fragment(left - step, pdu: pdu, control: control, context: identifier)
      return .advance(max(1, step))
    }
    if isData, control & 2 != 0 { scanners[end] = nil }
    places[end] = pdu > 0 ? .value(pdu) : .header
    return left > 0 ? .advance(left) : .need(min(6, octets.count + 1))
  }

  private func notePatient(of end: End, _ context: inout ReadingContext) {
    guard !exchange.namesPatient, let scanner = scanners[end],
      scanner.hasPatientName || scanner.hasPatientID
    else { return }
    exchange.namesPatient = true
    exchange.patient = context.moment
    context.changed = true
  }

  private func note(accepted: Bool, _ context: inout ReadingContext) {
    if accepted {
      guard !exchange.isAccepted else { return }
      exchange.isAccepted = true
      exchange.accepted = context.moment
    } else {
      guard !exchange.isRejected else { return }
      exchange.isRejected = true
      exchange.rejected = context.moment
    }
    context.changed = true
  }
}
