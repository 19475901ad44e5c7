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

let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")

let package = Package(
  name: "gainsay",
  products: [
    .library(name: "Gainsay", targets: ["Articles", "ArticleReading", "StatementAnalysis"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
  ],
  targets: [
    .systemLibrary(name: "CLinux"),

    room("Articles", []),
    room("FolderWatching", ["Articles", "CLinux", logging]),
    room("ArticleReading", ["Articles"]),
    room("StatementAnalysis", ["Articles"]),
    room("StatementLedger", ["Articles", "StatementAnalysis", grdb]),

    tests(of: "Articles"),
    tests(of: "FolderWatching", ["Articles", logging]),
    tests(of: "ArticleReading", ["Articles"]),
    tests(of: "StatementAnalysis", ["Articles", "ArticleReading"]),
    tests(of: "StatementLedger", ["Articles", "StatementAnalysis", grdb]),
    .testTarget(name: "ArchitectureTests", swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
