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

  /// Every row of the four documents, and of the baseline, by document.
  static let rows: [String: [String]] = [
    "ILMN": """
    1 1a 1b 1c 1d 2 3 3-DIALECT 3-SIGN 3-ENC 3-AUTH 3-OTHER 4 4a 4b 4c 4d 4e 5 5a 5b 5c 5d 6 7 8 \
    9 10 11a 11b 11c 11d 12a 12b 12c 12d 12e 12f
    """,
    "LRM": "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18",
    "BEC": """
    DST-1 DST-2 DST-3 DST-4 DST-5 DST-6 DST-7 REG-1 TLS-1 TLS-2 TV-1 TV-2 TV-3 TV-4 TV-5 FT-1 \
    BW-1 PHI-1 HOST-1 UPD-1 SRV-1 CRYPTO-TV
    """,
    "UIH": """
    NET-1 NET-2 NET-3 NET-4 NET-5 NET-6 NET-7 DATA-1 DATA-2 DATA-3 DATA-4 HOST-1 HOST-2 APP-1 \
    APP-2 APP-3 APP-4 INC-1 INC-2 DRILL-1 GOV
    """,
    "BASE": "TLS SMB-DIALECT SMB-SIGN SMB-ENC DST CLEAR IN",
  ].mapValues { $0.split(separator: " ").map(String.init) }

  @Test("hold every row of the documents, each once")
  func rows() throws {
    let policy = try policy()
    let ids = policy.profiles.flatMap { $0.clauses.map(\.id) + $0.unjudged }
    let expected = Self.rows.flatMap { document, rows in rows.map { "\(document)-\($0)" } }
    #expect(ids.count == Set(ids).count)
    #expect(Set(ids) == Set(expected))
    #expect(Self.rows.filter { $0.key != "BASE" }.values.map(\.count).reduce(0, +) == 100)
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
