import Compliance
import Foundation
import Testing

@Suite("Shipped signatures", .enabled(if: !Vocabulary.kinds.isEmpty, "the vocabulary has no kinds"))
struct ShippedSignatureTests {
  private static let directory = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Signatures").path

  private func policy() throws -> Policy {
    do throws(Mistakes) {
      return try Policy.load(signatures: Self.directory, site: nil)
    } catch {
      Issue.record("\(error.sorted.map(\.description).joined(separator: "\n"))")
      throw error
    }
  }

  @Test("load without a mistake and hold the documented profiles, the baseline last")
  func profiles() throws {
    #expect(
      try policy().profiles.map(\.name) == [
        "beckman-coulter/beckmanconnect", "illumina/cloud", "illumina/instrument",
        "illumina/local-run-manager", "illumina/veriseq-nipt", "united-imaging/imaging",
        "common/baseline",
      ])
  }

  @Test("say everything in three languages, each in its own script")
  func languages() throws {
    for profile in try policy().profiles {
      for clause in profile.clauses {
        var texts = [clause.title, clause.remediation]
        texts += [clause.blindSpot, clause.note].compactMap(\.self)
        for text in texts {
          let zh = try #require(text.zh, "\(clause.id)")
          let ja = try #require(text.ja, "\(clause.id)")
          #expect(text.en.unicodeScalars.allSatisfy { $0.value < 0x2e80 }, "\(clause.id)")
          #expect(zh.unicodeScalars.contains { (0x4e00...0x9fff).contains($0.value) })
          #expect(zh.unicodeScalars.allSatisfy { !(0x3040...0x30ff).contains($0.value) })
          // Hiragana or katakana tell Japanese from Chinese.
          #expect(
            ja.unicodeScalars.contains { (0x3040...0x30ff).contains($0.value) }
              || ja == "組織、要員、教育、認証", "\(clause.id): \(ja)")
        }
      }
    }
  }

  @Test("hold every row that the vocabulary can judge")
  func rows() throws {
    let ids = Set(try policy().profiles.flatMap { $0.clauses.map(\.id) })
    let expected = [
      "ILMN-1b", "ILMN-1d", "ILMN-5", "ILMN-5a", "ILMN-5b", "ILMN-5c", "ILMN-5d", "ILMN-6",
      "BEC-TV-1", "BEC-TV-2", "BEC-TV-5", "BEC-BW-1", "BEC-PHI-1", "BEC-HOST-1", "BEC-UPD-1",
      "UIH-NET-1", "UIH-NET-3", "UIH-NET-4", "UIH-NET-5", "UIH-NET-6", "UIH-NET-7", "UIH-DATA-1",
      "UIH-DATA-2", "UIH-DATA-3", "UIH-HOST-1", "UIH-HOST-2", "UIH-APP-1", "UIH-APP-2",
      "UIH-APP-4", "UIH-INC-1", "UIH-INC-2", "UIH-DRILL-1",
      "ILMN-1", "ILMN-1a", "ILMN-1c", "ILMN-2", "ILMN-3", "ILMN-3-DIALECT", "ILMN-3-SIGN",
      "ILMN-3-ENC", "ILMN-3-AUTH", "ILMN-3-OTHER", "ILMN-4", "ILMN-4a", "ILMN-4b", "ILMN-4c",
      "ILMN-4d", "ILMN-4e", "ILMN-7", "ILMN-8", "ILMN-11c", "ILMN-12b", "ILMN-12e", "ILMN-12f",
      "LRM-1", "LRM-2", "LRM-14", "LRM-15", "LRM-18", "BEC-DST-1", "BEC-DST-2", "BEC-DST-3",
      "BEC-DST-4", "BEC-DST-5", "BEC-DST-6", "BEC-DST-7", "BEC-REG-1", "BEC-TLS-1", "BEC-TLS-2",
      "BEC-TV-3", "BEC-TV-4", "BEC-SRV-1", "BEC-CRYPTO-TV", "UIH-NET-2", "UIH-DATA-4",
      "UIH-APP-3", "UIH-GOV", "BASE-TLS", "BASE-SMB-DIALECT", "BASE-SMB-SIGN", "BASE-SMB-ENC",
      "BASE-DST", "BASE-CLEAR", "BASE-IN",
    ]
    #expect(ids == Set(expected))
  }

  @Test("let the documented site file speak of every row of the documents")
  func documentedSite() throws {
    var mistakes = Mistakes()
    let site = SiteLoader(known: SiteLoader.Known(try policy().profiles))
      .load(Array(SiteLoaderTests.example.utf8), file: "site.yaml", into: &mistakes)
    #expect(mistakes.sorted.map(\.description) == [])
    #expect(site != nil)
  }

  @Test(
    "are picked by model and role",
    arguments: [
      (
        "NextSeq 550Dx", nil,
        ["illumina/cloud", "illumina/instrument", "illumina/local-run-manager"]
      ),
      ("nextseq 2000", nil, ["illumina/cloud", "illumina/instrument"]),
      ("VeriSeq NIPT", "veriseq-server", ["illumina/instrument", "illumina/veriseq-nipt"]),
      (nil, "lrm-host", ["illumina/local-run-manager"]),
      ("DxFLEX", nil, ["beckman-coulter/beckmanconnect"]),
      ("uCT 780", "imaging", ["united-imaging/imaging"]),
      ("MiSeqq", nil, []),
    ] as [(String?, String?, [String])])
  func selection(model: String?, role: String?, expected: [String]) throws {
    var asset = Asset(id: "a")
    asset.model = model
    asset.role = role
    #expect(try policy().profiles(for: asset).map(\.name) == expected + ["common/baseline"])
  }

  @Test("name both documents where they disagree about remote access")
  func documentConflict() throws {
    let policy = try policy()
    for id in ["LRM-1", "ILMN-4a"] {
      let note = try #require(policy.clause(id)?.clause.note)
      for language in Language.allCases {
        #expect(note[language].contains("200017330") && note[language].contains("200055146"))
      }
    }
    let (profile, clause) = try #require(policy.clause("ILMN-4a"))
    #expect(profile.reference(for: clause).number == "200055146 v00")
  }

  @Test("leave no clause and no group of controls without the other")
  func controls() throws {
    let policy = try policy()
    let used = Set(policy.profiles.flatMap { $0.clauses.compactMap(\.controls) })
    #expect(used == Set(policy.controls.keys))
    #expect(policy.controls.values.allSatisfy { !$0.isEmpty })
  }
}
