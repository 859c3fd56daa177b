import Inflate
import Observations
import Wire

/// Searches the body of one request as it comes; nothing of it is kept.
final class BodyScanner {
  private var matcher = IndicatorMatcher()
  private let inflater: StreamInflater?
  private var isUnreadable = false
  private var isCapped = false
  private var octets = 0

  /// Octets of a body that are searched, packed and unpacked alike: a web shell is a few kilobytes,
  /// and a bomb of zeros must not cost more than that.
  static let maximumOctets = 1_024 * 1_024

  /// - Parameter coding: Content-Encoding (RFC 9110 8.4), nil for none.
  init(coding: Span<UInt8>?) {
    var name = ""
    if let coding { name = HTTPText.text(of: coding, maximum: 32).lowercased() }
    guard !name.isEmpty, name != "identity" else {
      inflater = nil
      return
    }
    let isKnown = ["gzip", "x-gzip", "deflate"].contains(name)
    inflater = isKnown ? StreamInflater() : nil
    isUnreadable = inflater == nil
  }

  /// True when more octets would change nothing.
  var isDone: Bool { isCapped || isUnreadable }

  func scan(_ piece: Span<UInt8>) {
    guard !isDone else { return }
    guard let inflater else {
      match(piece)
      return
    }
    inflater.inflate(piece) { unpacked in
      match(unpacked)
      return !isCapped
    }
    if inflater.state == .damaged { isUnreadable = true }
  }

  private func match(_ piece: Span<UInt8>) {
    let rest = Self.maximumOctets - octets
    octets += min(rest, piece.count)
    if piece.count > rest { isCapped = true }
    matcher.match(piece.extracting(0..<min(rest, piece.count)))
  }

  /// Adds what was found to the signs of the request.
  ///
  /// - Parameter isWhole: the body came to its end.
  func finish(isWhole: Bool, into indicators: inout RequestIndicators) {
    matcher.finish()
    let inTarget = indicators.inTarget
    indicators = matcher.found
    indicators.inTarget = inTarget
    indicators.inBody = matcher.words
    let isCut = inflater.map { $0.state != .ended } ?? false
    indicators.body =
      isCapped ? .capped : isUnreadable ? .packed : isWhole && !isCut ? .whole : .incomplete
  }

  /// Every word has an s in it, as it is or percent-encoded; many targets have neither.
  private static func mayHoldWord(_ target: Span<UInt8>) -> Bool {
    for index in target.indices {
      switch target[index] {
      case UInt8(ascii: "s"), UInt8(ascii: "S"), UInt8(ascii: "%"): return true
      default: continue
      }
    }
    return false
  }

  /// The words in a request's target.
  static func words(inTarget target: Span<UInt8>) -> RequestIndicators.Words {
    guard mayHoldWord(target) else { return [] }
    var matcher = IndicatorMatcher()
    matcher.match(target)
    matcher.finish()
    return matcher.words
  }
}
