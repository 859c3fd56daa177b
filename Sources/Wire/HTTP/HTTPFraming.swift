/// What the fields of one head say about the end of the body and about the connection.
public struct HTTPFraming: Sendable {
  var contentLength: UInt64?
  /// Two values of Content-Length that differ, or one that is no number.
  var isContentLengthInvalid = false
  var hasTransferEncoding = false
  /// Whether `chunked` is the last coding.
  var isChunked = false
  var hostCount = 0
  var closes = false
  var keepsAlive = false
  var upgrades = false
  /// The first field line that broke the syntax.
  var fault: DecodeError?

  /// Reads all fields once.
  init(_ fields: HTTPFields) {
    var iterator = fields.makeIterator()
    while let field = iterator.next() {
      switch field.name.count {
      case 4 where field.isNamed("host"): hostCount += 1
      case 10 where field.isNamed("connection"): noteConnection(field.value)
      case 14 where field.isNamed("content-length"): noteContentLength(field.value)
      case 17 where field.isNamed("transfer-encoding"):
        hasTransferEncoding = true
        // Only the last coding of the last field matters.
        forEachElement(of: field.value) { isChunked = $0.isEqual(toLowercase: "chunked") }
      default: continue
      }
    }
    fault = iterator.fault
  }

  /// A list of equal numbers counts as one (RFC 9110 section 8.6).
  private mutating func noteContentLength(_ value: Span<UInt8>) {
    var count = 0
    var length = contentLength
    var isInvalid = isContentLengthInvalid
    forEachElement(of: value) { element in
      count += 1
      guard let number = decimal(element), length == nil || length == number else {
        isInvalid = true
        return
      }
      length = number
    }
    contentLength = length
    isContentLengthInvalid = isInvalid || count == 0
  }

  private mutating func noteConnection(_ value: Span<UInt8>) {
    forEachElement(of: value) { element in
      if element.isEqual(toLowercase: "close") { closes = true }
      if element.isEqual(toLowercase: "keep-alive") { keepsAlive = true }
      if element.isEqual(toLowercase: "upgrade") { upgrades = true }
    }
  }

  /// - Throws: `malformed` for a Content-Length that is no number or contradicts another one.
  func length() throws(DecodeError) -> UInt64? {
    guard !isContentLengthInvalid else {
      throw DecodeError(
        .malformed, layer: .http, offset: 0, rule: "Content-Length invalid or contradictory")
    }
    return contentLength
  }
}

/// Calls `body` with each element of a comma-separated list (RFC 9110 section 5.6.1).
private func forEachElement(of list: Span<UInt8>, _ body: (Span<UInt8>) -> Void) {
  var start = 0
  // Each turn moves `start` behind a comma of a value that the size of the head bounds.
  while start <= list.count {
    let end = list.firstIndex(of: 0x2C, from: start) ?? list.count
    let element = list.extracting(start..<end).trimmingBlanks()
    if !element.isEmpty { body(element) }
    start = end + 1
  }
}

/// A number of decimal digits alone, nil when it is none or above 2^64 - 1.
private func decimal(_ text: Span<UInt8>) -> UInt64? {
  guard !text.isEmpty else { return nil }
  var value: UInt64 = 0
  for index in text.indices {
    guard text[index].isDigit else { return nil }
    let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
    let (sum, carry) = tens.addingReportingOverflow(UInt64(text[index] - 0x30))
    guard !overflow, !carry else { return nil }
    value = sum
  }
  return value
}
