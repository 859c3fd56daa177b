// Invariants of the unsafe code in this file:
// - `tcgetattr` and `tcsetattr` fill and read the structure that they are given, for the call only;
// - `poll` is given one structure and `read` one octet, for the call only.

internal import Glibc

/// The terminal's other screen, with keys read one by one.
final class TerminalScreen {
  private var saved = termios()
  private var isEntered = false

  /// nil when standard input is no terminal.
  init?() {
    guard isatty(STDIN_FILENO) == 1, unsafe tcgetattr(STDIN_FILENO, &saved) == 0 else {
      return nil
    }
    var raw = saved
    // Keys at once and unseen; ^C comes as a key, so that the screen is left in order.
    raw.c_lflag &= ~tcflag_t(ECHO | ICANON | ISIG)
    guard unsafe tcsetattr(STDIN_FILENO, TCSANOW, &raw) == 0 else { return nil }
    isEntered = true
    // The other screen, without a cursor (xterm control sequences 1049 and 25).
    _ = Terminal.write("\u{1b}[?1049h\u{1b}[?25l")
  }

  /// Gives the terminal back as it was.
  func leave() {
    guard isEntered else { return }
    isEntered = false
    _ = Terminal.write("\u{1b}[?25h\u{1b}[?1049l")
    unsafe tcsetattr(STDIN_FILENO, TCSANOW, &saved)
  }

  /// Shows lines from the top and clears what was longer before.
  func draw(_ lines: [String]) {
    let text = lines.map { $0 + "\u{1b}[K" }.joined(separator: "\r\n")
    _ = Terminal.write("\u{1b}[H" + text + "\u{1b}[J")
  }

  /// True when q, Q or ^C was pressed within so many milliseconds, or nobody types any more.
  func waitsForEnd(milliseconds: Int) -> Bool {
    let end = ContinuousClock.now + .milliseconds(milliseconds)
    while true {
      let rest = end - ContinuousClock.now
      guard rest > .zero else { return false }
      let (seconds, attoseconds) = rest.components
      var descriptor = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
      let timeout = Int32(clamping: seconds * 1_000 + attoseconds / 1_000_000_000_000_000 + 1)
      // A changed size interrupts it: the next picture has the new one.
      guard unsafe poll(&descriptor, 1, timeout) > 0 else { return false }
      var key: UInt8 = 0
      guard unsafe read(STDIN_FILENO, &key, 1) == 1 else { return true }
      if key == UInt8(ascii: "q") || key == UInt8(ascii: "Q") || key == 3 { return true }
    }
  }
}
