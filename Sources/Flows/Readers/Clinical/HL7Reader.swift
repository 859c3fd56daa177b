import Observations
import Wire

/// Reads HL7 version 2 messages in the frames of MLLP: a vertical tab, segments that a carriage
/// return ends, then a file separator and a carriage return.
final class HL7Reader: PreludeReader {
  private var exchange = ClinicalExchange(service: .hl7)
  private(set) var client: End?
  /// Inside a line whose start is missing or that is too long.
  private var isInside = Ends(false, false)

  /// Segments with embedded documents are longer, and none of those is looked at.
  private static let maximumLine = 32_768
  private static let startBlock: UInt8 = 0x0b
  private static let endBlock: UInt8 = 0x1c

  var service: Service? { .hl7 }
  var application: Application? { .clinical(exchange) }

  func gap(from end: End) { isInside[end] = true }

  func read(_ octets: Span<UInt8>, from end: End, context: inout ReadingContext) -> Progress {
    if !isInside[end], octets[0] == Self.startBlock || octets[0] == Self.endBlock {
      return .advance(1)
    }
    var length = 0
    while length < octets.count, octets[length] != 0x0d { length += 1 }
    guard length < octets.count else {
      guard octets.count >= Self.maximumLine || isInside[end] else { return .more }
      isInside[end] = true
      return .advance(octets.count)
    }
    if !isInside[end] { note(octets.extracting(0..<length), from: end, &context) }
    isInside[end] = false
    return .advance(length + 1)
  }

  private func note(_ line: Span<UInt8>, from end: End, _ context: inout ReadingContext) {
    var reader = OctetReader(line, layer: .hl7, boundary: .length)
    // Other lines, such as the empty one behind the end block, are no segments.
    guard let segment = try? HL7Segment(parsing: &reader) else { return }
    switch segment.name {
    case HL7Segment.messageHeader: exchange.records += 1
    case HL7Segment.patient:
      // PID-2 to 5 are identifiers and names (HL7 2.5.1 chapter 3.4.2).
      guard !exchange.namesPatient, (2...5).contains(where: { segment.hasValue($0) }) else {
        return
      }
      exchange.namesPatient = true
      exchange.patient = context.moment
    case HL7Segment.acknowledgment:
      client = client ?? end.other
      // AA and CA accept, AE, AR, CE and CR do not (HL7 table 0008).
      guard let code = segment.field(1), code.count == 2 else { return }
      if code[1] == 0x41 {
        if exchange.accepted == nil { exchange.accepted = context.moment }
        exchange.isAccepted = true
      } else {
        if exchange.rejected == nil { exchange.rejected = context.moment }
        exchange.isRejected = true
      }
    default: return
    }
    context.changed = true
  }
}
