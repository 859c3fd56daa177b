/// What can be fuzzed: each a part of LabTap that meets octets of strangers.
enum FuzzTarget: String, CaseIterable {
  case packets, tls, smb, dns, http, quic
  case inflate, captures, flows, sensor
  case signatures, site

  /// Reads one input, and stops the process when a promise is broken.
  func run(_ octets: Span<UInt8>) {
    switch self {
    case .packets: PacketsFuzz.run(octets)
    case .tls: TLSFuzz.run(octets)
    case .smb: SMBFuzz.run(octets)
    case .dns: DNSFuzz.run(octets)
    case .http: HTTPFuzz.run(octets)
    case .quic: QUICFuzz.run(octets)
    case .inflate: InflateFuzz.run(octets)
    case .captures: CapturesFuzz.run(octets)
    case .flows: FlowsFuzz.run(octets)
    case .sensor: SensorFuzz.run(octets)
    case .signatures: PolicyFuzz.readSignatures(octets)
    case .site: PolicyFuzz.readSite(octets)
    }
  }
}
