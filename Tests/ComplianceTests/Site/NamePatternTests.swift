import Compliance
import Testing

@Suite("Name patterns")
struct NamePatternTests {
  @Test(
    "matches names below a wildcard, the apex, and nothing beside it",
    arguments: [
      ("*.beckman.com", "www.beckman.com", NamePattern.Match.below),
      ("*.beckman.com", "a.b.c.beckman.com", .below),
      ("*.beckman.com", "beckman.com", .apex),
      ("*.beckman.com", "WWW.Beckman.COM.", .below),
      ("*.azure-devices.net", "hub1.device.azure-devices.net", .below),
      ("ica.illumina.com", "ica.illumina.com", .exact),
      ("ica.illumina.com.", "ICA.illumina.com", .exact),
      ("*.Beckman.com", "x.beckman.com", .below),
    ])
  func matches(pattern: String, name: String, expected: NamePattern.Match) throws {
    #expect(try #require(NamePattern(pattern)).match(name) == expected)
  }

  @Test(
    "does not match names that only look alike",
    arguments: [
      ("*.beckman.com", "evilbeckman.com"), ("*.beckman.com", "beckman.com.evil.example"),
      ("*.beckman.com", "www.beckman.co"), ("*.beckman.com", ".beckman.com"),
      ("*.beckman.com", "a..beckman.com"), ("*.beckman.com", "..beckman.com"),
      ("*.beckman.com", "www-beckman.com"), ("*.beckman.com", ""), ("*.beckman.com", "com"),
      ("ica.illumina.com", "x.ica.illumina.com"), ("ica.illumina.com", "illumina.com"),
      ("*.beckman.com", "www.beckman.com.."),
      // U+212A KELVIN SIGN has the lower case "k".
      ("*.beckman.com", "www.bec\u{212a}man.com"),
    ])
  func mismatches(pattern: String, name: String) throws {
    #expect(try #require(NamePattern(pattern)).match(name) == nil)
  }

  @Test(
    "refuses patterns that are no host name",
    arguments: [
      "", "*", "*.", ".", "a..b", ".a", "*.*.a", "a.*.b", "*a.b", "a b.c", "https://a.b", "a/b",
      "a:443", "bec\u{212a}man.com", "ä.example", String(repeating: "a", count: 64) + ".b",
      Array(repeating: String(repeating: "a", count: 63), count: 4).joined(separator: ".") + ".b",
    ])
  func refusals(text: String) {
    #expect(NamePattern(text) == nil)
  }

  @Test("writes itself as it is read")
  func description() {
    #expect(NamePattern("*.Beckman.com.")?.description == "*.beckman.com")
    #expect(NamePattern("_ldap._tcp.lab.example")?.description == "_ldap._tcp.lab.example")
  }
}
