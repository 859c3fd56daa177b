import Observations
import Wire

/// Names that a client opens: pipes of system services, and files of group policies.
extension SMBReader {
  /// Pipes and policy paths are far shorter; longer names are cut.
  private static let maximumName = 260

  /// Reads the name of a CREATE request; encrypted ones are never seen.
  mutating func noteCreate(
    _ header: SMB2Header, _ reader: inout OctetReader, context: inout ReadingContext
  ) throws(DecodeError) {
    guard !header.isResponse else { return }
    let request = try SMB2CreateRequest(parsing: &reader)
    let end = Int(request.nameOffset) + Int(request.nameLength)
    // Longer names are of no interest, and are not kept that far.
    guard request.nameLength > 0, end <= Self.maximumCreate else { return }
    let name = String(
      utf16LittleEndian: try request.name(), maximumLength: Self.maximumName
    ).lowercased()
    if isPolicyFile(name) {
      guard connection.policyFile == nil else { return }
      connection.policyFile = context.moment
      context.changed = true
    } else if request.createDisposition != Self.open, isProgram(name) {
      guard connection.programWritten == nil else { return }
      connection.programWritten = context.moment
      context.changed = true
    } else if isWatchedPipe(name), connection.servicePipes.count < SMBConnection.maximumPipes,
      !connection.servicePipes.contains(name)
    {
      connection.servicePipes.append(name)
      context.changed = true
    }
  }

  /// FILE_OPEN, which makes nothing (MS-SMB2 2.2.13).
  private static let open: UInt32 = 1

  private func isProgram(_ name: String) -> Bool {
    [".exe", ".msi", ".msu", ".dll", ".bat", ".ps1", ".vbs", ".cab", ".iso"].contains {
      name.hasSuffix($0)
    }
  }

  private func isWatchedPipe(_ name: String) -> Bool {
    SMBConnection.administrativePipes.contains(name) || name == "netlogon" || name == "lsarpc"
  }

  /// `…\Policies\{guid}\gpt.ini` and the settings beside it (MS-GPOL section 2.2.4, MS-GPREG).
  private func isPolicyFile(_ name: String) -> Bool {
    guard name.contains("policies\\{") else { return false }
    return name.hasSuffix("\\gpt.ini") || name.hasSuffix("\\registry.pol")
      || name.hasSuffix("\\gpttmpl.inf")
  }
}
