import Compliance

/// The files that people write: vendors' signatures, and the site.
enum PolicyFuzz {
  static func readSignatures(_ octets: Span<UInt8>) {
    var mistakes = Mistakes()
    var loader = ProfileLoader(kinds: Vocabulary.kinds)
    loader.read(octets.copied(), file: "fuzz.yaml", name: "fuzz", into: &mistakes)
    let profiles = loader.finish(groups: nil, into: &mistakes)
    use(SiteLoader.Known(profiles))
    check(mistakes)
    readDescription(octets.copied())
  }

  /// A usage description: what can be read of one is a profile that loads.
  private static func readDescription(_ octets: [UInt8]) {
    var mistakes = Mistakes()
    let description = MUDFile.read(octets, file: "fuzz.mud.json", into: &mistakes)
    promise((description == nil) != mistakes.isEmpty, "\(mistakes.all)")
    check(mistakes)
    guard let description, !description.rules.isEmpty else { return }
    var loader = ProfileLoader(kinds: Vocabulary.kinds)
    let text = Array(description.profile(named: "fuzz").utf8)
    loader.read(text, file: "fuzz.yaml", name: "fuzz", into: &mistakes)
    _ = loader.finish(groups: nil, into: &mistakes)
    promise(mistakes.isEmpty, "\(mistakes.all)")
  }

  static func readSite(_ octets: Span<UInt8>) {
    var mistakes = Mistakes()
    let site = SiteLoader(known: nil).load(octets.copied(), file: "fuzz.yaml", into: &mistakes)
    promise((site == nil) != mistakes.isEmpty, "\(mistakes.all)")
    check(mistakes)
  }

  /// A mistake names a place and is one line.
  private static func check(_ mistakes: Mistakes) {
    for mistake in mistakes.all {
      promise(mistake.line >= 1 && mistake.column >= 1)
      promise(!mistake.description.contains { $0.isNewline }, "\(mistake)")
    }
  }
}
