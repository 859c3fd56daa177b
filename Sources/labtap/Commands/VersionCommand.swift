internal import Delivery
internal import Digest
internal import Inflate

/// `labtap version`: the versions that a report of a fault needs.
struct VersionCommand: Subcommand {
  static let name = "version"
  static let abstract = "version, build and linked library versions"
  static let operands = ""
  static let overview = "Prints the version, the build and the versions of the linked libraries."
  static let flags: [Flag<VersionCommand>] = []

  static let version = Product.version

  func run() -> ExitCode {
    Terminal.write(
      """
      labtap \(Self.version)
      build    \(Self.build)
      libpcap  \(LinkedLibraries.pcap)
      OpenSSL  \(LibcryptoVersion.linked)
      SQLite   \(FindingStore.libraryVersion)
      libyaml  \(LinkedLibraries.yaml)
      zlib     \(DecompressionLibraries.zlib)
      libzstd  \(DecompressionLibraries.zstd)

      """)
  }

  private static var build: String {
    #if DEBUG
      let configuration = "debug"
    #else
      let configuration = "release"
    #endif
    #if arch(x86_64)
      let architecture = "x86_64"
    #elseif arch(arm64)
      let architecture = "aarch64"
    #else
      let architecture = "other architecture"
    #endif
    return "\(configuration), \(architecture)"
  }
}
