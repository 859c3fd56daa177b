public import Compliance
internal import Digest
public import Observations

/// The Community ID of a flow, version 1: the same text for both directions, in every tool.
///
/// <https://github.com/corelight/community-id-spec>. Ends are ordered so that the smaller comes
/// first, and VLAN and tunnel identifiers are left out.
public struct CommunityID: Hashable, Sendable, ASCIIText {
  private let digest: [UInt8]

  /// `1:` and the Base64 form of a SHA-1 digest.
  public func append(to octets: inout [UInt8]) {
    octets += "1:".utf8
    Base64.encode(digest, to: &octets)
  }

  /// The identity of the flow between two ends.
  ///
  /// - Parameters:
  ///   - source: for ICMP and ICMPv6 the port holds the message's type.
  ///   - destination: for ICMP and ICMPv6 the port holds the message's code.
  ///   - seed: sets apart the identities of networks that use the same addresses.
  public init(transport: Transport, source: Endpoint, destination: Endpoint, seed: UInt16 = 0) {
    var source = source
    var destination = destination
    var isOneWay = false
    if let counterparts = Self.counterparts(of: transport) {
      if let counterpart = counterparts[source.port] {
        destination.port = counterpart
      } else {
        isOneWay = true
      }
    }
    if !isOneWay, destination < source { swap(&source, &destination) }

    var octets: [UInt8] = []
    octets.reserveCapacity(40)
    Self.append(seed, to: &octets)
    Self.append(source.address, to: &octets)
    Self.append(destination.address, to: &octets)
    octets += [transport.rawValue, 0]
    if Self.hasPorts(transport) {
      Self.append(source.port, to: &octets)
      Self.append(destination.port, to: &octets)
    }
    digest = SHA1.hash(octets)
  }

  /// The identity of the flow that decided a finding.
  public init(of finding: Finding) {
    self.init(
      transport: finding.transport, source: finding.initiator, destination: finding.responder)
  }

  private static func append(_ number: UInt16, to octets: inout [UInt8]) {
    octets += [UInt8(number >> 8), UInt8(number & 255)]
  }

  private static func append(_ address: IPAddress, to octets: inout [UInt8]) {
    for shift in stride(from: address.isIPv4 ? 24 : 120, through: 0, by: -8) {
      octets.append(UInt8(truncatingIfNeeded: address.bits >> UInt128(shift)))
    }
  }

  /// TCP, UDP, SCTP (132), and ICMP with its type and code in their place.
  private static func hasPorts(_ transport: Transport) -> Bool {
    switch transport {
    case .tcp, .udp, .icmp, .icmpv6, Transport(rawValue: 132): true
    default: false
    }
  }

  /// ICMP types that answer one another; a type without a counterpart flows one way only and its
  /// ends are not ordered.
  private static func counterparts(of transport: Transport) -> [UInt16: UInt16]? {
    switch transport {
    case .icmp: [8: 0, 0: 8, 13: 14, 14: 13, 15: 16, 16: 15, 17: 18, 18: 17, 10: 9, 9: 10]
    case .icmpv6:
      [
        128: 129, 129: 128, 133: 134, 134: 133, 135: 136, 136: 135, 130: 131, 131: 130, 139: 140,
        140: 139, 144: 145, 145: 144,
      ]
    default: nil
    }
  }
}
