public import Observations

extension YAMLNode {
  /// Which end of a span of time a value gives.
  public enum SpanEnd: Sendable {
    case from, until
  }

  /// A day (`2026-06-30`) or a moment (`2026-03-01T08:00Z`, seconds and `+08:00` optional).
  ///
  /// A day alone is meant whole and in UTC: `from` begins with its first moment, `until` holds
  /// through its last, so that the result is the first moment of the next day.
  public func moment(_ end: SpanEnd, into mistakes: inout Mistakes) -> Timestamp? {
    guard case .scalar(let text, _) = content else {
      mistakes.add("expected a date; found \(kind)", at: self)
      return nil
    }
    let parts = text.split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false)
    guard let day = parts.first.flatMap(Self.day) else {
      mistakes.add("expected a date such as 2026-06-30; found \(shown)", at: self)
      return nil
    }
    guard parts.count == 2 else {
      let first = Self.timestamp(day: day, second: 0)
      return end == .from ? first : first.adding(seconds: 86_400)
    }
    guard let second = Self.secondOfDay(parts[1]) else {
      mistakes.add("expected a time with its zone such as T08:00Z; found \(shown)", at: self)
      return nil
    }
    return Self.timestamp(day: day, second: second)
  }

  private static func timestamp(day: CivilDate, second: Int64) -> Timestamp {
    Timestamp(nanoseconds: 0).adding(seconds: day.daysSince1970 * 86_400 + second)
  }

  /// Years that nanoseconds in 64 bits can hold.
  private static let years: ClosedRange<Int64> = 1970...2261

  private static func day(_ text: Substring) -> CivilDate? {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, let year = number(parts[0], digits: 4), years.contains(year),
      let month = number(parts[1], digits: 2), let day = number(parts[2], digits: 2)
    else { return nil }
    return CivilDate(year: year, month: month, day: day)
  }

  /// Seconds from the start of the day in UTC; below zero or above a day with an offset.
  private static func secondOfDay(_ text: Substring) -> Int64? {
    guard let zone = text.lastIndex(where: { "Z+-".contains($0) }) else { return nil }
    let clock = text[..<zone].split(separator: ":", omittingEmptySubsequences: false)
    guard clock.count == 2 || clock.count == 3, let hour = number(clock[0], digits: 2), hour < 24,
      let minute = number(clock[1], digits: 2), minute < 60
    else { return nil }
    var second: Int64 = 0
    if clock.count == 3 {
      guard let value = number(clock[2], digits: 2), value < 60 else { return nil }
      second = value
    }
    let time = hour * 3_600 + minute * 60 + second
    if text[zone...] == "Z" { return time }
    let offset = text[text.index(after: zone)...]
      .split(separator: ":", omittingEmptySubsequences: false)
    guard text[zone] != "Z", offset.count == 2, let hours = number(offset[0], digits: 2),
      hours < 24, let minutes = number(offset[1], digits: 2), minutes < 60
    else { return nil }
    let span = hours * 3_600 + minutes * 60
    return text[zone] == "+" ? time - span : time + span
  }

  private static func number(_ text: Substring, digits: Int) -> Int64? {
    guard text.utf8.count == digits, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      return nil
    }
    return Int64(text)
  }
}
