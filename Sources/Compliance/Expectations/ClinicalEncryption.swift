internal import Observations

/// DICOM, HL7 and laboratory records travel inside TLS.
public struct ClinicalEncryption: Expectation {
  public static let key = "clinical-encryption"

  /// Ports on which TLS counts as clinical.
  public let ports: [ClosedRange<UInt16>]

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard var parameters = Parameters(node, keys: ["ports"], into: &mistakes) else { return nil }
    let ports = parameters.ports("ports")
    guard parameters.finish(into: &mistakes), let ports else { return nil }
    self.ports = ports
  }

  public var summary: LocalizedText {
    LocalizedText(
      en: "DICOM, HL7 and laboratory records are sent inside TLS 1.2 or newer.",
      zh: "DICOM、HL7 和检验数据在 TLS 1.2 或更高版本中传输。",
      ja: "DICOM、HL7、検査データは TLS 1.2 以上の中で送ります。")
  }

  public func judge(_ subject: AssetConnection, into judgements: inout [Judgement]) {
    switch subject.connection.application {
    case .clinical(let exchange):
      var judgement: Judgement
      if exchange.isAccepted {
        judgement = subject.judgement(
          .clearText, .fail, .clinicalInClear, stage: .succeeded, deciding: .acceptance)
      } else if exchange.isRejected {
        judgement = subject.judgement(
          .clearText, .warn, .clinicalRejected, stage: .refused, deciding: .acceptance)
      } else {
        judgement = subject.judgement(.clearText, .warn, .clinicalAttempt)
      }
      judgement.service = exchange.service.rawValue
      judgements.append(judgement)
    case .tls(let handshake):
      guard ports.contains(port: subject.port), let version = handshake.version?.rank,
        let floor = TLSVersion.tls12.rank, handshake.stage >= .established
      else { return }
      // What is older fails by the baseline's row; here it is no protection that counts.
      guard version >= floor else { return }
      judgements.append(
        subject.judgement(
          .clearText, .pass, .clinicalEncrypted, stage: handshake.stage,
          deciding: .handshakeOrServerHello))
    default: return
    }
  }
}
