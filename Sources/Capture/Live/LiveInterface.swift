import CPcap
import Glibc
public import Wire

// Invariants that make the use of libpcap below safe:
//  - `handle` is an activated capture that this object alone owns; it is closed once, in `deinit`.
//  - A frame's octets belong to libpcap's ring. They are lent as a span for the length of the
//    callback, or, for the frame that waits (`head`), until the next call of `pcap_next_ex` or
//    `pcap_dispatch`, which only `advance` and `drain` make; both forget the old frame first.
//  - The context pointer of `pcap_dispatch` is the object itself, which outlives the call.
//  - One thread at a time uses the object, but for `statistics`, which only asks the socket.

/// One socket on one network interface: a ring that the kernel fills (TPACKET_V3 by libpcap).
///
/// Frames come with nanoseconds, and with the VLAN tag that the kernel took out put back. They are
/// read in one of two ways: `drain` hands over what is there without a copy, `advance` and `head`
/// let the reader of several interfaces choose the oldest frame.
@safe
public final class LiveInterface {
  public let name: String
  public let linkType: LinkType
  /// The number of the interface when it was opened.
  public let index: Int
  /// To be polled for reading.
  public let descriptor: Int32

  /// The frame that waits, with its octets in libpcap's buffer.
  public private(set) var head: FrameHeader?
  private var headOctets: UnsafePointer<UInt8>?

  private let handle: OpaquePointer
  private let control: Int32
  private var consumer: ((FrameHeader, Span<UInt8>) -> Void)?

  /// Opens an interface.
  ///
  /// - Throws: `noSuchInterface`, `permission`, `filter`, or what libpcap says.
  public init(_ name: String, settings: LiveSettings) throws(LiveError) {
    var text = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
    guard let handle = unsafe pcap_create(name, &text) else {
      throw LiveError(interface: name, .other(Self.string(text)))
    }
    var isOpen = false
    defer { if !isOpen { unsafe pcap_close(handle) } }
    // No immediate mode: it would take the older ring without blocks.
    unsafe pcap_set_snaplen(handle, settings.snapLength)
    unsafe pcap_set_promisc(handle, settings.isPromiscuous ? 1 : 0)
    unsafe pcap_set_timeout(handle, settings.blockTimeout)
    unsafe pcap_set_buffer_size(handle, Int32(clamping: settings.ringSize))
    let precision = unsafe pcap_set_tstamp_precision(handle, PCAP_TSTAMP_PRECISION_NANO)
    guard precision == 0 else {
      throw LiveError(interface: name, .other("no timestamps in nanoseconds"))
    }
    let status = unsafe pcap_activate(handle)
    guard status >= 0 else { throw unsafe Self.problem(status, handle, name) }
    if let filter = settings.filter, !filter.isEmpty {
      try unsafe Self.install(filter, handle, name)
    }
    guard unsafe pcap_setnonblock(handle, 1, &text) == 0 else {
      throw LiveError(interface: name, .other(Self.string(text)))
    }
    // Asked for by the state of the interface; kept, since later no socket may be allowed.
    let control = Glibc.socket(AF_INET, Int32(SOCK_DGRAM.rawValue) | O_CLOEXEC, 0)
    guard control >= 0 else {
      throw LiveError(interface: name, .other(systemMessage(errno)))
    }
    isOpen = true
    self.name = name
    self.control = control
    unsafe self.handle = unsafe handle
    linkType = LinkType(rawValue: UInt32(clamping: unsafe pcap_datalink(handle)))
    descriptor = unsafe pcap_get_selectable_fd(handle)
    index = Int(unsafe labtap_interface_index(control, name))
  }

  deinit {
    unsafe pcap_close(handle)
    _ = Glibc.close(control)
  }

  private static func problem(
    _ status: Int32, _ handle: OpaquePointer, _ name: String
  ) -> LiveError {
    switch status {
    case PCAP_ERROR_NO_SUCH_DEVICE: return LiveError(interface: name, .noSuchInterface)
    case PCAP_ERROR_PERM_DENIED, PCAP_ERROR_PROMISC_PERM_DENIED:
      return LiveError(interface: name, .permission)
    default:
      let words = unsafe pcap_geterr(handle).map { unsafe String(cString: $0) } ?? ""
      let kind = unsafe pcap_statustostr(status).map { unsafe String(cString: $0) } ?? "error"
      return LiveError(interface: name, .other(words.isEmpty ? kind : words))
    }
  }

  private static func install(
    _ filter: String, _ handle: OpaquePointer, _ name: String
  ) throws(LiveError) {
    var program = unsafe bpf_program()
    let unknownNetmask: bpf_u_int32 = 0xFFFF_FFFF
    guard unsafe pcap_compile(handle, &program, filter, 1, unknownNetmask) == 0 else {
      throw LiveError(interface: name, .filter(unsafe message(handle)))
    }
    defer { unsafe pcap_freecode(&program) }
    guard unsafe pcap_setfilter(handle, &program) == 0 else {
      throw LiveError(interface: name, .filter(unsafe message(handle)))
    }
  }

