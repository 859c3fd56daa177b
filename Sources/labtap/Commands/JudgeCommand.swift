/// `labtap judge`: judges what the shards of one run observed.
struct JudgeCommand: Subcommand {
  static let name = "judge"
  static let abstract = "judge what several `replay --shard` runs observed"
  static let operands = "OBSERVATIONS..."
  static let overview = """
    Judges what the shards of one run observed: the output is that of
    `labtap replay` over the same captures, to the octet. All shards have to be given,
    in any order.
    """
  static let epilogue = ReplayCommand.epilogue

  /// The same judgement and the same outputs.
  private var replay = ReplayCommand()

  /// What has been done when the observations were written, and a file that names captures.
  private static let reading: Set<String> = [
    "--config", "--filter", "--workers", "--shard", "--observations", "--quiet",
  ]

  static let flags: [Flag<JudgeCommand>] =
    ReplayCommand.flags.filter { !reading.contains($0.name) }.map { $0.lifted(to: \.replay) }

  mutating func accept(_ operand: String) throws(UsageError) {
    replay.observed.append(operand)
  }

  func validate() throws(UsageError) {
    guard !replay.observed.isEmpty else { throw UsageError("no observations to read") }
  }

  func run() -> ExitCode { replay.run() }
}
