internal import Compliance

/// Collects the lines of a text for people; lays out labels, wrapped texts and tables.
struct TextPage {
  let style: TextStyle
  private(set) var text = ""

  init(style: TextStyle) {
    self.style = style
  }

  mutating func line(_ content: String = "") {
    text += content + "\n"
  }

  mutating func heading(_ title: String, paint: TextStyle.Paint = .bold) {
    line()
    line(style.painted(title, paint))
  }

  /// A paragraph, every line of it indented.
  mutating func paragraph(_ content: String, indent: Int, bullet: String = "") {
    let start = String(repeating: " ", count: indent) + bullet
    let rest = String(repeating: " ", count: indent + bullet.columns)
    for (index, part) in content.wrapped(to: style.width - rest.count).enumerated() {
      line((index == 0 ? start : rest) + part)
    }
  }

  /// `label  text`, where the text wraps below itself.
  mutating func field(_ label: String, _ content: String, indent: Int, labelWidth: Int) {
    let start = String(repeating: " ", count: indent)
    let rest = String(repeating: " ", count: indent + labelWidth + 2)
    for (index, part) in content.wrapped(to: style.width - rest.count).enumerated() {
      if index == 0 {
        line(start + style.painted(label.padded(to: labelWidth), .faint) + "  " + part)
      } else {
        line(rest + part)
      }
    }
  }

  /// A table whose first column is set left and the others right; `paint` colours a cell.
  mutating func table(
    head: [String], rows: [[String]], indent: Int = 2,
    paint: (_ row: Int, _ column: Int) -> TextStyle.Paint?
  ) {
    let widths = head.indices.map { column in
      rows.reduce(head[column].columns) { widest, row in
        max(widest, column < row.count ? row[column].columns : 0)
      }
    }
    func joined(_ cells: [String], row: Int?) -> String {
      let set = cells.indices.map { column -> String in
        let cell =
          column == 0
          ? cells[column].padded(to: widths[column])
          : cells[column].rightAligned(to: widths[column])
        guard let row else { return style.painted(cell, .faint) }
        return paint(row, column).map { style.painted(cell, $0) } ?? cell
      }
      return String(repeating: " ", count: indent) + set.joined(separator: "  ")
    }
    line(joined(head, row: nil))
    for (index, row) in rows.enumerated() { line(joined(row, row: index)) }
  }
}
