internal import Observations

/// No patient is named in clear: never towards the outside, and with a warning inside.
///
/// Whether a field is filled is all that is ever looked at.
public struct PatientData: Expectation {
  public static let key = "patient-data"

  /// Inside the organisation it is a warning; otherwise nothing is said of it.
  public let isInsideJudged: Bool
  /// Any clinical record that goes outside fails, whether it names a patient or not.
  public let isAnyRecordJudged: Bool

  public init?(reading node: YAMLNode, into mistakes: inout Mistakes) {
    guard let word = Parameters.word(node, ["anonymous", "never-outside"], into: &mistakes) else {
      return nil
    }
    isInsideJudged = word == "anonymous"
    isAnyRecordJudged = word == "never-outside"
  }

  public var summary: LocalizedText {
    isInsideJudged
      ? LocalizedText(
        en: "Clinical data in clear name no patient.", zh: "以明文传输的临床数据不得包含患者身份。",
        ja: "平文の臨床データは患者を特定しません。")
      : LocalizedText(
        en: "No clinical record leaves the organisation in clear.", zh: "临床记录不得以明文离开机构。",
        ja: "臨床記録を平文で組織の外へ送りません。")
  }

  public func judge(_ subject: AssetConnection, into judgements: inout [Judgement]) {
    guard case .clinical(let exchange) = subject.connection.application else { return }
    let isOutside = !subject.peer.isInternal
    var judgement: Judgement
    if exchange.namesPatient {
      guard isOutside || isInsideJudged else { return }
      judgement =
        isOutside
        ? subject.judgement(
          .patientData, .fail, .patientOutside, deciding: .patient, severity: .critical)
        : subject.judgement(.patientData, .warn, .patientInside, deciding: .patient)
    } else if isOutside, isAnyRecordJudged, exchange.records > 0 {
      judgement = subject.judgement(
        .patientData, .fail, .recordsOutside, deciding: .acceptance, severity: .critical)
    } else if isInsideJudged, exchange.records > 0 {
      judgement = subject.judgement(.patientData, .pass, .patientNone)
    } else {
      return
    }
    judgement.service = exchange.service.rawValue
    judgements.append(judgement)
  }
}
