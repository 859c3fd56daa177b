internal import Observations

/// Data in transit are protected against change: by authenticated encryption of TLS, or by SMB's
/// signatures or encryption.
public struct TransferIntegrity: Expectation {
  public static let key = "transfer-integrity"

  private let signing: SMBSigningExpectation

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard Parameters.word(node, ["required"], into: &mistakes) != nil,
      let signing = SMBSigningExpectation(reading: node, into: &mistakes)
    else { return nil }
    self.signing = signing
  }

  public var summary: LocalizedText {
    LocalizedText(
      en: "Data in transit carry a proof of integrity.", zh: "传输中的数据带有完整性保护。",
      ja: "転送中のデータは完全性が保護されています。")
  }

  public func judge(_ subject: AssetConnection, into judgements: inout [Judgement]) {
    signing.judge(subject, into: &judgements)
    guard case .tls(let handshake) = subject.connection.application,
      handshake.cipherSuite != nil, handshake.stage >= .established
    else { return }
    let isAuthenticated = subject.signs.contains(.authenticatedCipher)
    judgements.append(
      subject.judgement(
        .integrity, isAuthenticated ? .pass : .info,
        isAuthenticated ? .integrityByAEAD : .integrityByMAC, stage: handshake.stage,
        deciding: .serverHello))
  }
}
