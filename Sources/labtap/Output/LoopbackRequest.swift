// Invariants of the unsafe code in this file:
// - the socket address lives on the stack for the call that reads it;
// - `send` and `recv` are given the octets of an array and its length, for the call only;
// - the descriptor is closed exactly once, by the request that opened it.

internal import Foundation
internal import Glibc
internal import Sensor

/// One GET to a server on this machine, as `labtap top` needs it.
enum LoopbackRequest {
  /// Why there is no answer.
  enum Failure: Error {
    /// Nobody listens, or it did not answer in time.
    case unreachable
    /// The status of an answer that is not 200.
    case refused(Int)
    case malformed
  }

  /// The page of 64 instruments with 20 findings is a tenth of it.
  private static let maximumOctets = 4 << 20
  /// `SOCK_STREAM`, whose type the headers of several modules declare.
  private static let stream: Int32 = 1
  private static let patience = timeval(tv_sec: 3, tv_usec: 0)

  static func get(
    _ path: String, from address: StatusAddress, token: String?
  ) throws(Failure) -> [UInt8] {
    let socket = try connect(to: address)
    defer { close(socket) }
    var request = "GET \(path) HTTP/1.0\r\nHost: \(address)\r\n"
    if let token { request += "Authorization: Bearer \(token)\r\n" }
    request += "\r\n"
    let octets = Array(request.utf8)
    guard unsafe send(socket, octets, octets.count, Int32(MSG_NOSIGNAL)) == octets.count
    else { throw .unreachable }
    return try body(of: try answer(on: socket))
  }

  private static func connect(to address: StatusAddress) throws(Failure) -> Int32 {
    let isV6 = address.host.contains(":")
    let socket = Glibc.socket(isV6 ? AF_INET6 : AF_INET, stream, 0)
    guard socket >= 0 else { throw .unreachable }
    var patience = patience
    let size = socklen_t(MemoryLayout<timeval>.size)
    unsafe setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, size)
    unsafe setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, size)
    guard isV6 ? connectV6(socket, address) : connectV4(socket, address) else {
      close(socket)
      throw .unreachable
    }
    return socket
  }

  private static func connectV4(_ socket: Int32, _ address: StatusAddress) -> Bool {
    var end = sockaddr_in()
    end.sin_family = sa_family_t(AF_INET)
    end.sin_port = address.port.bigEndian
    guard unsafe inet_pton(AF_INET, address.host, &end.sin_addr) == 1 else { return false }
    return unsafe withUnsafePointer(to: &end) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        unsafe Glibc.connect(socket, pointer, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
  }

  private static func connectV6(_ socket: Int32, _ address: StatusAddress) -> Bool {
    var end = sockaddr_in6()
    end.sin6_family = sa_family_t(AF_INET6)
    end.sin6_port = address.port.bigEndian
    guard unsafe inet_pton(AF_INET6, address.host, &end.sin6_addr) == 1 else { return false }
    return unsafe withUnsafePointer(to: &end) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        unsafe Glibc.connect(socket, pointer, socklen_t(MemoryLayout<sockaddr_in6>.size)) == 0
      }
    }
  }

  private static func answer(on socket: Int32) throws(Failure) -> [UInt8] {
    var answer: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = unsafe recv(socket, &piece, piece.count, 0)
      if count == 0 { return answer }
      guard count > 0, answer.count + count <= maximumOctets else { throw .unreachable }
      answer += piece.prefix(count)
    }
  }

  /// What stands behind the head of an answer with status 200.
  static func body(of answer: [UInt8]) throws(Failure) -> [UInt8] {
    guard let end = answer.firstRange(of: Array("\r\n\r\n".utf8)) else { throw .malformed }
    let head = String(decoding: answer[..<end.lowerBound], as: UTF8.self)
    let words = head.prefix { !$0.isNewline }.split(separator: " ")
    guard words.count > 1, let status = Int(words[1]) else { throw .malformed }
    guard status == 200 else { throw .refused(status) }
    return Array(answer[end.upperBound...])
  }
}
