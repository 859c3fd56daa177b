import TestKit
import Wire

/// What a ClientHello says, as values that tests can compare.
struct ClientHelloSummary: Equatable {
  var legacyVersion: UInt16 = 0x0303
  var sessionIDLength = 0
  var suites: [UInt16] = []
  var extensions: [UInt16] = []
  var versions: [UInt16]?
  var serverName: String?
  var protocols: [String]?
  var groups: [UInt16]?
  var shares: [UInt16]?
  var best: ProtocolVersion?
  var offersOld: Bool?
  var flags: Set<String> = []
  var fault: Rule?

  init(_ hello: borrowing ClientHello) {
    legacyVersion = hello.legacyVersion.rawValue
    sessionIDLength = hello.sessionID.count
    hello.cipherSuites.forEach { suites.append($0.rawValue) }
    var iterator = hello.extensions.makeIterator()
    while let found = iterator.next() { extensions.append(found.type.rawValue) }
    if let list = hello.supportedVersions { versions = list.indices.map { list[$0].rawValue } }
    serverName = asciiText(hello.serverName)
    if let list = hello.applicationProtocols {
      var names = list.makeIterator()
      var texts: [String] = []
      while let name = names.next() { texts.append(asciiText(name)) }
      protocols = texts
    }
    if let list = hello.supportedGroups { groups = list.indices.map { list[$0].rawValue } }
    if let list = hello.keyShares {
      var entries = list.makeIterator()
      var values: [UInt16] = []
      while let group = entries.next() { values.append(group.rawValue) }
      shares = values
    }
    best = hello.bestVersion
    offersOld = hello.offersVersionBelowTLS12
    if hello.hasEncryptedClientHello { flags.insert("ech") }
    if hello.hasEncryptedServerName { flags.insert("esni") }
    if hello.hasEarlyData { flags.insert("early data") }
    if hello.hasPreSharedKey { flags.insert("psk") }
    if hello.hasSessionTicket { flags.insert("ticket") }
    if hello.hasFallbackSCSV { flags.insert("fallback") }
    if hello.hasRenegotiationSCSV { flags.insert("renegotiation") }
    if hello.hasDuplicateExtension { flags.insert("duplicate") }
    fault = hello.extensionFault?.rule
  }
}

/// What a ServerHello says, as values that tests can compare.
struct ServerHelloSummary: Equatable {
  var selected: ProtocolVersion
  var suite: UInt16
  var sessionIDLength: Int
  var isRetry: Bool
  var marker: ServerHello.DowngradeMarker
  var applicationProtocol: String?
  var group: UInt16?
  var fault: Rule?

  init(
    selected: ProtocolVersion, suite: UInt16, sessionIDLength: Int, isRetry: Bool = false,
    marker: ServerHello.DowngradeMarker = .none, applicationProtocol: String? = nil,
    group: UInt16? = nil, fault: Rule? = nil
  ) {
    self.selected = selected
    self.suite = suite
    self.sessionIDLength = sessionIDLength
    self.isRetry = isRetry
    self.marker = marker
    self.applicationProtocol = applicationProtocol
    self.group = group
    self.fault = fault
  }

  init(_ hello: borrowing ServerHello) {
    selected = hello.selectedVersion
    suite = hello.cipherSuite.rawValue
    sessionIDLength = hello.sessionID.count
    isRetry = hello.isHelloRetryRequest
    marker = hello.downgradeMarker
    applicationProtocol = asciiText(hello.applicationProtocol)
    group = hello.keyShareGroup?.rawValue
    fault = hello.extensionFault?.rule
  }
}

func asciiText(_ octets: Span<UInt8>) -> String {
  String(decoding: octets.indices.map { octets[$0] }, as: UTF8.self)
}

func asciiText(_ octets: Span<UInt8>?) -> String? {
  guard let octets else { return nil }
  return asciiText(octets) as String
}

/// Reads record header, handshake header and hello.
func readClientHello(_ record: [UInt8]) throws(DecodeError) -> ClientHelloSummary {
  var reader = OctetReader(record.span, layer: .tls)
  return try readClientHello(&reader)
}

func readClientHello(_ reader: inout OctetReader) throws(DecodeError) -> ClientHelloSummary {
  let header = try TLSRecordHeader(parsing: &reader)
  var fragment = try reader.sub(Int(header.length))
  let handshake = try TLSHandshakeHeader(parsing: &fragment)
  var body = try fragment.sub(Int(handshake.length))
  return ClientHelloSummary(try ClientHello(parsing: &body))
}

func readServerHello(_ record: [UInt8]) throws(DecodeError) -> ServerHelloSummary {
  var reader = OctetReader(record.span, layer: .tls)
  return try readServerHello(&reader)
}

func readServerHello(_ reader: inout OctetReader) throws(DecodeError) -> ServerHelloSummary {
  let header = try TLSRecordHeader(parsing: &reader)
  var fragment = try reader.sub(Int(header.length))
  let handshake = try TLSHandshakeHeader(parsing: &fragment)
  var body = try fragment.sub(Int(handshake.length))
  return ServerHelloSummary(try ServerHello(parsing: &body))
}

/// A hello body with 32 zero octets of random, one suite and these extensions.
func clientHelloBody(
  version: String = "0303", suites: String = "0002 1301", extensions: String?
) -> [UInt8] {
  let start = hex(version) + [UInt8](repeating: 0, count: 32) + [0] + hex(suites) + hex("0100")
  guard let extensions else { return start }
  let list = hex(extensions)
  return start + [UInt8(list.count >> 8), UInt8(list.count & 0xFF)] + list
}

func parseBody(_ body: [UInt8]) throws(DecodeError) -> ClientHelloSummary {
  var reader = OctetReader(body.span, layer: .tls, boundary: .length)
  return ClientHelloSummary(try ClientHello(parsing: &reader))
}
