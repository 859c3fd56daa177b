internal import Compliance
import Flows
import Observations

/// Judges capture files, in the order given, as one stretch of traffic.
///
/// The outcome depends on the captures, the policy and the sensor's name alone.
/// - Throws: when the filter expression does not compile; nothing was read then.
public func replay(_ options: ReplayOptions) throws(FilterError) -> ReplayOutcome {
  if options.measuresStages { return try measuredReplay(options) }
  let judgement = Judgement(policy: options.policy, sensor: options.sensor)
  let observer = options.observer
  let pipeline = Pipeline(
    workers: options.workers, limits: .replay,
    consume: {
      judgement.judge.judge($0)
      if let observer { observer(.observation($0)) }
    }, endOfEpoch: { judgement.judge.advance(to: $0) })
  var captures = try CaptureReplay(
    pipeline: pipeline, filter: options.filter, progress: options.progress)
  for capture in options.captures {
    try captures.read(capture) { name, firstFrame in
      pipeline.beforeEpoch {
        judgement.judge.addSource(name: name, firstFrame: firstFrame)
        observer?(.source(name: name, firstFrame: firstFrame))
      }
    }
  }
  let coverage = pipeline.finish()
  observer?(.end(coverage))
  return ReplayOutcome(
    report: judgement.judge.finish(coverage: coverage), problems: captures.problems)
}

/// The same with one thread, and what each stage cost.
private func measuredReplay(
  _ options: ReplayOptions
) throws(FilterError) -> ReplayOutcome {
  let clock = StageClock()
  let judgement = Judgement(policy: options.policy, sensor: options.sensor)
  let observer = options.observer
  let pipeline = Pipeline(
    limits: .replay,
    consume: { observation in
      let before = clock.enter(.judge)
      clock.count()
      judgement.judge.judge(observation)
      if let observer {
        clock.enter(.events)
        clock.count()
        observer(.observation(observation))
      }
      clock.enter(before)
    },
    endOfEpoch: { time in
      let before = clock.enter(.judge)
      judgement.judge.advance(to: time)
      clock.enter(before)
    })
  var captures = try CaptureReplay(
    pipeline: pipeline, filter: options.filter, progress: options.progress)
  clock.enter(.read)
  for capture in options.captures {
    try captures.read(capture, timing: Timed(clock: clock)) { name, firstFrame in
      judgement.judge.addSource(name: name, firstFrame: firstFrame)
      observer?(.source(name: name, firstFrame: firstFrame))
    }
  }
  clock.enter(.decode)
  let coverage = pipeline.finish()
  clock.enter(.events)
  observer?(.end(coverage))
  clock.enter(.report)
  var outcome = ReplayOutcome(
    report: judgement.judge.finish(coverage: coverage), problems: captures.problems)
  outcome.stages = clock.costs()
  return outcome
}

/// Holds the judge for the closures of the pipeline.
///
/// One thread at a time touches it: the one on which the pipeline consumes and, once `finish` has
/// returned, the caller's.
private final class Judgement: @unchecked Sendable {
  var judge: Judge

  init(policy: Policy, sensor: String) {
    judge = Judge(policy: policy, sensor: sensor)
  }
}
