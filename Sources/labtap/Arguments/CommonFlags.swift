internal import Compliance

/// Arguments that several commands share.
protocol PolicyArguments {
  var signatures: String? { get set }
}

protocol LanguageArguments {
  var language: Language? { get set }
}

extension Flag where Arguments: PolicyArguments {
  static var signatures: Flag {
    .value(
      "--signatures", "DIR",
      help: "Signature directory; default: $LABTAP_SIGNATURES, else the installed one."
    ) { value, arguments in arguments.signatures = value }
  }
}

extension Flag where Arguments: LanguageArguments {
  static var language: Flag {
    .value(
      "--lang", "en|zh|ja",
      help: "Language of texts for people; default: the locale's, else en."
    ) { value, arguments throws(UsageError) in
      guard let language = Language(rawValue: value) else {
        throw UsageError.unknown(
          "language", value, known: Language.allCases.map(\.rawValue))
      }
      arguments.language = language
    }
  }
}
