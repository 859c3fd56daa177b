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

  /// A host name that holds the name of a model; of several the longest.
  private mutating func guessModel(of names: Set<String>, _ profiles: [Profile]) {
    var best: (letters: Int, model: String, name: String)?
    for name in names.sorted() {
      // Domains are the site's, and say nothing of the host.
      let label = Self.letters(name.split(separator: ".").first.map(String.init) ?? name)
      for model in profiles.flatMap(\.models) {
        let letters = Self.letters(model)
        guard letters.count >= Self.minimumLetters, label.contains(letters),
          letters.count > best?.letters ?? 0
        else { continue }
        best = (letters.count, model, name)
      }
    }
    guard let best else { return }
    model = best.model
    hints.append("the host name \(best.name)")
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
      hints.append("it uses \(name), which \(profile.name) documents")
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
