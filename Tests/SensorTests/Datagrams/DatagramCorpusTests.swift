import Observations
import Testing

/// Expected values: labels made with tshark 4.0.17 and a second decoder of Initial packets.
@Suite("QUIC and DTLS in the labelled corpus", DatagramCorpus.isThere)
struct DatagramCorpusTests {
  @Test("meets every label of a hello and of a long header", arguments: DatagramCorpus.files)
  func labels(file: String) throws {
    let flows = try DatagramCorpus.flows(of: file)
    var misses: [String] = []
    for label in try DatagramCorpus.labels(of: file) {
      guard let source = label.src, let destination = label.dst else { continue }
      let found = flows[[source, destination]] ?? []
      if Self.isMet(label, by: found, from: source) != false { continue }
      let miss = "\(label.kind) \(source) \(destination) \(label.sni ?? label.version ?? "")"
      if !misses.contains(miss) { misses.append(miss) }
    }
    #expect(misses.isEmpty, "\(misses.joined(separator: "\n"))")
  }

  /// Nil for labels that are not about QUIC or DTLS.
  private static func isMet(
    _ label: DatagramCorpus.Label, by flows: [Connection], from source: String
  ) -> Bool? {
    switch label.kind {
    case "tls_client_hello" where label.transport == "quic":
      return flows.contains { flow in
        guard case .quic(let quic) = flow.application, let hello = quic.handshake else {
          return false
        }
        return "\(flow.initiator)" == source && hello.serverName == label.sni
          // Sixteen names are kept of an offer.
          && hello.clientALPN == Array((label.alpn?.list ?? []).prefix(16))
          && hello.hasECH == label.ech ?? false
          && hello.clientVersions.map(tlsLabel) == label.supportedVersions ?? []
      }
    case "tls_server_hello" where label.transport == "quic":
      return flows.contains { flow in
        guard case .quic(let quic) = flow.application, let hello = quic.handshake else {
          return false
        }
        if label.helloRetryRequest == true { return hello.hasHelloRetryRequest }
        return hello.version.map(tlsLabel) == label.version
          && hello.cipherSuite.map(hexadecimal) == label.cipher && flow.stage >= .established
      }
    case "dtls_client_hello":
      return flows.contains { flow in
        guard case .tls(let hello) = flow.application else { return false }
        return "\(flow.initiator)" == source && hello.serverName == label.sni
          && hello.clientMaxVersion.map(dtlsLabel) == label.maxVersion
      }
    case "dtls_server_hello":
      return flows.contains { flow in
        guard case .tls(let hello) = flow.application else { return false }
        return hello.version.map(dtlsLabel) == label.version
          && hello.cipherSuite.map(hexadecimal) == label.cipher
      }
    case "quic_long", "gquic_chlo":
      return flows.contains { flow in
        guard case .quic(let quic) = flow.application else { return false }
        return label.kind == "gquic_chlo" || label.isNegotiation
          || !quic.negotiatedVersions.isEmpty
          || label.version == "0x" + padded(String(quic.version.rawValue, radix: 16), to: 8)
      }
    default: return nil
    }
  }

  private static func padded(_ digits: String, to count: Int) -> String {
    String(repeating: "0", count: max(0, count - digits.count)) + digits
  }

  private static func hexadecimal(_ number: UInt16) -> String {
    "0x" + padded(String(number, radix: 16), to: 4)
  }

  private static func tlsLabel(_ version: TLSVersion) -> String {
    "TLS\(version)".replacing(" draft ", with: "-draft")
  }

  private static func dtlsLabel(_ version: TLSVersion) -> String {
    version.rawValue == 0x0100
      ? "DTLS1.0-bad" : "\(version)".replacing("DTLS ", with: "DTLS")
  }
}
