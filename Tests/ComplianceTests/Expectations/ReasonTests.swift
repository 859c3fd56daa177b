import Testing

@testable import Compliance

/// The sentences that findings print.
@Suite struct ReasonTests {
  @Test("every reason has a sentence in every language", arguments: Reason.allCases)
  func languages(reason: Reason) {
    let text = reason.text
    #expect(text.en != reason.rawValue)
    #expect(text.zh?.isEmpty == false)
    #expect(text.ja?.isEmpty == false)
  }

  @Test(
    "every translation has the placeholders of the English sentence", arguments: Reason.allCases)
  func placeholders(reason: Reason) {
    func names(_ text: String?) -> Set<String> {
      Set(
        (text ?? "").split(separator: "{", omittingEmptySubsequences: false).dropFirst().compactMap
        {
          $0.split(separator: "}").first.map(String.init)
        })
    }
    let text = reason.text
    #expect(names(text.zh) == names(text.en))
    #expect(names(text.ja) == names(text.en))
  }

  @Test("a value that is missing becomes a question mark, and values are not read again")
  func filling() {
    let text = Reason.unlistedPort.text(["peer": "{port}"])
    #expect(text.en == "{port} is declared, but not with port ?.")
  }
}
