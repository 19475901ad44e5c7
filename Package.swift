// swift-tools-version: 6.2

import PackageDescription

let settings: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// A room of the product: its imports are listed here, and `Tests/ArchitectureTests` holds each file to the list.
func room(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(of name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .testTarget(
    name: "\(name)Tests",
    dependencies: [.byName(name: name)] + dependencies,
    swiftSettings: settings)
}

let package = Package(
  name: "gainsay",
  products: [
    .library(name: "Gainsay", targets: ["Articles", "ArticleReading", "StatementAnalysis"])
  ],
  targets: [
    room("Articles", []),
    room("ArticleReading", ["Articles"]),
    room("StatementAnalysis", ["Articles"]),

    tests(of: "Articles"),
    tests(of: "ArticleReading", ["Articles"]),
    tests(of: "StatementAnalysis", ["Articles", "ArticleReading"]),
    .testTarget(name: "ArchitectureTests", swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
