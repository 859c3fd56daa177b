internal import Compliance

/// Arguments that several commands share.
protocol PolicyArguments: SendableMetatype {
  var signatures: String? { get set }
}

protocol LanguageArguments: SendableMetatype {
  var language: Language? { get set }
}

extension Flag where Arguments: PolicyArguments {
  static var signatures: Flag {
    .value(
      "--signatures", "DIR",
      help: "Signature directory. Default: $LABTAP_SIGNATURES, else the installed."
    ) { value, arguments in arguments.signatures = value }
  }
}

extension Flag where Arguments: LanguageArguments {
  static var language: Flag {
    .value(
      "--lang", "en|zh|ja",
      help: "Language of texts for people. Default: the locale's, else en."
    ) { value, arguments throws(UsageError) in
      guard let language = Language(rawValue: value) else {
        throw UsageError.unknown(
          "language", value, known: Language.allCases.map(\.rawValue))
      }
      arguments.language = language
    }
  }
}
