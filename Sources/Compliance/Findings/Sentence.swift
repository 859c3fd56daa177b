/// A reason with the values that fill its placeholders, and perhaps a clause's remark behind it.
final class Sentence: Sendable {
  private let reason: Reason
  private let note: LocalizedText?
  /// The value under a placeholder's name; nil when this sentence has none of that name.
  private let value: @Sendable (String) -> String?

  init(
    _ reason: Reason, note: LocalizedText? = nil,
    value: @escaping @Sendable (String) -> String?
  ) {
    self.reason = reason
    self.note = note
    self.value = value
  }

  /// The sentence in a language; nil when it was not translated.
  subscript(language: Language) -> String? {
    let templates = reason.templates
    guard let note else { return templates[language].map { $0.filled(value) } }
    var filled = (templates[language] ?? templates.en).filled(value)
    if language == .en { filled += " " }
    filled += note[language]
    return filled
  }
}
