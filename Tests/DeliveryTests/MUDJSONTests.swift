import Compliance
import Foundation
import Observations
import Testing

@testable import Delivery

@Suite("Usage descriptions that are written") struct MUDJSONTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  /// The published modules, kept beside the repository where there are any.
  private static let modules = root.deletingLastPathComponent()
    .appending(path: "shared/schemas/yang")
  private static let canValidate =
    FileManager.default.fileExists(atPath: "/usr/bin/yanglint")
    && FileManager.default.fileExists(atPath: modules.path())

  private static func policy(_ site: String) throws -> Policy {
    let file = FileManager.default.temporaryDirectory
      .appending(path: "labtap-mud-\(UUID().uuidString).yaml")
    try Data(site.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return try Policy.load(
      signatures: root.appending(path: "Signatures").path(), site: file.path())
  }

  private static func text(_ file: MUDFile) -> String {
    var writer = JSONWriter()
    MUDJSON.write(file, to: &writer)
    return String(decoding: writer.octets, as: UTF8.self)
  }

  private static let site = """
    assets:
      - id: seq
        addresses: [10.77.0.10, "fd77::10"]
        model: NextSeq 550Dx
        inbound:
          - {from: pc, ports: [8443, "9000-9010"]}
      - id: flow
        addresses: 10.77.0.60
        model: DxFLEX
    peers:
      - {id: nas, addresses: [10.77.0.20, "fd77::20"], role: storage, ports: 445}
      - {id: dns, addresses: 10.77.0.53, role: dns, ports: [53, 123]}
      - {id: pc, addresses: 10.77.0.0/28, role: workstation}
    allow:
      - {names: [data.example.com, "*.example.org"], ports: 443, assets: seq, why: test}
    """

  private static func description(_ id: String) throws -> (file: MUDFile, notes: [String]) {
    let policy = try policy(site)
    let asset = try #require(policy.site?.assets.first { $0.id == id })
    return policy.description(
      of: asset, url: "https://mud.example.com/\(id).json",
      updated: Timestamp(nanoseconds: 1_700_000_000_000_000_000))
  }

  @Test("say every permission of the site and the profiles that has a counterpart")
  func permissions() throws {
    let (file, notes) = try Self.description("seq")
    func has(_ direction: MUDFile.Rule.Direction, _ peer: String, _ port: UInt16?) -> Bool {
      file.rules.contains { rule in
        let text =
          switch rule.peer {
          case .name(let name): name.description
          case .network(let prefix): prefix.description
          case .local: "local"
          case .any: "any"
          }
        return rule.direction == direction && text == peer && rule.ports?.lowerBound == port
      }
    }
    #expect(has(.outbound, "data.example.com", 443))
    #expect(has(.outbound, "10.77.0.20", 445))
    #expect(has(.outbound, "fd77::20", 445))
    #expect(has(.outbound, "10.77.0.53", 53))
    #expect(has(.inbound, "10.77.0.0/28", 8_443))
    #expect(has(.inbound, "10.77.0.0/28", 9_000))
    #expect(!has(.inbound, "10.77.0.20", nil))
    #expect(notes.contains { $0.hasPrefix("*.example.org:") })
    #expect(notes.contains { $0.contains("ILMN-3-DIALECT") })
  }

  @Test("come back the same when they are read", arguments: ["seq", "flow"])
  func roundTrip(id: String) throws {
    let (file, _) = try Self.description(id)
    var mistakes = Mistakes()
    let read = MUDFile.read(Array(Self.text(file).utf8), file: "f", into: &mistakes)
    #expect(mistakes.sorted.map(\.description) == [])
    #expect(read?.remarks == [])
    // A datagram has no opener: without ports what may be sent may be received.
    func stated(_ file: MUDFile?) -> Set<MUDFile.Rule> {
      Set((file?.rules ?? []).filter { $0.transport != .udp || $0.ports != nil })
    }
    #expect(!file.rules.isEmpty)
    #expect(stated(read) == stated(file))
    #expect(read?.model == file.model)
  }

  @Test(
    "obey the published modules of RFC 8520 and RFC 9761",
    .enabled(
      if: canValidate, "needs yanglint (libyang2-tools) and ../shared/schemas beside the repository"
    ),
    arguments: ["seq", "flow"])
  func validates(id: String) throws {
    let (file, _) = try Self.description(id)
    #expect(try Self.yanglint(Self.text(file)) == 0)
  }

  @Test(
    "the validator refuses what breaks a module",
    .enabled(
      if: canValidate, "needs yanglint (libyang2-tools) and ../shared/schemas beside the repository"
    ))
  func validatorCanFail() throws {
    let (file, _) = try Self.description("seq")
    let text = Self.text(file).replacing("\"from-device\"", with: "\"sideways\"")
    #expect(try Self.yanglint(text) != 0)
  }

  private static func yanglint(_ text: String) throws -> Int32 {
    let file = FileManager.default.temporaryDirectory
      .appending(path: "labtap-mud-\(UUID().uuidString).json")
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/yanglint")
    let names = [
      "ietf-mud@2019-01-28", "ietf-acl-tls@2025-04-18", "ietf-mud-tls@2025-04-18",
      "ietf-acldns@2019-01-28", "ietf-access-control-list@2019-03-04",
    ]
    process.arguments =
      ["-p", modules.path(), "-t", "config"]
      + names.map { modules.appending(path: "\($0).yang").path() } + [file.path()]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }
}
