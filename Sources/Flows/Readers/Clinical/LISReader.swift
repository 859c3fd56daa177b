import Observations
import Wire

/// Reads the frames that analysers and laboratory systems exchange (CLSI LIS01, LIS02).
final class LISReader: PreludeReader {
  private var exchange = ClinicalExchange(service: .astm)
  private(set) var client: End?
  /// The end that sent a frame: the other one acknowledges.
  private var sender: End?
  /// The frame before did not end its record.
  private var goesOn = false

  private static let acknowledge: UInt8 = 0x06
  private static let refuse: UInt8 = 0x15

  var service: Service? { .astm }
  var application: Application? { .clinical(exchange) }

  func gap(from end: End) { goesOn = false }

  func read(_ octets: Span<UInt8>, from end: End, context: inout ReadingContext) -> Progress {
    guard octets[0] == 0x02 else {
      noteControl(octets[0], from: end, &context)
      return .advance(1)
    }
    var reader = OctetReader(octets, layer: .lis)
    do throws(DecodeError) {
      let frame = try LISFrame(parsing: &reader)
      sender = end
      noteRecords(frame.text, &context)
      goesOn = frame.goesOn
      return .advance(reader.position)
    } catch {
      if error.kind == .truncated { return .more }
      context.count(error)
      return .advance(1)
    }
  }

  private func noteControl(_ octet: UInt8, from end: End, _ context: inout ReadingContext) {
    // ENQ opens the conversation (LIS01-A2 section 6.2).
    if octet == 0x05 { client = client ?? end }
    guard let sender, end == sender.other else { return }
    if octet == Self.acknowledge, !exchange.isAccepted {
      exchange.isAccepted = true
      exchange.accepted = context.moment
      context.changed = true
    } else if octet == Self.refuse, !exchange.isRejected {
      exchange.isRejected = true
      exchange.rejected = context.moment
      context.changed = true
    }
  }

  /// Records end in a carriage return; the first octet is their type, the second the delimiter.
  private func noteRecords(_ text: Span<UInt8>, _ context: inout ReadingContext) {
    var start = 0
    var isFirst = true
    while start < text.count {
      var end = start
      while end < text.count, text[end] != 0x0d { end += 1 }
      if !(isFirst && goesOn) {
        exchange.records += 1
        notePatient(text.extracting(start..<end), &context)
      }
      isFirst = false
      start = end + 1
    }
  }

  /// A patient record: fields 3 to 6 are identifiers and the name (LIS02-A2 section 7).
  private func notePatient(_ record: Span<UInt8>, _ context: inout ReadingContext) {
    guard record.count > 2, record[0] == 0x50, record[1] == 0x7c, !exchange.namesPatient else {
      return
    }
    var field = 1
    for index in record.indices {
      if record[index] == 0x7c {
        field += 1
      } else if (3...6).contains(field), record[index] != 0x5e, record[index] != 0x20 {
        exchange.namesPatient = true
        exchange.patient = context.moment
        context.changed = true
        return
      }
    }
  }
}
