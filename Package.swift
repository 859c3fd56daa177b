// swift-tools-version: 6.3
import PackageDescription

/// One set of rules for every target: Swift 6 mode, no implicit existentials, no implicit
/// re-exports, memory safety checked, and a warning is an error.
///
/// In a release modules are optimised together: a tenth less time for each packet.
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableExperimentalFeature("Lifetimes"),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
]

func module(
  _ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []
) -> Target {
  .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: settings)
}

func tests(
  _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []
) -> Target {
  .testTarget(
    name: name, dependencies: dependencies + ["TestKit"], path: "Tests/\(name)",
    exclude: exclude, swiftSettings: settings)
}

/// A C library of the system, found through pkg-config.
func library(_ name: String, pkgConfig: String, debian: String) -> Target {
  .systemLibrary(
    name: name, path: "Sources/Libraries/\(name)", pkgConfig: pkgConfig,
    providers: [.apt([debian])])
}

let package = Package(
  name: "LabTap",
  products: [
    .executable(name: "labtap", targets: ["labtap"]),
    .library(name: "Wire", targets: ["Wire"]),
    .library(name: "Observations", targets: ["Observations"]),
    .library(name: "Flows", targets: ["Flows"]),
    .library(name: "Capture", targets: ["Capture"]),
    .library(name: "Compliance", targets: ["Compliance"]),
    .library(name: "Delivery", targets: ["Delivery"]),
    .library(name: "Reporting", targets: ["Reporting"]),
    .library(name: "Sensor", targets: ["Sensor"]),
    // For the benchmarks, which are a package of their own.
    .library(name: "TestKit", targets: ["TestKit"]),
  ],
  // `--disable-default-traits` builds a sensor that needs libpcap, libseccomp, OpenSSL, libyaml,
  // SQLite, zlib and zstd alone.
  traits: [
    .trait(name: "Kafka", description: "Findings to Kafka topics, by librdkafka"),
    .trait(name: "StatusPage", description: "Prometheus metrics and health, by libmicrohttpd"),
    .default(enabledTraits: ["Kafka", "StatusPage"]),
  ],
  targets: [
    library("CPcap", pkgConfig: "libpcap", debian: "libpcap-dev"),
    library("CYAML", pkgConfig: "yaml-0.1", debian: "libyaml-dev"),
    library("CCrypto", pkgConfig: "libcrypto", debian: "libssl-dev"),
    library("CTLS", pkgConfig: "libssl", debian: "libssl-dev"),
    library("CSQLite", pkgConfig: "sqlite3", debian: "libsqlite3-dev"),
    library("CKafka", pkgConfig: "rdkafka", debian: "librdkafka-dev"),
    library("CZlib", pkgConfig: "zlib", debian: "zlib1g-dev"),
    library("CSandbox", pkgConfig: "libseccomp", debian: "libseccomp-dev"),
    library("CHTTP", pkgConfig: "libmicrohttpd", debian: "libmicrohttpd-dev"),
    library("CZstd", pkgConfig: "libzstd", debian: "libzstd-dev"),
    module("Digest", ["CCrypto"]),
    module("Inflate", ["CZlib", "CZstd"]),
    module("Wire", ["Digest"]),
    module("Observations"),
    module("Flows", ["Wire", "Observations", "Inflate"]),
    module("Capture", ["Wire", "Inflate", "CPcap"]),
    module("Compliance", ["Observations", "Digest", "CYAML"]),
    module("Reporting", ["Compliance", "Observations"]),
    module(
      "Delivery",
      [
        "Compliance", "Observations", "Digest", "CSQLite", "CTLS",
        .target(name: "CKafka", condition: .when(traits: ["Kafka"])),
      ],
      exclude: ["Schemas"]),
    module(
      "Sensor",
      [
        "Capture", "Wire", "Flows", "Observations", "Compliance", "CSandbox",
        .target(name: "CHTTP", condition: .when(traits: ["StatusPage"])),
      ]),
    .executableTarget(
      name: "labtap",
      dependencies: [
        "Sensor", "Delivery", "Reporting", "Compliance", "Observations", "Capture", "CPcap",
        "CYAML", "Digest", "Inflate",
      ],
      swiftSettings: settings),
    module("TestKit", ["Wire", "Observations", "Flows", "Capture", "Compliance"]),
    tests("InflateTests", ["Inflate"]),
    // Writes the streams of `make hostile`.
    .executableTarget(
      name: "HostileTraffic", dependencies: ["TestKit"], path: "Tests/HostileTraffic",
      exclude: ["check"], swiftSettings: settings),
    tests("WireTests", ["Wire"]),
    tests("ObservationsTests", ["Observations"]),
    tests(
      "FlowsTests", ["Flows", "Wire", "Observations", "Capture"],
      exclude: ["README.md", "Datagrams/make-quic-datagrams.py"]),
    tests("CaptureTests", ["Capture", "Wire", "Inflate"]),
    tests("ComplianceTests", ["Compliance", "Observations"]),
    tests("ReportingTests", ["Reporting", "Compliance", "Observations", "Digest"]),
    tests(
      "DeliveryTests", ["Delivery", "Digest", "Compliance", "Observations"],
      exclude: ["Validators"]),
    tests(
      "SensorTests", ["Sensor", "Capture", "Compliance", "Flows", "Observations", "Wire"],
      exclude: ["README.md"]),
    tests("CommandTests", ["labtap", "Capture", "Sensor", "Compliance", "Observations"]),
    tests("TidyTests", []),
  ]
)

// Without a main function it can be linked with the fuzzer alone: `make fuzz` asks for it.
if Context.environment["LABTAP_FUZZ"] != nil {
  package.targets.append(
    .executableTarget(
      name: "LabTapFuzz",
      dependencies: [
        "Wire", "Inflate", "Capture", "Flows", "Observations", "Compliance", "Sensor", "Delivery",
        "Reporting", "TestKit",
      ],
      path: "Tests/Fuzz/Targets", swiftSettings: settings))
  package.products.append(.executable(name: "LabTapFuzz", targets: ["LabTapFuzz"]))
}
