internal import Observations

/// An HTTP request to an asset, with its answer, as the asset's clauses see it.
public struct AssetRequest: Sendable {
  let exchange: HTTPExchange
  let plan: AssetPlan
  let path: RequestPath
  /// A script of the same name was uploaded before.
  let isUploadedScript: Bool

  /// How far the request got; the answer to it decides.
  var stage: Stage {
    switch exchange.status {
    case nil: .attempted
    case 401, 403, 404, 405, 421: .refused
    default: .succeeded
    }
  }

  /// The request sends something to the server.
  var isUpload: Bool {
    exchange.method == "POST" || exchange.method == "PUT" || exchange.method == "PATCH"
  }

  /// Nothing was found; without an answer one direction may be missing, and more with it.
  func pass(_ fact: Fact) -> Judgement {
    exchange.status == nil
      ? judgement(fact, .undetermined, .requestUnanswered)
      : judgement(fact, .pass, .requestOrdinary)
  }

  func judgement(
    _ fact: Fact, _ verdict: Verdict, _ reason: Reason, severity: Severity? = nil
  ) -> Judgement {
    Judgement(fact, verdict, reason, stage: stage, deciding: .stage, severity: severity)
  }
}
