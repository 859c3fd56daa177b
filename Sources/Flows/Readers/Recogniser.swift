import Observations
import Wire

/// Finds out by content what a TCP flow carries; ports are not looked at.
///
/// Both directions are looked at, since some servers speak first. When neither is known, the flow
/// is called text or binary by its first octets.
struct Recogniser {
  enum Finding {
    /// So many octets are needed to tell.
    case more(Int)
    /// Nothing that is known, in this segment.
    case nothing
    case tls(isSSL2: Bool)
    case smb, http, dns
    /// The header of a load balancer; the connection's own protocol comes behind it.
    case proxyHeader
    case service(Service)
  }

  private var looks = Ends(0, 0)
  private var unknown = Ends(false, false)
  private var firstOctetsAreText = true

  /// Octets that any protocol's first message shows itself in; 12 is a DNS header behind its
  /// length prefix less two.
  private static let enough = 16
  /// A request line that names no known method and path is known by its end alone; servers take
  /// lines of 8,000 octets (RFC 9112 section 3).
  private static let longestRequestLine = 8_192

  /// What the flow may be called while no protocol is found; nil before any payload.
  var guess: Service? {
    guard unknown.low || unknown.high else { return nil }
    return firstOctetsAreText ? .text : .binary
  }

  mutating func reset() {
    looks = Ends(0, 0)
    unknown = Ends(false, false)
    firstOctetsAreText = true
  }

  /// Looks at the octets of a direction.
  ///
  /// - Parameters:
  ///   - octets: from the first octet of the stream, or of a segment when the start was missed.
  ///   - isStart: true when `octets` begin where the sender began.
  mutating func look(
    at octets: Span<UInt8>, from end: End, isStart: Bool, limits: FlowLimits
  ) -> Finding {
    if unknown[end] {
      // A stream whose start was seen is never looked at twice; one that was joined in the middle
      // may show a message's start in a later segment.
      guard !isStart, looks[end] < limits.recognitionSegments else { return givenUp() }
    }
    looks[end] += 1
    if let finding = recognise(octets, isStart: isStart) { return finding }
    if !unknown[end] {
      unknown[end] = true
      firstOctetsAreText = firstOctetsAreText && Self.isText(octets)
    }
    return givenUp()
  }

  /// Both directions unknown: the flow is settled as text or binary.
  private mutating func givenUp() -> Finding {
    guard unknown.low, unknown.high else { return .nothing }
    return .service(firstOctetsAreText ? .text : .binary)
  }

  private mutating func recognise(_ octets: Span<UInt8>, isStart: Bool) -> Finding? {
    var needsMore = false
    switch Self.tlsMatch(octets) {
    case .yes: return .tls(isSSL2: false)
    case .needsMore: needsMore = true
    case .no: break
    }
    switch NetBIOSSessionHeader.recognise(octets) {
    case .recognised: return .smb
    case .undecided: needsMore = true
    case .different: break
    }
    var isRequestLine = false
    switch HTTPRequestHead.isPlausibleStart(octets) {
    case .yes: return .http
    case .needsMore: isRequestLine = true
    case .no: break
    }
    switch HTTPResponseHead.isPlausibleStart(octets) {
    case .yes: return .http
    case .needsMore: needsMore = true
    case .no: break
    }
    if let service = ServiceSignature.match(octets) { return .service(service) }
    switch ProxyHeaderPrelude.match(octets) {
    case .yes: return .proxyHeader
    case .needsMore: needsMore = true
    case .no: break
    }
    if isStart, let service = ServiceSignature.matchStart(octets) { return .service(service) }
    // ENQ alone: what the analyser sends is told by the frame behind it.
    if isStart, octets[0] == 0x05, octets.count < 6, octets.count == 1 || octets[1] == 0x02 {
      needsMore = true
    }
    guard isStart else { return DNSStreamReader.startsWithMessage(octets) ? .dns : nil }
    switch SSL2ClientHello.match(octets) {
    case .yes: return .tls(isSSL2: true)
    case .needsMore: needsMore = true
    case .no: break
    }
    switch Self.dnsMatch(octets) {
    case .yes: return .dns
    case .needsMore: needsMore = true
    case .no: break
    }
    if isRequestLine, octets.count < Self.longestRequestLine { return .more(octets.count + 1) }
    return needsMore && octets.count < Self.enough ? .more(octets.count + 1) : nil
  }

  /// A record header of TLS (RFC 8446 5.1); five octets decide, or the first that does not fit.
  private static func tlsMatch(_ octets: Span<UInt8>) -> StartMatch {
    guard octets.count > 0, (20...23).contains(octets[0]) else { return .no }
    guard octets.count > 1 else { return .needsMore }
    // Minor 4 and above are no record version; drafts of 1.3 used 0x0301 or 0x0303 there.
    guard octets[1] == 3 else { return .no }
    guard octets.count > 2 else { return .needsMore }
    guard octets[2] <= 4 else { return .no }
    guard octets.count > 4 else { return .needsMore }
    let length = UInt16(octets[3]) << 8 | UInt16(octets[4])
    guard length > 0, length <= TLSRecordHeader.maximumLength else { return .no }
    // A stream does not begin with a ChangeCipherSpec or alert of any other length.
    if octets[0] == 20 { return length == 1 ? .yes : .no }
    return .yes
  }

  /// A DNS message behind its length prefix; the header and first label decide.
  private static func dnsMatch(_ octets: Span<UInt8>) -> StartMatch {
    guard octets.count >= 2 else { return .needsMore }
    let length = Int(octets[0]) << 8 | Int(octets[1])
    guard length >= DNSHeader.size + 5 else { return .no }
    if octets.count < 2 + length {
      // Too little for the whole message: only what cannot be DNS is told apart.
      guard octets.count >= 2 + DNSHeader.size else { return .needsMore }
      let hasOneQuestion = octets[6] == 0 && octets[7] == 1
      let isOrdinary = octets[4] & 0x78 == 0 && octets[5] & 0x40 == 0
      return hasOneQuestion && isOrdinary && length <= 4_096 ? .yes : .no
    }
    return DNSMessage.looksLikeDNS(octets.extracting(2..<2 + length)) ? .yes : .no
  }

  /// Mostly printable: at most one octet in sixteen of the first 64 is neither text nor white space.
  private static func isText(_ octets: Span<UInt8>) -> Bool {
    let count = min(octets.count, 64)
    var strange = 0
    for index in 0..<count {
      switch octets[index] {
      case 0x09, 0x0a, 0x0d, 0x20...0x7e, 0x80...0xff: continue
      default: strange += 1
      }
    }
    var high = 0
    for index in 0..<count where octets[index] >= 0x80 { high += 1 }
    return count > 0 && strange * 16 <= count && high * 4 <= count
  }
}
