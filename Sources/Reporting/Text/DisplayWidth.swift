extension Unicode.Scalar {
  /// Columns on a terminal: 2 for wide and full-width characters (Unicode annex 11), 0 for marks
  /// that sit on the character before.
  var columns: Int {
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return 0
    default: break
    }
    switch value {
    case 0x1100...0x115f, 0x2e80...0x303e, 0x3041...0x33ff, 0x3400...0x4dbf, 0x4e00...0x9fff,
      0xa000...0xa4cf, 0xa960...0xa97f, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe10...0xfe19,
      0xfe30...0xfe6f, 0xff00...0xff60, 0xffe0...0xffe6, 0x1f300...0x1f64f, 0x1f900...0x1f9ff,
      0x20000...0x3fffd:
      return 2
    default:
      return 1
    }
  }

  /// Closing marks, which must not start a line in Chinese and Japanese.
  fileprivate var mustNotStartLine: Bool {
    "、。，．・：；？！）」』】〉》〕］｝ー…,.;:?!)]}".unicodeScalars.contains(self)
  }
}

extension String {
  /// Columns on a terminal, for text without controls.
  var columns: Int { unicodeScalars.reduce(0) { $0 + $1.columns } }

  /// The text filled with spaces on the right up to `width` columns.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: Swift.max(0, width - columns))
  }

  /// The text filled with spaces on the left up to `width` columns.
  func rightAligned(to width: Int) -> String {
    String(repeating: " ", count: Swift.max(0, width - columns)) + self
  }

  /// The text in lines of at most `width` columns.
  ///
  /// Breaks at spaces and between wide characters, as Chinese and Japanese do; a word longer
  /// than a line stays whole, so that names can be copied.
  func wrapped(to width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for piece in breakablePieces {
      let isFirst = line.isEmpty
      if !isFirst, line.columns + piece.trimmingTrailingSpace.columns > width {
        lines.append(line.trimmingTrailingSpace)
        line = ""
      }
      line += piece
    }
    let last = line.trimmingTrailingSpace
    if !last.isEmpty || lines.isEmpty { lines.append(last) }
    return lines
  }

  /// Words with the spaces behind them, and wide characters one by one.
  private var breakablePieces: [String] {
    var pieces: [String] = []
    var piece = ""
    for scalar in unicodeScalars {
      let previous = piece.unicodeScalars.last
      let mayBreak =
        previous.map { last in
          (last == " " && scalar != " ")
            || ((last.columns == 2 || scalar.columns == 2) && !scalar.mustNotStartLine
              && scalar != " " && !"（「『【".unicodeScalars.contains(last))
        } ?? false
      if mayBreak {
        pieces.append(piece)
        piece = ""
      }
      piece.unicodeScalars.append(scalar)
    }
    if !piece.isEmpty { pieces.append(piece) }
    return pieces
  }

  private var trimmingTrailingSpace: String {
    var text = self[...]
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
