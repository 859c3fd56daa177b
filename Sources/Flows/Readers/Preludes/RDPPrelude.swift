import Observations
import Wire

/// The connection request and confirm of X.224 in front of RDP (MS-RDPBCGR 2.2.1.1, 2.2.1.2), each
/// in a TPKT packet; TLS follows when the server chooses it.
final class RDPPrelude: PreludeReader {
  let service: Service? = .rdp
  private(set) var client: End?
  private var isOver = false
  private var packets = 0

  /// Without TLS the fourth packet is already RDP's own security exchange.
  private static let maximumPackets = 8

  func gap(from end: End) { isOver = true }

  func read(_ octets: Span<UInt8>, from end: End, context: inout ReadingContext) -> Progress {
    switch Preludes.tlsStart(octets) {
    case .yes: return .handOver(0)
    case .needsMore: return .need(octets.count + 1)
    case .no: break
    }
    if isOver { return .done }
    packets += 1
    guard octets.count >= 6 else {
      packets -= 1
      return .need(6)
    }
    let length = Int(octets[2]) << 8 | Int(octets[3])
    guard packets <= Self.maximumPackets, octets[0] == 3, octets[1] == 0, length >= 7 else {
      isOver = true
      return .done
    }
    switch octets[5] & 0xf0 {
    case 0xe0: client = client ?? end
    case 0xd0: client = client ?? end.other
    default: break
    }
    return .advance(length)
  }
}
