internal import Observations

/// How often something was seen over time, in few columns whatever the time spans.
///
/// Columns begin at multiples of their width; when there are too many, two become one, so that the
/// order in which events come does not matter.
struct Timeline: Sendable {
  /// Columns of a chart: more are thinner than a printed line.
  static let maximumColumns: Int64 = 48

  /// Nanoseconds of a column; a second times a power of two.
  private(set) var width: Int64 = 1_000_000_000
  /// Events of each row by the number of their column.
  private(set) var rows: [String: [Int64: UInt64]] = [:]
  private var first: Int64?
  private var last: Int64?

  /// Rows beyond this go into one: registries are small, what hostile hosts claim is not.
  static let maximumRows = 16
  static let others = "…"

  var isEmpty: Bool { rows.isEmpty }

  /// Time of the first column's start and the last column's end.
  var span: (start: Timestamp, end: Timestamp)? {
    guard let first, let last else { return nil }
    return (
      Timestamp(nanoseconds: first &* width), Timestamp(nanoseconds: (last &+ 1) &* width)
    )
  }

  /// Numbers of the columns, the empty ones too.
  var columns: ClosedRange<Int64>? {
    guard let first, let last else { return nil }
    return first...last
  }

  mutating func add(_ row: String, at time: Timestamp, count: UInt64 = 1) {
    // Farther from 1970 than a column's number can tell: no real clock says so.
    let nanoseconds = min(max(time.nanoseconds, -(1 << 62)), 1 << 62)
    var column = Self.column(nanoseconds, width)
    first = min(first ?? column, column)
    last = max(last ?? column, column)
    while let start = first, let end = last, end - start >= Self.maximumColumns {
      widen()
      column = Self.column(nanoseconds, width)
      first = Self.half(start)
      last = Self.half(end)
    }
    let known = rows[row] != nil || rows.count < Self.maximumRows ? row : Self.others
    rows[known, default: [:]][column, default: 0] &+= count
  }

  private mutating func widen() {
    width *= 2
    for (row, counts) in rows {
      var wider: [Int64: UInt64] = [:]
      for (column, count) in counts { wider[Self.half(column), default: 0] &+= count }
      rows[row] = wider
    }
  }

  /// Rounds down, also before 1970.
  private static func half(_ column: Int64) -> Int64 { column >> 1 }

  private static func column(_ time: Int64, _ width: Int64) -> Int64 {
    let (quotient, rest) = time.quotientAndRemainder(dividingBy: width)
    return rest < 0 ? quotient - 1 : quotient
  }
}
