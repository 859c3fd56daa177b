import CPcap
import Glibc
public import Wire

// Invariants of the unsafe code in this file:
//  - the list of `pcap_findalldevs` is freed once, after the last look at it;
//  - strings of libpcap are copied before their owner is freed or closed.

/// A network interface that could be watched.
public struct InterfaceListing: Hashable, Sendable {
  public var name: String
  public var isUp: Bool
  public var isLoopback: Bool
  /// nil when it could not be opened to ask.
  public var linkType: LinkType?
  /// Why it cannot be opened; nil when it can.
  public var problem: LiveError.Problem?

  /// Whether frames of its link type can be read.
  public var isDecoded: Bool { linkType?.isDecoded ?? false }

  /// The interfaces of this machine, in the system's order.
  ///
  /// Those that are no network interfaces, such as USB buses, are left out.
  public static func all() throws(LiveError) -> [InterfaceListing] {
    var text = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
    var first: UnsafeMutablePointer<pcap_if_t>?
    guard unsafe pcap_findalldevs(&first, &text) == 0 else {
      throw LiveError(interface: "interfaces", .other("cannot be listed"))
    }
    defer { unsafe pcap_freealldevs(first) }
    var listings: [InterfaceListing] = []
    var next = unsafe first
    while let device = unsafe next {
      let name = unsafe String(cString: device.pointee.name)
      let flags = unsafe device.pointee.flags
      unsafe next = unsafe device.pointee.next
      guard unsafe if_nametoindex(name) > 0 else { continue }
      var listing = InterfaceListing(
        name: name, isUp: flags & UInt32(PCAP_IF_UP) != 0,
        isLoopback: flags & UInt32(PCAP_IF_LOOPBACK) != 0)
      var settings = LiveSettings()
      settings.isPromiscuous = false
      settings.ringSize = LiveSettings.ringSizes.lowerBound
      do throws(LiveError) {
        listing.linkType = try LiveInterface(name, settings: settings).linkType
      } catch {
        listing.problem = error.problem
      }
      listings.append(listing)
    }
    return listings
  }
}
