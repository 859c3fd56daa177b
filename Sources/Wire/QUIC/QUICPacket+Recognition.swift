extension QUICPacket {
  /// Octets of the smallest datagram with a client's Initial (RFC 9000 section 14.1).
  static let minimumInitialDatagram = 1200

  /// Whether the datagram of an unknown flow is taken for QUIC.
  ///
  /// A version that is known by its number is enough when the lengths of the header hold. Any
  /// other number counts only with the size and the identifiers of a first flight.
  public static func looksLikeQUIC(_ octets: Span<UInt8>, isCut: Bool) -> Bool {
    guard octets.count >= 7 else { return false }
    let first = octets[0]
    guard first & 0x80 != 0 else { return isGoogleQUIC(octets) }
    let version = QUICVersion(rawValue: (1...4).reduce(0) { $0 << 8 | UInt32(octets[$1]) })
    if version.isGoogle { return true }
    // Version negotiation may leave the fixed bit unset.
    guard first & 0x40 != 0 || version == .negotiation else { return false }
    guard version.isKnown || version == .negotiation else {
      return looksLikeFirstFlight(octets)
    }
    var reader = OctetReader(octets, layer: .quic, boundary: isCut ? .capture : .length)
    do throws(DecodeError) {
      let packet = try QUICPacket(parsing: &reader)
      guard version == .negotiation else { return true }
      let versions = packet.supportedVersions
      return packet.destinationConnectionID.count <= maximumConnectionID
        && packet.sourceConnectionID.count <= maximumConnectionID
        && versions.indices.contains { versions[$0].isKnown }
    } catch {
      return false
    }
  }

  /// The first flight of a version without a name: a client's own destination identifier has at
  /// least eight octets (RFC 9000 section 7.2).
  private static func looksLikeFirstFlight(_ octets: Span<UInt8>) -> Bool {
    let length = Int(octets[5])
    guard octets.count >= minimumInitialDatagram, (8...maximumConnectionID).contains(length) else {
      return false
    }
    return octets[6 + length] <= maximumConnectionID
  }

  /// Google's public header before its version 46: flags, an identifier of eight octets, version.
  private static func isGoogleQUIC(_ octets: Span<UInt8>) -> Bool {
    guard octets.count >= 13, octets[0] & 0x89 == 0x09 else { return false }
    return QUICVersion(rawValue: (9...12).reduce(0) { $0 << 8 | UInt32(octets[$1]) }).isGoogle
  }

  /// The version in Google's public header, nil for any other datagram.
  public static func googleVersion(_ octets: Span<UInt8>) -> QUICVersion? {
    guard isGoogleQUIC(octets) else { return nil }
    return QUICVersion(rawValue: (9...12).reduce(0) { $0 << 8 | UInt32(octets[$1]) })
  }
}
