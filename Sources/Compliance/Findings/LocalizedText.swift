/// A language of texts for people.
public enum Language: String, Hashable, Sendable, CaseIterable {
  case en, zh, ja
}

/// A text in every language that LabTap speaks; English is always there.
///
/// One word wide: a report holds hundreds of thousands of them. A text that a run makes up is put
/// together only when somebody reads it.
public struct LocalizedText: Hashable, Sendable {
  private enum Content: Sendable {
    case words(Words)
    case sentence(Sentence)
  }

  private final class Words: Sendable {
    let en: String
    let zh: String?
    let ja: String?

    init(en: String, zh: String?, ja: String?) {
      self.en = en
      self.zh = zh
      self.ja = ja
    }
  }

  private var content: Content

  public init(en: String, zh: String? = nil, ja: String? = nil) {
    content = .words(Words(en: en, zh: zh, ja: ja))
  }

  init(_ sentence: Sentence) {
    content = .sentence(sentence)
  }

  public var en: String {
    get {
      switch content {
      case .words(let words): words.en
      case .sentence(let sentence): sentence[.en] ?? ""
      }
    }
    set { self = LocalizedText(en: newValue, zh: zh, ja: ja) }
  }

  public var zh: String? {
    get {
      switch content {
      case .words(let words): words.zh
      case .sentence(let sentence): sentence[.zh]
      }
    }
    set { self = LocalizedText(en: en, zh: newValue, ja: ja) }
  }

  public var ja: String? {
    get {
      switch content {
      case .words(let words): words.ja
      case .sentence(let sentence): sentence[.ja]
      }
    }
    set { self = LocalizedText(en: en, zh: zh, ja: newValue) }
  }

  /// The text in `language`, or in English when it was not translated.
  public subscript(language: Language) -> String {
    switch language {
    case .en: en
    case .zh: zh ?? en
    case .ja: ja ?? en
    }
  }

  public static func == (left: Self, right: Self) -> Bool {
    left.en == right.en && left.zh == right.zh && left.ja == right.ja
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(en)
    hasher.combine(zh)
    hasher.combine(ja)
  }
}
