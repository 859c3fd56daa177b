import Observations

/// The `smb` object of an event.
enum EVESMB {
  /// A negotiation that was answered, or that the flow's end left without an answer.
  static func writeNegotiation(
    _ smb: SMBConnection, of connection: Connection, to writer: inout JSONWriter
  ) {
    writer.object("smb") { writer in
      writer.member("dialect", dialect(of: smb))
      let isSMB1 = smb.dialect == .smb1 || smb.dialect == nil && smb.smb1Offered
      writer.member(
        "command",
        isSMB1 ? "SMB1_COMMAND_NEGOTIATE_PROTOCOL" : "SMB2_COMMAND_NEGOTIATE_PROTOCOL")
      if smb.dialect != nil {
        writer.member("status", "STATUS_SUCCESS")
        writer.member("status_code", "0x0")
      }
      let dialects = clientDialects(of: smb)
      if !dialects.isEmpty { writer.member("client_dialects", dialects) }
    }
    writer.object("labtap") { writer in
      writeNegotiated(smb, to: &writer)
      EVEFlow.writeSight(connection, to: &writer)
    }
  }

  /// What a connection came to, with the counts of its messages.
  static func writeEnd(
    _ smb: SMBConnection, of connection: Connection, to writer: inout JSONWriter
  ) {
    writer.object("smb") { writer in
      writer.member("dialect", dialect(of: smb))
      if let share = smb.diskShares.first { writer.member("share", share) }
    }
    writer.object("labtap") { writer in
      writer.member("stage", smb.stage.description)
      writeNegotiated(smb, to: &writer)
      writer.member(
        "encrypted_messages", sum(smb.encryptedFromClient, smb.encryptedFromServer))
      writer.member("signed_messages", smb.signedMessages)
      writer.member("clear_messages", smb.clearMessages)
      writer.member("compressed_messages", smb.compressedMessages)
      EVEFlow.writeSight(connection, to: &writer)
    }
  }

  private static func writeNegotiated(_ smb: SMBConnection, to writer: inout JSONWriter) {
    writer.member("smb1_offered", smb.smb1Offered)
    if let signing = smb.serverSigning {
      writer.member("server_signing_required", signing.required)
    }
    if let signing = smb.clientSigning {
      writer.member("client_signing_required", signing.required)
    }
    if let best = smb.clientMaxDialect {
      writer.member("client_max_dialect", EVEText.dialect(best))
    }
  }

  /// EVE names a dialect of SMB1 by its string, and one that is not known `unknown`.
  private static func dialect(of smb: SMBConnection) -> String {
    guard let dialect = smb.dialect else { return "unknown" }
    if dialect == .smb1, let name = smb.smb1DialectName { return name }
    return EVEText.dialect(dialect)
  }

  private static func clientDialects(of smb: SMBConnection) -> [String] {
    smb.smb1ClientDialects
      + smb.clientDialects.filter { $0 != .smb1 }.map(EVEText.dialect)
  }

  private static func sum(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let (sum, overflow) = left.addingReportingOverflow(right)
    return overflow ? .max : sum
  }
}
