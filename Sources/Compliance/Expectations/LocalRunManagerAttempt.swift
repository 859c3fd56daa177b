internal import Observations

/// What a remote attempt on the web ports of a Local Run Manager led to, in the words that
/// findings print.
enum LocalRunManagerOutcome: String, Hashable, Sendable, CaseIterable {
  case filtered, closed
  case turnedAway = "turned-away"
  case answered
  case answeredEncrypted = "answered-encrypted"
  case answeredWeak = "answered-weak"
  case reachable, unanswered, untested

  /// Remote access works.
  var isAnswer: Bool {
    self == .answered || self == .answeredEncrypted || self == .answeredWeak
  }

  /// Remote access is turned away in one of the ways that the vendor's mitigation leads to.
  var isTurnedAway: Bool { self == .filtered || self == .closed || self == .turnedAway }
}

/// One attempt, read off a connection; the outcome is nil while it is under way, and when the
/// capture lacks what would decide.
struct LocalRunManagerAttempt: Sendable {
  var outcome: LocalRunManagerOutcome?
  /// Set when the capture hides what the attempt led to.
  var hiddenBy: Reason?
  /// The answer only sent the client to an https URL.
  var redirectsToTLS = false
  /// What the instrument's other web port was last seen to do.
  var otherPort: LocalRunManagerOutcome?

  init(_ connection: Connection, isAlive: Bool) {
    switch connection.stage {
    case .attempted, .refused: readUnaccepted(connection, isAlive: isAlive)
    case .established, .succeeded: readAccepted(connection)
    }
  }

  private mutating func readUnaccepted(_ connection: Connection, isAlive: Bool) {
    if connection.refusal == .reset || connection.refusal == .unreachable {
      outcome = .closed
      return
    }
    guard connection.isFinal || connection.refusal == .silence else { return }
    if connection.fromResponder.packets > 0 {
      // A SYN-ACK came, and the client went no further.
      outcome = .reachable
    } else if connection.isOneSided {
      hiddenBy = .oneSided
    } else {
      outcome = isAlive ? .filtered : .unanswered
    }
  }

  private mutating func readAccepted(_ connection: Connection) {
    let isFinal = connection.isFinal
    switch connection.application {
    case .http(let conversation): read(conversation, of: connection)
    case .tls(let handshake): read(handshake, of: connection)
    case .unknown, .other, .smb, .dns, .quic, .clinical, .directory:
      if connection.fromResponder.octets > 0 {
        if connection.application == .unknown || connection.application == .other(.binary) {
          hiddenBy = .lrmUnrecognised
        } else {
          outcome = .reachable
        }
      } else if isFinal {
        if connection.isOneSided {
          hiddenBy = .oneSided
        } else {
          outcome = connection.fromInitiator.octets > 0 ? .turnedAway : .reachable
        }
      }
    }
  }

  private mutating func read(_ conversation: HTTPConversation, of connection: Connection) {
    switch conversation.decisive?.outcome {
    case .served, .redirected: outcome = .answered
    case .redirectedToTLS:
      outcome = .answered
      redirectsToTLS = true
    case .undecided: outcome = .reachable
    case .turnedAway: outcome = .turnedAway
    case .some(.none), nil:
      guard connection.isFinal else { return }
      if connection.isOneSided || connection.hasGap {
        hiddenBy = connection.isOneSided ? .oneSided : .gap
      } else {
        outcome = connection.fromResponder.octets == 0 ? .turnedAway : .reachable
      }
    }
  }

  private mutating func read(_ handshake: TLSHandshake, of connection: Connection) {
    if let version = handshake.version {
      if version.isBelowTLS12 {
        outcome = .answeredWeak
      } else if handshake.stage == .succeeded {
        outcome = .answeredEncrypted
      } else if connection.isFinal {
        if connection.isOneSided || connection.hasGap {
          hiddenBy = connection.isOneSided ? .oneSided : .gap
        } else {
          outcome = .reachable
        }
      }
      return
    }
    if handshake.helloMissing {
      hiddenBy = .tlsHelloMissing
    } else if handshake.stage == .refused, !connection.isOneSided {
      outcome = .turnedAway
    } else if connection.isFinal {
      if connection.isOneSided || connection.hasGap || connection.fromResponder.octets > 0 {
        hiddenBy = connection.isOneSided ? .oneSided : .gap
      } else {
        outcome = .turnedAway
      }
    }
  }
}
