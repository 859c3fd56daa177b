internal import Foundation
internal import Glibc

// Invariants of the unsafe code in this file:
// - a descriptor that `socket` returned is closed exactly once, by `deinit`;
// - the list that `getaddrinfo` made is freed once, after its last use, and its entries are only
//   read before;
// - `send` and `recv` get a start and a count of an array that is borrowed for the call.

/// A connected socket, TCP or UDP, that never waits longer than it is told.
struct CollectorSocket: ~Copyable {
  let descriptor: Int32

  /// How long an address may take to answer.
  private static let connectMilliseconds: Int32 = 5_000

  /// Connects to the first address of a host that answers.
  init(host: String, port: UInt16, isDatagram: Bool) throws(DeliveryError) {
    var hints = unsafe addrinfo()
    unsafe hints.ai_socktype = Int32((isDatagram ? SOCK_DGRAM : SOCK_STREAM).rawValue)
    unsafe hints.ai_flags = AI_ADDRCONFIG
    var list: UnsafeMutablePointer<addrinfo>?
    let code = unsafe getaddrinfo(host, String(port), &hints, &list)
    guard code == 0 else {
      throw DeliveryError("\(host): \(unsafe String(cString: gai_strerror(code)))")
    }
    defer { unsafe freeaddrinfo(list) }
    var reason = "no address"
    var next = unsafe list
    while let address = unsafe next {
      let made = unsafe socket(
        address.pointee.ai_family,
        address.pointee.ai_socktype | Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue),
        address.pointee.ai_protocol)
      guard made >= 0 else {
        reason = Self.text(errno)
        unsafe next = address.pointee.ai_next
        continue
      }
      let code = unsafe connect(made, address.pointee.ai_addr, address.pointee.ai_addrlen)
      if code == 0 || (errno == EINPROGRESS && Self.isConnected(made, &reason)) {
        if !isDatagram { Self.setKeepAlive(made) }
        descriptor = made
        return
      }
      if errno != EINPROGRESS { reason = Self.text(errno) }
      close(made)
      unsafe next = address.pointee.ai_next
    }
    throw DeliveryError("\(host) port \(port): \(reason)")
  }

  deinit {
    close(descriptor)
  }

  private static func isConnected(_ descriptor: Int32, _ reason: inout String) -> Bool {
    guard wait(descriptor, for: Int16(POLLOUT), milliseconds: connectMilliseconds) != 0 else {
      reason = "no answer"
      errno = EINPROGRESS
      return false
    }
    var code: Int32 = 0
    var size = socklen_t(MemoryLayout<Int32>.size)
    unsafe getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &size)
    if code != 0 { reason = text(code) }
    errno = EINPROGRESS
    return code == 0
  }

  /// A collector that vanished is noticed though nothing is sent: after a minute of silence six
  /// probes, ten seconds apart.
  private static func setKeepAlive(_ descriptor: Int32) {
    func set(_ level: Int32, _ name: Int32, _ value: Int32) {
      var value = value
      unsafe setsockopt(descriptor, level, name, &value, socklen_t(MemoryLayout<Int32>.size))
    }
    set(SOL_SOCKET, SO_KEEPALIVE, 1)
    set(Int32(IPPROTO_TCP), TCP_KEEPIDLE, 60)
    set(Int32(IPPROTO_TCP), TCP_KEEPINTVL, 10)
    set(Int32(IPPROTO_TCP), TCP_KEEPCNT, 6)
  }

  static func text(_ number: Int32) -> String { unsafe String(cString: strerror(number)) }

  /// Waits for events of `poll`; zero when none came in time.
  static func wait(_ descriptor: Int32, for events: Int16, milliseconds: Int32) -> Int16 {
    var entry = pollfd(fd: descriptor, events: events, revents: 0)
    let code = unsafe poll(&entry, 1, milliseconds)
    return code > 0 ? entry.revents : 0
  }

  func wait(for events: Int16, milliseconds: Int32) -> Int16 {
    Self.wait(descriptor, for: events, milliseconds: milliseconds)
  }

  /// Sends all octets; fails when the other end takes none for `milliseconds`.
  func send(_ octets: [UInt8], milliseconds: Int32) throws(DeliveryError) {
    var sent = 0
    while sent < octets.count {
      let count = unsafe octets.withUnsafeBytes { buffer in
        unsafe Glibc.send(
          descriptor, buffer.baseAddress.map { unsafe $0 + sent }, buffer.count - sent,
          Int32(MSG_NOSIGNAL))
      }
      if count >= 0 {
        sent += count
      } else if errno == EAGAIN || errno == EWOULDBLOCK {
        guard wait(for: Int16(POLLOUT), milliseconds: milliseconds) != 0 else {
          throw DeliveryError("the collector takes nothing")
        }
      } else if errno != EINTR {
        throw DeliveryError(Self.text(errno))
      }
    }
  }

  /// What the other end has said since: it says nothing in syslog, so anything but silence is an end.
  enum Silence {
    case silent, ended, spoke
    case failed(String)
  }

  func listen(milliseconds: Int32) -> Silence {
    guard wait(for: Int16(POLLIN), milliseconds: milliseconds) != 0 else { return .silent }
    var octets = [UInt8](repeating: 0, count: 512)
    let count = unsafe octets.withUnsafeMutableBytes { buffer in
      unsafe recv(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT))
    }
    if count > 0 { return .spoke }
    if count == 0 { return .ended }
    return errno == EAGAIN || errno == EINTR ? .silent : .failed(Self.text(errno))
  }

  /// Says that nothing more comes; what was sent is still read by the other end.
  func finishSending() {
    shutdown(descriptor, Int32(SHUT_WR))
  }
}
