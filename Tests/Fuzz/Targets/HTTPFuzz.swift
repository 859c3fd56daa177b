import Wire

/// Heads, fields, targets and the framing of bodies.
enum HTTPFuzz {
  static func run(_ octets: Span<UInt8>) {
    use(HTTPRequestHead.isPlausibleStart(octets))
    use(HTTPResponseHead.isPlausibleStart(octets))
    use(HTTP2Preface.match(octets))
    checkEnd(octets)
    decode(octets, .http) { (reader) throws(DecodeError) in
      let head = try HTTPRequestHead(parsing: &reader)
      read(head.fields)
      use(head.isPersistent)
      read(head.parsedTarget)
      if let host = head.host, let authority = HTTPAuthority(host) { use(authority.port) }
      use(try head.bodyFraming())
    }
    decode(octets, .http) { (reader) throws(DecodeError) in
      let head = try HTTPResponseHead(parsing: &reader)
      read(head.fields)
      use(head.isPersistent)
      for method in [nil, HTTPMethod.head, .connect] {
        use(head.leavesHTTP(answering: method))
        use(try head.bodyFraming(answering: method))
      }
    }
    decode(octets, .http) { (reader) throws(DecodeError) in use(try HTTPChunkSize(parsing: &reader))
    }
    read(HTTPFields(trailer: octets))
    read(HTTPTarget(octets, isAuthority: false))
    read(HTTPTarget(octets, isAuthority: true))
    if let authority = HTTPAuthority(octets) { use(HTTPText.text(of: authority.host)) }
  }

  /// A head that came in two pieces ends where one in a single piece does.
  private static func checkEnd(_ octets: Span<UInt8>) {
    do throws(DecodeError) {
      let whole = try HTTPHead.end(in: octets)
      let half = octets.count / 2
      if try HTTPHead.end(in: octets.extracting(0..<half)) == nil {
        let resumed = try HTTPHead.end(in: octets, from: half)
        promise(resumed == whole)
      }
      use(try HTTPHead.trailerEnd(in: octets))
    } catch {
      use(error.description)
    }
  }

  private static func read(_ fields: borrowing HTTPFields) {
    var iterator = fields.makeIterator()
    while let field = iterator.next() {
      promise(field.text(maximum: 64).utf8.count <= 4 * 64)
      use(field.isNamed("host"))
    }
    use(fields.first("content-length")?.count)
  }

  private static func read(_ target: borrowing HTTPTarget) {
    var path: [UInt8] = []
    HTTPTarget.appendPercentDecoded(target.path, to: &path)
    promise(path.count <= target.path.count)
    use(HTTPText.text(of: target.authority))
  }
}
