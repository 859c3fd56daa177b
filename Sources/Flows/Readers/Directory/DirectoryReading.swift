import Observations
import Wire

extension DirectoryExchange {
  /// Adds a message of Kerberos, or counts why it could not be read.
  mutating func note(kerberos octets: Span<UInt8>, _ context: inout ReadingContext) {
    var reader = OctetReader(octets, layer: .kerberos, boundary: .length)
    do throws(DecodeError) {
      let message = try KerberosMessage(parsing: &reader)
      if let name = message.realm, realm == nil { realm = name }
      if message.isComputerAccount == true { hasComputerAccount = true }
      switch message.type {
      case .authenticationReply, .ticketReply:
        grant(&context)
        replies &+= 1
      case .error:
        replies &+= 1
        // KDC_ERR_PREAUTH_FAILED (RFC 4120 section 7.5.9).
        if message.errorCode == 24 { failedPreauthentications &+= 1 }
      default: requests &+= 1
      }
      context.changed = true
    } catch {
      context.count(error)
    }
  }

  /// Adds a message of LDAP; returns whether it is one.
  @discardableResult
  mutating func note(ldap octets: Span<UInt8>, _ context: inout ReadingContext) -> Bool {
    var reader = OctetReader(octets, layer: .ldap, boundary: .length)
    do throws(DecodeError) {
      let message = try LDAPMessage(parsing: &reader)
      switch message.operation {
      case .bindRequest, .searchRequest: requests &+= 1
      case .bindResponse, .searchDone:
        replies &+= 1
        if message.resultCode == 0 { grant(&context) }
      default: return true
      }
      if message.isNetlogonPing { isNetlogonPing = true }
      if message.isSimpleBindWithSecret { hasClearBind = true }
      context.changed = true
      return true
    } catch {
      context.count(error)
      return false
    }
  }

  private mutating func grant(_ context: inout ReadingContext) {
    if granted == nil { granted = context.moment }
    isGranted = true
  }
}

/// Kerberos over TCP: each message behind its length in four octets (RFC 4120 section 7.2.2).
final class KerberosReader: PreludeReader {
  private var exchange = DirectoryExchange(service: .kerberos)
  private(set) var client: End?
  private var isLost = Ends(false, false)

  /// Tickets with large authorization data reach some ten kilobytes.
  private static let maximumMessage = 65_536

  var service: Service? { .kerberos }
  var application: Application? { .directory(exchange) }

  func gap(from end: End) { isLost[end] = true }

  func read(_ octets: Span<UInt8>, from end: End, context: inout ReadingContext) -> Progress {
    if isLost[end] {
      guard ServiceSignature.isKerberosStream(octets) else { return .advance(octets.count) }
      isLost[end] = false
    }
    guard octets.count >= 4 else { return .need(4) }
    var length = 0
    for index in 0..<4 { length = length << 8 | Int(octets[index]) }
    guard length > 0, length <= Self.maximumMessage else {
      isLost[end] = true
      return .advance(octets.count)
    }
    guard octets.count >= 4 + length else { return .need(4 + length) }
    let before = exchange.requests
    exchange.note(kerberos: octets.extracting(4..<4 + length), &context)
    if exchange.requests != before { client = client ?? end }
    return .advance(4 + length)
  }
}

/// Kerberos and LDAP in datagrams.
final class DirectoryDatagrams {
  private(set) var exchange: DirectoryExchange
  private(set) var client: End?

  init(_ service: Service) {
    exchange = DirectoryExchange(service: service)
  }

  func read(_ octets: Span<UInt8>, from end: End, context: inout ReadingContext) {
    let before = exchange.requests
    if exchange.service == .kerberos {
      exchange.note(kerberos: octets, &context)
    } else {
      exchange.note(ldap: octets, &context)
    }
    if exchange.requests != before { client = client ?? end }
  }
}
