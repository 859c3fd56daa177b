import Testing

@testable import Compliance

@Suite("Registered domains")
struct RegisteredDomainTests {
  @Test(
    "A registered domain is two labels, or three below a country's second level",
    arguments: [
      ("example.com", "example.com"), ("www.example.com", "example.com"),
      ("a.b.c.example.org", "example.org"), ("example.co.uk", "example.co.uk"),
      ("www.example.co.uk", "example.co.uk"), ("a.b.example.com.cn", "example.com.cn"),
      // Four octets behind the last dot are no country, and `shop` is nobody's second level.
      ("www.example.co.info", "co.info"), ("www.shop.de", "shop.de"),
      ("a.münchen.example", "münchen.example"),
    ])
  func domain(name: String, domain: String) {
    #expect(RegisteredDomain.of(name) == domain)
  }

  @Test(
    "A name without a registered part has none",
    arguments: ["", ".", "..", "localhost", "localhost.", ".localhost", "co.uk", ".co.uk"])
  func none(name: String) {
    #expect(RegisteredDomain.of(name) == nil)
  }

  @Test(
    "Empty labels count for nothing",
    arguments: ["www.example.com.", "..www..example.com", "www.example..com.."])
  func emptyLabels(name: String) {
    #expect(RegisteredDomain.of(name) == "example.com")
  }
}
