public import Foundation
import Glibc

// Invariants of the unsafe code in this file:
// - an address is built in a `sockaddr_un` of this frame, and its length covers what was filled;
// - `sendto` reads the text and the address during the call alone;
// - the descriptor is closed once, in `deinit`.

/// Tells the service manager how the sensor does (sd_notify(3)): one datagram each.
public final class ServiceNotification: Sendable {
  private let descriptor: Int32
  private let path: [UInt8]
  /// Seconds between two signs of life; nil when the manager asks for none.
  public let watchdogInterval: Double?

  /// nil when no service manager has started the program.
  public init?(environment: [String: String] = ProcessInfo.processInfo.environment) {
    guard let name = environment["NOTIFY_SOCKET"],
      let first = name.utf8.first, first == UInt8(ascii: "/") || first == UInt8(ascii: "@")
    else { return nil }
    var path = Array(name.utf8)
    // An abstract name begins with a zero octet, which an environment cannot hold.
    if first == UInt8(ascii: "@") { path[0] = 0 }
    guard path.count < MemoryLayout.size(ofValue: sockaddr_un().sun_path) else { return nil }
    let kind = Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    let descriptor = socket(AF_UNIX, kind, 0)
    guard descriptor >= 0 else { return nil }
    self.descriptor = descriptor
    self.path = path
    let isMeant = environment["WATCHDOG_PID"].map { $0 == "\(getpid())" } ?? true
    let microseconds = environment["WATCHDOG_USEC"].flatMap(Double.init)
    // Half of it, as sd_watchdog_enabled(3) advises.
    watchdogInterval = isMeant ? microseconds.map { $0 / 2e6 } : nil
  }

  deinit { _ = Glibc.close(descriptor) }

  public func ready() { send("READY=1") }

  public func stopping() { send("STOPPING=1") }

  public func watchdog() { send("WATCHDOG=1") }

  public func status(_ text: String) { send("STATUS=\(text)") }

  /// `Type=notify-reload` wants the time of the steady clock with it.
  public func reloading() {
    send("RELOADING=1\nMONOTONIC_USEC=\(WallClock.now.steady / 1_000)")
  }

  private func send(_ text: String) {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path) }
    // A path ends with a zero octet; an abstract name ends where its length says.
    let length = socklen_t(
      MemoryLayout<sa_family_t>.size + path.count + (path.first == 0 ? 0 : 1))
    let octets = Array(text.utf8)
    _ = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        unsafe sendto(
          descriptor, octets, octets.count, Int32(MSG_NOSIGNAL), address, length)
      }
    }
  }
}
