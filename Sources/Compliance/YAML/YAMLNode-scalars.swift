extension YAMLNode {
  /// The longest name, id or single line.
  public static let maximumNameLength = 256
  /// The longest text for people.
  public static let maximumTextLength = 4_000

  /// A single line of text; a number or a date counts as one too.
  public func string(
    maximum: Int = maximumNameLength, into mistakes: inout Mistakes
  ) -> String? {
    guard case .scalar(let raw, _) = content, !isNull else {
      mistakes.add("expected a text; found \(kind)", at: self)
      return nil
    }
    // A folded block ends in a line break that nobody means.
    let text = raw.hasSuffix("\n") ? String(raw.dropLast()) : raw
    if text.allSatisfy(\.isWhitespace) {
      mistakes.add("the text is empty", at: self)
    } else if text.unicodeScalars.contains(where: \.isControl) {
      // Ids and texts go into syslog lines and reports.
      mistakes.add("the text holds a line break or a control character", at: self)
    } else if text.unicodeScalars.count > maximum {
      mistakes.add("the text is longer than \(maximum) characters", at: self)
    } else {
      return text
    }
    return nil
  }

  /// A whole number within bounds, in decimal digits.
  public func integer(in range: ClosedRange<Int>, into mistakes: inout Mistakes) -> Int? {
    if case .scalar(let text, _) = content, !text.isEmpty,
      text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let value = Int(text), range.contains(value)
    {
      return value
    }
    mistakes.add(
      "expected a whole number from \(range.lowerBound) to \(range.upperBound); found \(shown)",
      at: self)
    return nil
  }

  /// `true` or `false`.
  public func flag(into mistakes: inout Mistakes) -> Bool? {
    if case .scalar(let text, isQuoted: false) = content {
      if text == "true" { return true }
      if text == "false" { return false }
    }
    mistakes.add("expected true or false; found \(shown)", at: self)
    return nil
  }

  /// One of a closed list of words.
  public func word(among known: [String], into mistakes: inout Mistakes) -> String? {
    guard case .scalar(let text, _) = content, !isNull else {
      mistakes.add("expected one of \(known.joined(separator: ", ")); found \(kind)", at: self)
      return nil
    }
    guard known.contains(text) else {
      let hint = mistakes.hint(for: text, among: known)
      mistakes.add("`\(Spelling.quoted(text))` is not allowed here\(hint)", at: self)
      return nil
    }
    return text
  }

  /// One case of an enumeration, by its raw value.
  public func choice<Value>(
    of type: Value.Type, into mistakes: inout Mistakes
  ) -> Value? where Value: RawRepresentable<String> & CaseIterable {
    word(among: Value.allCases.map(\.rawValue), into: &mistakes)
      .flatMap { Value(rawValue: $0) }
  }

  /// What every element of the list gives; elements with a mistake are left out.
  public func list<Value>(
    into mistakes: inout Mistakes, _ read: (YAMLNode, inout Mistakes) -> Value?
  ) -> [Value] {
    elements.compactMap { read($0, &mistakes) }
  }

  /// The value for the text of a mistake.
  var shown: String {
    guard case .scalar(let text, _) = content, !isNull else { return kind }
    return "`\(Spelling.quoted(text))`"
  }
}

extension Unicode.Scalar {
  /// General category Cc, which is these 65 scalars for good (Unicode stability policy).
  fileprivate var isControl: Bool { value < 0x20 || (0x7f...0x9f).contains(value) }
}
