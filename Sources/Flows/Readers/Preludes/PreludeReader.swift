import Observations
import Wire

/// Reads a protocol that another one may follow inside the same connection, most often TLS.
///
/// Both directions are watched until the other protocol begins, which the reader answers with
/// `handOver`; the connection is then recognised anew. When too much passed without a change, the
/// reader says `done`, and the connection keeps the service's name: what follows is in clear.
protocol PreludeReader: AnyObject {
  /// What the connection is called while nothing else follows; nil for a mere envelope.
  var service: Service? { get }
  /// What the connection carries, where that is more than the service's name.
  var application: Application? { get }
  /// The end that speaks as the client, once it is known.
  var client: End? { get }

  func read(_ octets: Span<UInt8>, from end: End, context: inout ReadingContext) -> Progress

  /// Octets of a direction were lost.
  func gap(from end: End)
}

extension PreludeReader {
  var application: Application? { nil }
}

/// Finds the prelude that octets begin.
enum Preludes {
  /// The reader of a service that may change to TLS, or nil.
  static func reader(of service: Service, from end: End) -> (any PreludeReader)? {
    switch service {
    case .smtp, .pop3, .imap, .ftp, .irc, .nntp, .sieve: TextPrelude(service, terminator: 0x0a)
    case .xmpp: TextPrelude(.xmpp, terminator: UInt8(ascii: ">"))
    case .ldap: LDAPPrelude()
    case .rdp: RDPPrelude()
    case .dicom: DICOMReader()
    case .hl7: HL7Reader()
    case .astm: LISReader()
    case .kerberos: KerberosReader()
    case .mysql: MySQLPrelude()
    case .postgresql: PostgreSQLPrelude(client: end)
    case .socks: SOCKSPrelude(client: end)
    default: nil
    }
  }

  /// Whether a message of TLS begins here, where a message of the prelude would.
  ///
  /// A hello in a record, an alert that refuses it, or a hello in the form of SSL 2.0.
  static func tlsStart(_ octets: Span<UInt8>) -> StartMatch {
    guard octets.count > 0 else { return .needsMore }
    switch octets[0] {
    case 21, 22:
      guard octets.count > 5 else {
        return octets.count == 1 || octets[1] == 3 ? .needsMore : .no
      }
      let length = Int(octets[3]) << 8 | Int(octets[4])
      guard octets[1] == 3, octets[2] <= 4 else { return .no }
      if octets[0] == 21 { return length == 2 ? .yes : .no }
      return length > 4 && (octets[5] == 1 || octets[5] == 2) ? .yes : .no
    case 0x80...0xff: return SSL2ClientHello.match(octets)
    default: return .no
    }
  }
}
