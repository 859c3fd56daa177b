/// The names that DNS answers gave an address, as they stood when a connection began.
///
/// Equal serials mean equal names, so that a table can go by the serial alone.
final class AddressNames: Sendable {
  /// 0 for no names at all; never used twice.
  let serial: UInt64
  /// Names from the asset's own answers.
  let own: [String]
  /// Names from other hosts' answers.
  let others: [String]

  init(serial: UInt64, own: [String], others: [String]) {
    self.serial = serial
    self.own = own
    self.others = others
  }

  static let none = AddressNames(serial: 0, own: [], others: [])
}

/// What a connection and DNS call its peer, with numbers in the place of texts.
struct PeerNaming: Sendable {
  var direct = HostNames.Name()
  /// The direct name is the public name of an encrypted ClientHello (RFC 9849).
  var isOuterOnly = false
  var known = AddressNames.none
  /// Some DNS answer to the asset was seen, so that a missing one means something.
  var isDNSVisible = false

  var names: PeerNames {
    PeerNames(
      direct: direct.text, isOuterOnly: isOuterOnly, own: known.own, others: known.others,
      isDNSVisible: isDNSVisible)
  }

  /// The name that decides alone.
  var settled: FindingKey.Discriminator? { isOuterOnly ? nil : direct.discriminator }

  var isEmpty: Bool { direct.serial == 0 && known.serial == 0 }
}
