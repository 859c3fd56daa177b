extension Reason {
  /// Sentences about clinical data.
  var clinicalText: LocalizedText? {
    switch self {
    case .clinicalInClear:
      Self.say(
        "{service} with {peer} was accepted without encryption.",
        "与 {peer} 的 {service} 在未加密的情况下被接受。",
        "{peer} との {service} が暗号化なしで受け入れられました。")
    case .clinicalRejected:
      Self.say(
        "{service} with {peer} without encryption was turned away.",
        "与 {peer} 的未加密 {service} 被拒绝。",
        "{peer} との暗号化のない {service} は拒否されました。")
    case .clinicalAttempt:
      Self.say(
        "{service} with {peer} without encryption; whether it was accepted was not seen.",
        "与 {peer} 的未加密 {service}；未见是否被接受。",
        "{peer} との暗号化のない {service} です。受け入れられたかは見えていません。")
    case .clinicalEncrypted:
      Self.say(
        "Clinical data with {peer} travel inside {version}.",
        "与 {peer} 的临床数据在 {version} 中传输。",
        "{peer} との臨床データは {version} で保護されています。")
    case .patientOutside:
      Self.say(
        "{service} in clear to {peer}, outside the organisation, names a patient.",
        "发往组织外部 {peer} 的明文 {service} 含有患者身份。",
        "組織の外の {peer} への平文の {service} が患者を特定しています。")
    case .patientInside:
      Self.say(
        "{service} in clear with {peer} names a patient.",
        "与 {peer} 的明文 {service} 含有患者身份。",
        "{peer} との平文の {service} が患者を特定しています。")
    case .recordsOutside:
      Self.say(
        "{service} records went in clear to {peer}, outside the organisation.",
        "{service} 记录以明文发往组织外部的 {peer}。",
        "{service} の記録が平文で組織の外の {peer} へ送られました。")
    case .patientNone:
      Self.say(
        "{service} in clear with {peer} left the fields of patients empty.",
        "与 {peer} 的明文 {service} 中患者字段为空。",
        "{peer} との平文の {service} では患者の欄が空でした。")
    default: nil
    }
  }
}
