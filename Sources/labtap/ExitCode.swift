/// How a command ended, as a shell or a CI job sees it.
enum ExitCode: Int32, Sendable {
  case success = 0
  /// At least one finding at or above the threshold, or a required clause that is not `pass`.
  case findings = 1
  /// Usage or policy mistake; nothing was judged.
  case usage = 2
  /// A capture was unreadable or cut short; what could be read was judged.
  case unreadable = 3
  /// Findings did not reach every sink that was asked for.
  case undelivered = 4
  /// An interface was removed or made anew: the sensor has to be started again.
  case interfaceGone = 5
}
