public import Compliance
import Observations

/// Learns a first site file from capture files, in the order given.
///
/// - Parameter options: its site does not matter; its signatures tell vendors' own names.
/// - Returns: the site, or nil when no host inside was seen; and what kept captures from being read.
/// - Throws: when the filter expression does not compile; nothing was read then.
public func learn(
  _ options: ReplayOptions
) throws(FilterError) -> (site: LearnedSite?, problems: [CaptureProblem]) {
  let lesson = Lesson(policy: options.policy)
  let pipeline = Pipeline(consume: { lesson.learner.learn($0) })
  var captures = try CaptureReplay(
    pipeline: pipeline, filter: options.filter, progress: options.progress)
  for capture in options.captures {
    try captures.read(capture) { name, _ in lesson.learner.addSource(name: name) }
  }
  let coverage = pipeline.finish()
  return (lesson.learner.finish(coverage: coverage), captures.problems)
}

/// Holds the learner for the closures of the pipeline.
private final class Lesson {
  var learner: SiteLearner

  init(policy: Policy) {
    learner = SiteLearner(policy: policy)
  }
}
