public import Compliance

/// How texts for people are set: language, colour and width.
public struct TextStyle: Sendable {
  public var language: Language
  /// True only for a terminal whose user did not refuse colour.
  public var hasColour: Bool
  /// Columns of a line; texts wrap, tables and names do not.
  public var width: Int

  /// Narrower than this, the labels leave no room for the texts.
  public static let minimumWidth = 60
  /// Wider than this, sentences are hard to follow from line to line.
  public static let maximumWidth = 120

  public init(language: Language = .en, hasColour: Bool = false, width: Int = 100) {
    self.language = language
    self.hasColour = hasColour
    self.width = min(max(width, Self.minimumWidth), Self.maximumWidth)
  }

  /// Weights that a terminal can show (ECMA-48 8.3.117).
  enum Paint: String {
    case bold = "1"
    case faint = "2"
    case red = "1;31"
    case yellow = "33"
    case magenta = "35"
    case green = "32"
    case cyan = "36"
  }

  func painted(_ text: String, _ paint: Paint) -> String {
    hasColour && !text.isEmpty ? "\u{1b}[\(paint.rawValue)m\(text)\u{1b}[0m" : text
  }

  func paint(of verdict: Verdict) -> Paint {
    switch verdict {
    case .fail: .red
    case .warn: .yellow
    case .undetermined: .magenta
    case .pass: .green
    case .info: .cyan
    case .notObserved, .notAssessable: .faint
    }
  }
}
