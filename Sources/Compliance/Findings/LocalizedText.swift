/// A language of texts for people.
public enum Language: String, Hashable, Sendable, CaseIterable {
  case en, zh, ja
}

/// A text in every language that LabTap speaks; English is always there.
public struct LocalizedText: Hashable, Sendable {
  public var en: String
  public var zh: String?
  public var ja: String?

  public init(en: String, zh: String? = nil, ja: String? = nil) {
    self.en = en
    self.zh = zh
    self.ja = ja
  }

  /// The text in `language`, or in English when it was not translated.
  public subscript(language: Language) -> String {
    switch language {
    case .en: en
    case .zh: zh ?? en
    case .ja: ja ?? en
    }
  }
}
