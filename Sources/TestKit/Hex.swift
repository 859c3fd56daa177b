/// Octets from hexadecimal text; spaces and line breaks are skipped.
///
/// - Precondition: the text holds an even number of hexadecimal digits.
public func hex(_ text: String) -> [UInt8] {
  let digits = text.filter { !$0.isWhitespace }.compactMap(\.hexDigitValue)
  precondition(digits.count % 2 == 0, "an odd number of hexadecimal digits")
  return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}
