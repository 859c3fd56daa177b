internal import Foundation

/// Where the signatures are, when the command line does not say.
enum SignatureLocation {
  /// Directories above the program that are searched: enough for a build folder of the package.
  private static let maximumAncestors = 8

  /// The directory that the flag names, or else the environment, or else the first that is
  /// there: beside the program, installed, or in the package that the program was built in.
  static func find(
    flag: String?, environment: [String: String] = ProcessInfo.processInfo.environment,
    executable: String = programPath
  ) throws(UsageError) -> String {
    if let named = flag ?? environment["LABTAP_SIGNATURES"], !named.isEmpty {
      return named
    }
    let places = candidates(executable: executable)
    if let found = places.first(where: holdsSignatures) { return found }
    throw UsageError(
      "no signatures found near \(executable); name their directory with --signatures DIR "
        + "or LABTAP_SIGNATURES")
  }

  static func candidates(executable: String) -> [String] {
    var directory = URL(filePath: executable).deletingLastPathComponent().standardizedFileURL
    var places = [
      directory.appending(path: "Signatures"),
      directory.deletingLastPathComponent().appending(path: "share/labtap/Signatures"),
    ]
    for _ in 0..<maximumAncestors where directory.path() != "/" {
      directory = directory.deletingLastPathComponent()
      places.append(directory.appending(path: "Signatures"))
    }
    return places.map { $0.path(percentEncoded: false) }
  }

  /// Every signature set has the baseline; a folder that only has the name does not count.
  private static func holdsSignatures(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: path + "/common")
  }

  private static var programPath: String {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
      ?? CommandLine.arguments.first ?? "labtap"
  }
}
