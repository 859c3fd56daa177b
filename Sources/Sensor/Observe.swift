import Observations

public func observe(_ paths: [String]) throws -> String {
  var count: [String: Int] = [:]
  var lines: [String] = []
  let verbose = paths.first == "-v"
  let pipeline = Pipeline(consume: { o in
    switch o {
    case .connection(let c): count[c.isFinal ? "final" : "snapshot", default: 0] += 1
    case .name: count["name", default: 0] += 1
    case .http: count["http", default: 0] += 1
    case .address: count["address", default: 0] += 1
    }
    if verbose { lines.append("\(copy o)") }
  })
  var replay = try CaptureReplay(pipeline: pipeline, filter: nil, progress: nil)
  for p in paths where p != "-v" { try replay.read(p) { _, _ in } }
  let coverage = pipeline.finish()
  return lines.joined(separator: "\n") + "\(count)\n\(coverage)\n\(replay.problems)"
}
