internal import Observations

extension Judge {
  /// Holds a request to an asset against its clauses.
  mutating func judge(_ exchange: HTTPExchange) {
    noteCredentials(exchange)
    if exchange.servesProgram { noteDownload(exchange.connection) }
    guard hasSite else { return }
    let server = book.party(exchange.server.address, nil)
    noteUndeclared(exchange, server)
    guard case .asset(let asset) = server.kind else { return }
    let plan = assets[asset].plan
    guard !plan.clauses.requested.isEmpty || !assets[asset].requestWatches.isEmpty else { return }
    let path = RequestPath(exchange)
    let isScript = path.page(endings: RequestIndicators.scriptEndings).map {
      assets[asset].uploads.contains(RequestIndicators.digest(ofName: $0.name))
    }
    let request = AssetRequest(
      exchange: exchange, plan: plan, path: path, isUploadedScript: isScript ?? false)
    for clause in plan.clauses.requested where clause.clause.scope.covers(request) {
      var judgements: [Judgement] = []
      clause.clause.expectation.judge(request, into: &judgements)
      for judgement in judgements { post(judgement, of: clause, request, asset) }
    }
    noteUploads(request, asset)
    watch(request, asset)
  }

  private mutating func noteUploads(_ request: AssetRequest, _ asset: Int) {
    guard request.isUpload else { return }
    var digests = request.exchange.indicators.scripts
    if request.exchange.method == "PUT",
      let page = request.path.page(endings: RequestIndicators.scriptEndings)
    {
      digests.append(RequestIndicators.digest(ofName: page.name))
    }
    for digest in digests {
      guard assets[asset].uploads.count < AssetState.maximumUploads else {
        count("judge.uploads", 1)
        return
      }
      assets[asset].uploads.insert(digest)
    }
  }

  private mutating func post(
    _ judgement: Judgement, of clause: CompiledClause, _ request: AssetRequest, _ asset: Int
  ) {
    let occurrence = Occurrence(
      judgement.verdict, judgement.reason, of: request, severity: judgement.severity,
      discriminator: judgement.fact.discriminator)
    if judgement.verdict == .fail { assets[asset].noteAttack(request.exchange.request.time) }
    post(occurrence, of: clause, asset) { Self.complete(&$0, request.exchange) }
  }

  private static func complete(_ occurrence: inout Occurrence, _ exchange: HTTPExchange) {
    occurrence.evidence[.httpMethod] = .text(exchange.method)
    occurrence.evidence[.httpPath] = .text(exchange.path)
    if let status = exchange.status { occurrence.evidence[.httpStatus] = .number(UInt64(status)) }
    let signs =
      exchange.indicators.inTarget.texts.map { "url: " + $0 }
      + exchange.indicators.inBody.texts.map { "body: " + $0 }
    if !signs.isEmpty { occurrence.evidence[.httpIndicators] = .texts(signs) }
    occurrence.values["signs"] = signs.joined(separator: ", ")
    occurrence.values["status"] = exchange.status.map { "\($0)" } ?? "-"
  }

  /// A header of the request carries credentials; what they are is never kept.
  private mutating func noteCredentials(_ exchange: HTTPExchange) {
    guard exchange.hasCredentials else { return }
    if credentials.count >= limits.openConnections {
      count("judge.credentials", UInt64(credentials.count))
      credentials = []
    }
    credentials.insert(exchange.connection)
  }

  /// A web server of the segment that looks like a Local Run Manager and has no such profile.
  private mutating func noteUndeclared(_ exchange: HTTPExchange, _ server: Party) {
    guard let owner = undeclaredOwner, UndeclaredInstrument.isHint(exchange) else { return }
    switch server.kind {
    case .peer: return
    case .other: guard server.isInSegment else { return }
    case .asset(let index):
      guard !assets[index].hasLocalRunManager else { return }
      // A declared asset without the product says so in the site file.
      guard assets[index].plan.asset.model == nil else { return }
    }
    var occurrence = Occurrence(
      .warn, .undeclaredInstrument, of: owner.address ?? exchange.client.address,
      from: exchange.request, to: exchange.response ?? exchange.request)
    occurrence.stage = .established
    occurrence.peer = exchange.server.address
    occurrence.port = exchange.server.port
    occurrence.initiator = exchange.client
    occurrence.responder = exchange.server
    post(occurrence, of: owner.clause, owner.asset)
  }
}

extension Scope {
  /// The ports that a clause about requests speaks of.
  fileprivate func covers(_ request: AssetRequest) -> Bool {
    ports.isEmpty || ports.contains(port: request.exchange.server.port)
  }
}
