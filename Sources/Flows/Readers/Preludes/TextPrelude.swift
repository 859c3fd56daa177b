import Observations
import Wire

/// SMTP and LMTP (RFC 3207), IMAP (RFC 9051 6.2.1), POP3 (RFC 2595 4), FTP (RFC 4217), NNTP
/// (RFC 4642), ManageSieve (RFC 5804 2.2), IRC and XMPP (RFC 6120 5): text, one message up to a terminator, until a command asks for TLS.
final class TextPrelude: PreludeReader {
  private(set) var service: Service?
  private(set) var client: End?
  /// LF for lines, `>` for the elements of XMPP.
  private let terminator: UInt8
  /// Begun with the word STARTTLS, which IRC says first and others say behind a greeting that may
  /// have been lost; nil before the first octets.
  private var isNameOpen: Bool?
  private var hasAsked = false
  private var hasSpoken = Ends(false, false)
  /// An end is inside a message, behind a gap or a message that is too long.
  private var isInside = Ends(false, false)
  /// The next octets of an end are the first behind a gap, in which it may have agreed on TLS.
  private var isBehindGap = Ends(false, false)
  private var messages = 0
  private var octetsRead = 0

  /// Commands stand at the start of a connection: EHLO and a few more, capabilities and banners
  /// of a hundred lines at most.
  private static let maximumMessages = 512
  private static let maximumOctets = 64 * 1_024
  /// A longer line holds no command (RFC 5321 4.5.3.1: 512 octets; capabilities are longer).
  private static let maximumMessage = 4_096

  init(_ service: Service, terminator: UInt8) {
    self.service = service
    self.terminator = terminator
  }

  func gap(from end: End) {
    isInside[end] = true
    isBehindGap[end] = true
  }

  func read(_ octets: Span<UInt8>, from end: End, context: inout ReadingContext) -> Progress {
    if isNameOpen == nil {
      isNameOpen = service == .irc && starts(octets, "STARTTLS")
      if isNameOpen == true { service = .text }
    }
    if isBehindGap[end] || !isInside[end] && mayChange(from: end) {
      switch Preludes.tlsStart(octets) {
      case .yes: return .handOver(0)
      case .needsMore: return .need(octets.count + 1)
      case .no: isBehindGap[end] = false
      }
    }
    hasSpoken[end] = true
    guard let last = index(of: terminator, in: octets) else {
      guard octets.count < Self.maximumMessage else {
        isInside[end] = true
        return pass(octets.count)
      }
      return .more
    }
    if !isInside[end] { note(octets.extracting(0..<last), from: end) }
    isInside[end] = false
    return pass(last + 1)
  }

  /// TLS is expected after it was asked for, or when the mirror hides the end that asks.
  private func mayChange(from end: End) -> Bool { hasAsked || !hasSpoken[end.other] }

  private func pass(_ count: Int) -> Progress {
    messages += 1
    octetsRead += count
    if !hasAsked, messages > Self.maximumMessages || octetsRead > Self.maximumOctets {
      return .done
    }
    return .advance(count)
  }

  private func note(_ message: Span<UInt8>, from end: End) {
    // A server of IRC puts its name in front (RFC 1459 section 2.3.1).
    if isNameOpen == true, message.count > 0, message[0] == UInt8(ascii: ":") {
      service = .irc
      isNameOpen = false
    }
    if asksForTLS(message) {
      hasAsked = true
      if client == nil, terminator == 0x0a { client = end }
    }
  }

  /// `STARTTLS` and `STLS` as a word of their own, FTP's `AUTH TLS` and `AUTH SSL`, and the
  /// element `<starttls>` of XMPP.
  private func asksForTLS(_ message: Span<UInt8>) -> Bool {
    if terminator != 0x0a { return starts(message, "<starttls") || starts(message, "<proceed") }
    var start = 0
    // A tag of IMAP may stand in front: the first two words decide.
    for _ in 0..<2 {
      let end = index(of: 0x20, in: message, from: start) ?? message.count
      let word = trimmed(message.extracting(start..<end))
      if equals(word, "STARTTLS") || equals(word, "STLS") { return true }
      if start == 0, equals(word, "AUTH"), end < message.count {
        let method = message.extracting(end + 1..<message.count)
        return starts(method, "TLS") || starts(method, "SSL")
      }
      guard end < message.count else { return false }
      start = end + 1
    }
    return false
  }

  // MARK: Octets

  private func index(of octet: UInt8, in octets: Span<UInt8>, from start: Int = 0) -> Int? {
    var index = start
    while index < octets.count {
      if octets[index] == octet { return index }
      index += 1
    }
    return nil
  }

  @_lifetime(copy word)
  private func trimmed(_ word: Span<UInt8>) -> Span<UInt8> {
    guard word.count > 0, word[word.count - 1] == 0x0d else { return word }
    return word.extracting(0..<word.count - 1)
  }

  private func equals(_ word: Span<UInt8>, _ text: StaticString) -> Bool {
    word.count == text.utf8CodeUnitCount && starts(word, text)
  }

  /// Letters of either case; white space in front is passed over.
  private func starts(_ octets: Span<UInt8>, _ text: StaticString) -> Bool {
    var index = 0
    while index < octets.count,
      octets[index] == 0x0a || octets[index] == 0x0d
        || octets[index] == 0x20
    { index += 1 }
    for octet in "\(text)".utf8 {
      guard index < octets.count else { return false }
      let isLetter = (0x41...0x5a).contains(octet) || (0x61...0x7a).contains(octet)
      guard octets[index] == octet || isLetter && octets[index] ^ octet == 0x20 else {
        return false
      }
      index += 1
    }
    return true
  }
}
