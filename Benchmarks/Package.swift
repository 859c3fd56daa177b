// swift-tools-version: 6.3
import PackageDescription

/// The rules of the package that is measured.
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

func labTap(_ names: String...) -> [Target.Dependency] {
  names.map { .product(name: $0, package: "LabTap") }
}

// A package of its own, so that who builds LabTap builds none of this.
let package = Package(
  name: "LabTapBenchmarks",
  dependencies: [.package(name: "LabTap", path: "..")],
  targets: [
    .target(name: "Counting"),
    .target(
      name: "Recordings", dependencies: labTap("Wire", "Capture", "TestKit"),
      swiftSettings: settings),
    .executableTarget(
      name: "measure",
      dependencies: ["Counting", "Recordings"]
        + labTap(
          "Wire", "Observations", "Flows", "Capture", "Compliance", "Delivery", "Reporting",
          "TestKit"),
      swiftSettings: settings),
    .executableTarget(
      name: "traffic",
      dependencies: ["Recordings"] + labTap("Wire", "TestKit"),
      swiftSettings: settings),
  ]
)
