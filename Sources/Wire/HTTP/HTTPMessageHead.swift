/// What the heads of requests and responses have in common.
public protocol HTTPMessageHead: ~Escapable {
  var version: HTTPVersion { get }
  var framing: HTTPFraming { get }
}

extension HTTPMessageHead where Self: ~Escapable {
  /// The body's length when it is given by a number, valid and without contradiction.
  public var contentLength: UInt64? {
    framing.isContentLengthInvalid ? nil : framing.contentLength
  }

  /// Whether the last transfer coding is `chunked`.
  public var isChunked: Bool { framing.isChunked }

  /// Both ways to give the body's length at once, a sign of smuggled requests and split responses.
  public var hasConflictingFraming: Bool {
    framing.hasTransferEncoding && (framing.contentLength != nil || framing.isContentLengthInvalid)
  }

  /// The first field line that broke the syntax.
  public var fieldFault: DecodeError? { framing.fault }

  /// Whether the sender keeps the connection (RFC 9112 section 9.3).
  public var isPersistent: Bool {
    !framing.closes && (version >= .http11 || framing.keepsAlive)
  }
}
