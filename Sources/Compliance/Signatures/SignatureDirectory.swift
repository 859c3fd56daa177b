internal import Digest
internal import Foundation

/// The files of a signature directory: `controls.yaml`, a profile in every other `*.yaml`, and a
/// manufacturer's usage description (RFC 8520), read as a profile, in every `*.mud.json`.
struct SignatureDirectory {
  /// Far above any set of vendors; keeps a wrong path from reading a whole disk.
  static let maximumFiles = 1_000
  static let controlsName = "controls.yaml"
  static let profileEnding = ".yaml"
  static let descriptionEnding = ".mud.json"

  let path: String

  func load(
    kinds: [any Expectation.Type], into mistakes: inout Mistakes
  ) -> (profiles: [Profile], controls: [String: [ControlReference]], remarks: [Mistake]) {
    guard let names = names(into: &mistakes) else { return ([], [:], []) }
    var remarks: [Mistake] = []
    var controls: Controls?
    var loader = ProfileLoader(kinds: kinds)
    for name in names {
      if name.hasSuffix(Self.descriptionEnding) {
        remarks += read(description: name, with: &loader, into: &mistakes)
        continue
      }
      guard let root = YAMLFile.parse(path: file(name), into: &mistakes) else {
        if name == Self.controlsName { controls = Controls(groups: nil) }
        continue
      }
      if name == Self.controlsName {
        controls = ControlsLoader.read(root, into: &mistakes)
      } else {
        loader.read(root, name: String(name.dropLast(Self.profileEnding.count)), into: &mistakes)
      }
    }
    let profiles = loader.finish(controls: controls ?? Controls(groups: [:]), into: &mistakes)
    return (profiles, controls?.groups ?? [:], remarks)
  }

  /// Reads a usage description as the profile that it amounts to.
  ///
  /// - Returns: what it says beyond that.
  private func read(
    description name: String, with loader: inout ProfileLoader, into mistakes: inout Mistakes
  ) -> [Mistake] {
    guard let description = MUDFile.load(path: file(name), into: &mistakes) else { return [] }
    let profile = String(name.dropLast(Self.descriptionEnding.count))
    loader.read(
      Array(description.profile(named: profile).utf8), file: file(name), name: profile,
      into: &mistakes)
    return description.remarks
      + description.unprofiled.map { Mistake(file: file(name), line: 1, column: 1, text: $0) }
  }

  /// SHA-256, in hexadecimal digits, over the names and texts of the signature files and of a site
  /// file; to be asked for once all were read without a mistake.
  func fingerprint(with site: String?) -> String {
    var mistakes = Mistakes()
    var octets: [UInt8] = []
    for name in names(into: &mistakes) ?? [] {
      let text = YAMLFile.read(path: file(name), into: &mistakes) ?? []
      octets += Array("\(name) \(text.count)\n".utf8) + text
    }
    if let site { octets += YAMLFile.read(path: site, into: &mistakes) ?? [] }
    let digest = SHA256.hash(octets) ?? []
    return digest.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }

  private func file(_ name: String) -> String {
    path.hasSuffix("/") ? path + name : path + "/" + name
  }

  /// Paths below the directory, in order.
  ///
  /// Hidden files and folders are left out: editors and
  /// mounted configuration volumes keep copies there.
  private func names(into mistakes: inout Mistakes) -> [String]? {
    func refuse(_ text: String) -> [String]? {
      mistakes.add(Mistake(file: path, line: 1, column: 1, text: text))
      return nil
    }
    guard FileManager.default.fileExists(atPath: path) else {
      return refuse("there is no such signature directory")
    }
    guard URL(fileURLWithPath: path).hasDirectoryPath,
      let files = FileManager.default.enumerator(atPath: path)
    else { return refuse("the signatures are a directory of files; this is not a directory") }
    var names: [String] = []
    for case let name as String in files {
      guard !name.split(separator: "/").contains(where: { $0.hasPrefix(".") }) else { continue }
      if name.hasSuffix(".yml") {
        mistakes.add(
          Mistake(
            file: file(name), line: 1, column: 1,
            text: "signature files end in .yaml; this one would be left out"))
      }
      guard name.hasSuffix(Self.profileEnding) || name.hasSuffix(Self.descriptionEnding) else {
        continue
      }
      names.append(name)
      if names.count > Self.maximumFiles {
        return refuse("more than \(Self.maximumFiles) signature files")
      }
    }
    if names.allSatisfy({ $0 == Self.controlsName }) {
      return refuse("the directory holds no signature file (*.yaml)")
    }
    return names.sorted()
  }
}
