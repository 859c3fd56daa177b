import Compliance
import Foundation
import Testing

@testable import Reporting

/// `labtap explain` answers for every clause that is shipped.
@Suite struct ClauseTextTests {
  private static let signatures = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Signatures").path()
  private static let policy = try? Policy.load(signatures: signatures, site: nil)

  @Test(
    "says of every clause what it asks, from where, with what evidence, and how to mend it",
    arguments: Language.allCases)
  func complete(language: Language) throws {
    let policy = try #require(Self.policy)
    let text = ClauseText(style: TextStyle(language: language, width: 120))
    let labels: [LocalizedText] = [Phrases.document, Phrases.evidence, Phrases.mend]
    for profile in policy.profiles {
      for clause in profile.clauses {
        let page = text.explain(
          clause, of: profile, controls: clause.controls.flatMap { policy.controls[$0] } ?? [])
        for label in labels {
          #expect(page.contains("\n  " + label[language]), "\(clause.id): \(label.en)")
        }
        #expect(page.contains(clause.documentNumber ?? profile.documentNumber), "\(clause.id)")
        if clause.controls != nil {
          #expect(page.contains(Phrases.controls[language]), "\(clause.id)")
        }
      }
    }
  }

  @Test("every kind of expectation has its evidence keys")
  func kinds() {
    for kind in Vocabulary.kinds {
      #expect(ClauseText.evidence(ofKind: kind.key) != nil, "\(kind.key)")
    }
    #expect(ClauseText.evidence(ofKind: "no such kind") == nil)
  }

  @Test("no text of the signatures is missing or the English again", arguments: [Language.zh, .ja])
  func translated(language: Language) throws {
    for profile in try #require(Self.policy).profiles {
      var texts: [(String, LocalizedText)] = [("title of \(profile.name)", profile.title)]
      for clause in profile.clauses {
        texts += [
          ("title of \(clause.id)", clause.title),
          ("remediation of \(clause.id)", clause.remediation),
          ("what \(clause.id) asks", clause.expectation.summary),
        ]
        if let text = clause.blindSpot { texts.append(("blind spot of \(clause.id)", text)) }
        if let text = clause.note { texts.append(("note of \(clause.id)", text)) }
      }
      for (what, text) in texts {
        let translation = language == .zh ? text.zh : text.ja
        #expect(translation != nil, "\(what)")
        #expect(translation != text.en, "\(what)")
      }
    }
  }
}
