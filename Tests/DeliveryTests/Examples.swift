import Compliance
import TestKit

extension Examples {
  /// Every evidence key with a value of its kind.
  static func fullEvidence() -> Evidence {
    var evidence = Evidence()
    for key in Evidence.Key.allCases {
      evidence[key] =
        switch key {
        case .smbSigning: .text("enabled")
        case .smbAccount: .text("guest")
        case .smbDataSigned, .smbDataEncrypted: .flag(false)
        case .httpStatus, .octetsIn, .octetsOut: .number(404)
        case .prefixLength, .vlan: .number(24)
        case .httpIndicators: .texts(["path-traversal"])
        case .mac: .text("02:00:00:00:00:10")
        default: .text("1.2")
        }
    }
    return evidence
  }
}