  private static func message(_ handle: OpaquePointer) -> String {
    unsafe pcap_geterr(handle).map { unsafe String(cString: $0) } ?? "unknown"
  }

  private static func string(_ text: [CChar]) -> String {
    String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Shares the interface with the other sockets of a group: the kernel gives each flow to one of
  /// them, and puts fragments together before it chooses.
  ///
  /// - Parameter group: the same for all sockets that share, and of no other program.
  public func join(group: UInt16) throws(LiveError) {
    let kind = UInt32(PACKET_FANOUT_HASH) | UInt32(PACKET_FANOUT_FLAG_DEFRAG)
    var option = UInt32(group) | kind << 16
    let socket = unsafe pcap_fileno(handle)
    guard
      unsafe setsockopt(
        socket, SOL_PACKET, PACKET_FANOUT, &option, socklen_t(MemoryLayout<UInt32>.size)) == 0
    else {
      throw LiveError(interface: name, .fanout(errno: errno))
    }
  }

  // MARK: Reading

  /// Hands over the frames that are there, without a copy.
  ///
  /// - Parameter maximum: frames after which it returns in any case.
  /// - Returns: how many there were.
  public func drain(
    _ maximum: Int, _ body: (FrameHeader, Span<UInt8>) -> Void
  ) throws(LiveError) -> Int {
    head = nil
    unsafe headOctets = nil
    let count = withoutActuallyEscaping(body) { body in
      consumer = body
      defer { consumer = nil }
      let context = unsafe Unmanaged.passUnretained(self).toOpaque()
      return unsafe pcap_dispatch(
        handle, Int32(clamping: maximum), lendFrame, context.assumingMemoryBound(to: UInt8.self))
    }
    guard count >= 0 else { throw LiveError(interface: name, .other(unsafe Self.message(handle))) }
    return Int(count)
  }

  fileprivate func take(_ header: pcap_pkthdr, _ octets: UnsafePointer<UInt8>) {
    let frame = self.header(header)
    let buffer = unsafe UnsafeBufferPointer(start: octets, count: frame.capturedLength)
    consumer?(frame, unsafe buffer.span)
  }

  private func header(_ header: pcap_pkthdr) -> FrameHeader {
    FrameHeader(
      time: Int64(header.ts.tv_sec) &* 1_000_000_000 &+ Int64(header.ts.tv_usec),
      capturedLength: Int(header.caplen), originalLength: Int(header.len), linkType: linkType)
  }

  /// Goes to the next frame, which is then `head`; false when none is there.
  public func advance() throws(LiveError) -> Bool {
    head = nil
    unsafe headOctets = nil
    var packet: UnsafeMutablePointer<pcap_pkthdr>?
    var octets: UnsafePointer<UInt8>?
    switch unsafe pcap_next_ex(handle, &packet, &octets) {
    case 1:
      guard let packet = unsafe packet, let octets = unsafe octets else { return false }
      head = unsafe header(packet.pointee)
      unsafe headOctets = unsafe octets
      return true
    case 0: return false
    default: throw LiveError(interface: name, .other(unsafe Self.message(handle)))
    }
  }

  /// Lends the octets of the frame that waits; those of no frame are empty.
  public func withHead<R>(_ body: (Span<UInt8>) -> R) -> R {
    let buffer = unsafe UnsafeBufferPointer(start: headOctets, count: head?.capturedLength ?? 0)
    return body(unsafe buffer.span)
  }

  // MARK: State

  /// Whether the interface is up; nil when its name now means another interface, or none.
  public var isUp: Bool? {
    guard unsafe labtap_interface_index(control, name) == index else { return nil }
    let flags = unsafe labtap_interface_flags(control, name)
    return flags >= 0 ? flags & Int32(IFF_UP) != 0 : nil
  }

  /// What the kernel counted; it wraps at 2^32, so it has to be asked for now and then.
  public func statistics() -> LiveStatistics? {
    var counts = pcap_stat()
    guard unsafe pcap_stats(handle, &counts) == 0 else { return nil }
    var statistics = LiveStatistics()
    statistics.received = UInt64(counts.ps_recv)
    statistics.dropped = UInt64(counts.ps_drop)
    statistics.droppedByInterface = UInt64(counts.ps_ifdrop)
    return statistics
  }
}

/// What libpcap calls for each frame; the context is the interface.
private let lendFrame: pcap_handler = { context, header, octets in
  guard let context = unsafe context, let header = unsafe header, let octets = unsafe octets
  else { return }
  let interface = unsafe Unmanaged<LiveInterface>.fromOpaque(context).takeUnretainedValue()
  unsafe interface.take(header.pointee, octets)
}
