/// What the names of a host say of the instrument that it may be, each with its hint.
struct InstrumentGuess: Sendable {
  var model: String?
  var profiles: [String] = []
  /// What the guess rests on, in words.
  var hints: [String] = []

  var isEmpty: Bool { model == nil && profiles.isEmpty }

  init() {}

  init(_ station: Station, stated: Set<String>, profiles: [Profile]) {
    guessModel(of: station.ownNames.union(station.names), profiles)
    guessProfiles(of: station.questions.union(stated), profiles)
  }

  /// A shorter name of a model stands in too many other words.
  private static let minimumLetters = 4

  /// A host name that begins with the name of a model, or holds it behind a hyphen or a digit; of
  /// several the longest.
  ///
  /// The first word of a name is that of a family, whose models share profiles.
  private mutating func guessModel(of names: Set<String>, _ profiles: [Profile]) {
    let models = profiles.flatMap(\.models)
    var best: (letters: Int, model: String, name: String, isFamily: Bool)?
    for name in names.sorted() {
      // Domains are the site's, and say nothing of the host.
      let label = (name.split(separator: ".").first.map(String.init) ?? name).lowercased()
      for model in models {
        let word = model.split(separator: " ").first.map(String.init) ?? model
        for (text, isFamily) in [(model, false), (word, true)] {
          let letters = Self.letters(text)
          guard letters.count >= Self.minimumLetters, Self.holds(label, letters),
            letters.count > best?.letters ?? 0
          else { continue }
          best = (letters.count, model, name, isFamily && text != model)
        }
      }
    }
    guard let best else { return }
    hints.append("the host name \(best.name)")
    guard best.isFamily else {
      model = best.model
      return
    }
    let word = best.model.prefix { $0 != " " }
    let family = models.filter { $0.prefix { $0 != " " } == word }
    self.profiles = profiles.filter { Set(family).isSubset(of: $0.models) }.map(\.name)
  }

  /// Whether a word begins in the label, hyphens left out; letters before it would make it
  /// another word.
  private static func holds(_ label: String, _ word: String) -> Bool {
    let parts = label.split { !$0.isASCII || !$0.isLetter && !$0.isNumber }
    return parts.indices.contains { parts[$0...].joined().hasPrefix(word) }
  }

  private static func letters(_ text: String) -> String {
    String(text.lowercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) })
  }

  /// A name that a profile documents and that is the vendor's own: clouds and helpers that many
  /// use say nothing of the host.
  private mutating func guessProfiles(of names: Set<String>, _ all: [Profile]) {
    for profile in all where !profile.isBaseline {
      let words =
        profile.name.split(separator: "/").first?.split(separator: "-")
        .filter { $0.count > Self.minimumLetters }.map(String.init) ?? []
      let patterns = profile.destinations.filter { pattern in
        let domain = RegisteredDomain.of(pattern.domain) ?? pattern.domain
        return words.contains { domain.contains($0) }
      }
      let matched = names.sorted().first { name in patterns.contains { $0.covers(name) } }
      guard let name = matched else { continue }
      hints.append("\(name), which it uses and \(profile.name) documents")
      guard model == nil else { continue }
      // Every model that picks this profile picks those too.
      let related = all.filter { other in
        !profile.models.isEmpty && Set(profile.models).isSubset(of: other.models)
      }
      for name in [profile.name] + related.map(\.name) where !profiles.contains(name) {
        profiles.append(name)
      }
    }
    profiles.sort()
  }
}

extension Profile {
  /// Names that the profile's clauses document.
  var destinations: [NamePattern] {
    clauses.flatMap { $0.expectation.destinations + $0.scope.names }
  }
}
