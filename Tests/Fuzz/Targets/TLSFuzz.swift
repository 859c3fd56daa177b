import Wire

/// Records, messages and hellos of SSL 2.0, TLS and DTLS.
enum TLSFuzz {
  static func run(_ octets: Span<UInt8>) {
    decode(octets, .tls) { (reader) throws(DecodeError) in
      use(try TLSRecordHeader(parsing: &reader))
      let header = try TLSHandshakeHeader(parsing: &reader)
      use(header)
      try readHello(&reader)
    }
    decode(octets, .tls) { (reader) throws(DecodeError) in try readHello(&reader) }
    decode(octets, .tls) { (reader) throws(DecodeError) in
      readServer(try ServerHello(parsing: &reader))
    }
    decode(octets, .tls) { (reader) throws(DecodeError) in use(try Alert(parsing: &reader)) }
    decode(octets, .dtls) { (reader) throws(DecodeError) in
      use(try DTLSHandshakeHeader(parsing: &reader))
      use(try HelloVerifyRequest(parsing: &reader).cookie.count)
    }
    decode(octets, .dtls) { (reader) throws(DecodeError) in
      readClient(try ClientHello(parsing: &reader, form: .datagram))
    }
    readSSL2(octets)
  }

  private static func readHello(_ reader: inout OctetReader) throws(DecodeError) {
    readClient(try ClientHello(parsing: &reader))
  }

  private static func readClient(_ hello: borrowing ClientHello) {
    use(hello.bestVersion)
    use(hello.offersVersionBelowTLS12)
    use(hello.hasDuplicateExtension)
    hello.cipherSuites.forEach { use($0.description) }
    if let protocols = hello.applicationProtocols {
      var names = protocols.makeIterator()
      var count = 0
      while names.next() != nil { count += 1 }
      promise(count == protocols.count)
    }
    if let shares = hello.keyShares {
      var groups = shares.makeIterator()
      while let group = groups.next() { use(group.description) }
    }
    var extensions = hello.extensions.makeIterator()
    var count = 0
    while let next = extensions.next() {
      use(next.type.description)
      count += 1
    }
    promise(count == hello.extensions.count)
  }

  private static func readServer(_ hello: borrowing ServerHello) {
    use(hello.selectedVersion.description)
    use(hello.isHelloRetryRequest)
    use(hello.downgradeMarker)
    use(hello.hasDuplicateExtension)
    use(hello.cipherSuite.description)
  }

  private static func readSSL2(_ octets: Span<UInt8>) {
    use(SSL2ClientHello.match(octets))
    use(SSL2ServerHello.match(octets))
    decode(octets, .tls) { (reader) throws(DecodeError) in
      use(try SSL2RecordHeader(parsing: &reader))
      let hello = try SSL2ClientHello(parsing: &reader)
      for index in hello.cipherSpecs.indices { use(hello.cipherSpecs[index].description) }
    }
    decode(octets, .tls) { (reader) throws(DecodeError) in
      use(try SSL2ServerHello(parsing: &reader).version.description)
    }
  }
}
