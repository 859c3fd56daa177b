internal import Foundation
internal import Sensor

/// What each stage of a replay cost, as lines for people.
struct StatisticsTable {
  let text: String

  init(_ stages: [StageCost]) {
    let total = stages.reduce(0) { $0 + $1.nanoseconds }
    var lines = [["stage", "items", "octets", "allocations", "ms", "share", "ns an item"]]
    for stage in stages {
      let share = total > 0 ? 100 * Double(stage.nanoseconds) / Double(total) : 0
      lines.append([
        Self.name(stage.stage), stage.items > 0 ? "\(stage.items)" : "-",
        stage.octets > 0 ? "\(stage.octets)" : "-",
        stage.allocations.map { "\($0)" } ?? "-",
        Self.decimal(Double(stage.nanoseconds) / 1e6, 1), Self.decimal(share, 1) + " %",
        stage.items > 0
          ? Self.decimal(Double(stage.nanoseconds) / Double(stage.items), 0) : "-",
      ])
    }
    let widths = lines[0].indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    text =
      lines.map { line in
        line.indices.map { column in
          let padding = String(repeating: " ", count: widths[column] - line[column].count)
          return column == 0 ? line[column] + padding : padding + line[column]
        }.joined(separator: "  ")
      }.joined(separator: "\n") + "\n"
  }

  private static func name(_ stage: StageCost.Stage) -> String {
    switch stage {
    case .start: "start"
    case .read: "read (frames)"
    case .decode: "decode (frames)"
    case .judge: "judge (observations)"
    case .events: "events (observations)"
    case .report: "report"
    }
  }

  private static func decimal(_ value: Double, _ places: Int) -> String {
    String(format: "%.\(places)f", value)
  }
}
