internal import Observations

/// The VLANs that the site gives its instruments, against the tags of frames.
///
/// A frame without a tag says nothing: many mirrors take tags off.
extension Judge {
  /// An address of the segments that is claimed on the link under another tag.
  mutating func judgeVLAN(of claim: AddressClaim, by owner: Party.Kind) {
    guard book.hasVLANs, let vlan = claim.vlan, !book.isOwn(vlan: vlan),
      // A relay carries messages of DHCP into other VLANs.
      claim.source == .arp || claim.source == .neighbor,
      let address = claim.address, !claim.isTentative
    else { return }
    let told: [Int]
    if case .asset(let asset) = owner {
      told = [asset]
    } else {
      told = book.isInSegment(address) ? concerned(addresses: [address], vlan: nil) : []
    }
    for asset in told {
      post(
        .foreignVLAN(vlan), asset: asset, at: claim.moment, mac: claim.mac, address: address,
        discriminator: "vlan:\(vlan):\(claim.mac)")
    }
  }

  /// A connection of an asset under another tag.
  ///
  /// Behind a router the tag is the next segment's, and so is the MAC address: only frames with
  /// the asset's own tell.
  mutating func judgeVLAN(
    of connection: Connection, _ direction: Finding.Direction, asset: Int
  ) {
    guard book.hasVLANs, connection.isFinal, let vlan = connection.vlan, !book.isOwn(vlan: vlan),
      let mac = assets[asset].plan.asset.mac,
      mac == (direction == .outbound ? connection.initiatorMAC : connection.responderMAC)
    else { return }
    post(
      .foreignVLAN(vlan), asset: asset, at: connection.first, mac: mac,
      address: connection.address(of: direction, isAsset: true),
      discriminator: "vlan:\(vlan):\(mac)")
  }
}
