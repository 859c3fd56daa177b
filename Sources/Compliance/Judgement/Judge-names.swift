internal import Observations

extension Judge {
  mutating func judge(_ message: NameMessage) {
    // Other name services are asked of everybody; they allow and forbid nothing.
    guard message.application == .dns, message.opcode == 0,
      let question = message.questions.first
    else { return }
    if !message.isResponse { tellOthers(question, message) }
    let key = QuestionWatch.Key(client: message.client, server: message.server, id: message.id)
    let asset = asset(of: message)
    if message.isResponse {
      judgeAnswer(message, question, key, asset)
    } else {
      var pending = QuestionWatch.Pending(question: question, findings: [])
      if let asset {
        assets[asset].noteLife(message.moment.time)
        pending.findings = judge(question, of: asset, message, stage: .attempted)
      }
      questions.ask(key, pending, at: message.moment.time)
    }
  }

  private mutating func asset(of message: NameMessage) -> Int? {
    let party = book.party(message.client.address, message.clientMAC)
    if case .asset(let index) = party.kind { return index }
    guard !hasSite, party.isInternal, !party.isNobody else { return nil }
    return candidate(message.client.address)
  }

  private mutating func judgeAnswer(
    _ message: NameMessage, _ question: NameQuestion, _ key: QuestionWatch.Key, _ asset: Int?
  ) {
    let pending = questions.answer(key)
    // An answer that nobody was seen to ask for names addresses for nobody in particular.
    let isMatched = pending.map { $0.question == question } ?? false
    if isMatched, let asset, assets[asset].firstAnswer == nil {
      assets[asset].firstAnswer = message.moment
    }
    let addresses = message.responseCode == 0 ? message.addresses(of: question) : []
    for (address, timeToLive) in addresses {
      names.add(
        address, name: question.name, asset: isMatched ? asset : nil, at: message.moment,
        timeToLive: timeToLive)
    }
    let isPositive = message.responseCode == 0 && !message.answers.isEmpty
    let asksForAddress = question.type == 1 || question.type == 28
    let stage: Stage =
      isPositive && (!addresses.isEmpty || !asksForAddress) ? .established : .refused
    if isMatched, let pending {
      for finding in pending.findings { findings.raise(finding, to: stage, at: message.moment) }
    } else if let asset {
      _ = judge(question, of: asset, message, stage: stage)
    }
  }

  /// Judges one question of an asset; returns the findings that it is part of.
  private mutating func judge(
    _ question: NameQuestion, of asset: Int, _ message: NameMessage, stage: Stage
  ) -> [FindingKey] {
    let plan = assets[asset].plan
    guard !plan.clauses.questioned.isEmpty else { return [] }
    let coverage = lists.coverage(of: question.name, type: question.type, for: plan)
    let domain =
      coverage == .uncovered
      ? questions.tunnelDomain(
        of: question.name, asset: asset, at: message.moment.time, siteLimits) : nil
    let subject = AssetQuestion(
      plan: plan, name: question.name, type: question.type, moment: message.moment, stage: stage,
      coverage: coverage, tunnelDomain: domain)
    var posted: [FindingKey] = []
    var claimed = FactSet()
    for clause in plan.clauses.questioned {
      guard let judgement = clause.clause.expectation.judge(subject) else { continue }
      let isFirst = !claimed.contains(judgement.fact)
      guard isFirst || !clause.isBaseline else { continue }
      claimed.insert(judgement.fact)
      if isFirst {
        posted.append(post(Ruling(clause: clause, judgement: judgement), subject, message))
      }
      assets[asset].cells[clause.row].add(
        judgement.verdict, isSuppressed: false, from: message.moment.time,
        to: message.moment.time, peer: nil)
    }
    return posted
  }

  /// One finding for each name, whichever server was asked.
  private mutating func post(
    _ ruling: Ruling, _ question: AssetQuestion, _ message: NameMessage
  ) -> FindingKey {
    let judgement = ruling.judgement
    let parts = ["question", judgement.name ?? question.name]
    let key = FindingKey(
      asset: question.plan.index, row: ruling.clause.row, direction: .outbound,
      transport: message.transport, peer: nil, port: message.server.port,
      discriminator: .init(parts.joined(separator: ":")))
    var part = FindingPart(
      verdict: judgement.verdict,
      severity: severity(of: judgement, ruling.clause, question.plan, at: message.moment.time),
      stage: judgement.stage, deciding: message.moment, first: message.moment,
      last: message.moment)
    part.suppression = hasSuppressions ? suppression(of: ruling.clause, question) : nil
    let finding = findings.touch(key)
    if findings.needsDetail(part, at: finding) {
      var evidence = Evidence()
      evidence[.dnsQuestion] = .text(question.name)
      var peer = PeerReference(address: message.server.address, port: message.server.port)
      let kind = book.party(message.server.address, nil).kind
      peer.name = lists.identifier(of: kind)
      peer.nameSource = peer.name == nil ? nil : .site
      peer.role = lists.role(of: kind)
      part.detail = FindingDetail(
        reason: judgement.reason, evidence: evidence, peer: peer,
        assetAddress: message.client.address,
        assetMAC: question.plan.asset.mac, initiator: message.client,
        responder: message.server, name: judgement.name ?? question.name)
    }
    findings.add(part, at: finding, connection: nil)
    return key
  }

  private func suppression(of clause: CompiledClause, _ question: AssetQuestion) -> Int? {
    policy.site?.suppressions.firstIndex { suppression in
      suppression.clause == clause.clause.id && question.moment.time < suppression.until
        && (suppression.asset == nil || suppression.asset == question.plan.asset.id)
        && (suppression.peer == nil || suppression.peer == question.name)
    }
  }
}
