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

func cLibrary(_ name: String, pkgConfig: String, apt: String) -> Target {
  .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([apt])])
}

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let flyingFox = Target.Dependency.product(name: "FlyingFox", package: "FlyingFox")
let flyingSocks = Target.Dependency.product(name: "FlyingSocks", package: "FlyingFox")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let serviceLifecycle = Target.Dependency.product(
  name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let tomlKit = Target.Dependency.product(name: "TOMLKit", package: "TOMLKit")

let package = Package(
  name: "gainsay",
  products: [
    .executable(name: "gainsay", targets: ["gainsay"]),
    .library(name: "Gainsay", targets: ["Articles", "ArticleReading", "StatementAnalysis"]),
  ],
  dependencies: [
    .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: [
    cLibrary("CCurl", pkgConfig: "libcurl", apt: "libcurl4-openssl-dev"),
    cLibrary("CCrypto", pkgConfig: "libcrypto", apt: "libssl-dev"),
    cLibrary("CXML", pkgConfig: "libxml-2.0", apt: "libxml2-dev"),
    cLibrary("CZlib", pkgConfig: "zlib", apt: "zlib1g-dev"),
    .systemLibrary(name: "CLinux"),

    room("Articles", []),
    room("FolderWatching", ["Articles", "CLinux", logging]),
    room("ArticleReading", ["Articles", "CXML", "CZlib"]),
    .target(name: "CModels"),
    room("StatementAnalysis", ["Articles", "CModels"]),
    room("StatementLedger", ["Articles", "StatementAnalysis", grdb]),
    room(
      "AlertDelivery",
      [
        "Articles", "StatementAnalysis", "StatementLedger", "CCurl", "CCrypto", logging,
        mustache, serviceLifecycle,
      ]),
    room(
      "GainsayDaemon",
      [
        "Articles", "FolderWatching", "ArticleReading", "StatementAnalysis", "StatementLedger",
        "AlertDelivery", "CLinux", flyingFox, flyingSocks, logging, serviceLifecycle,
        tomlKit, unixSignals,
      ]),
    room("LoopbackReceiving", []),

    .executableTarget(
      name: "gainsay",
      dependencies: [
        "Articles", "FolderWatching", "ArticleReading", "StatementAnalysis", "StatementLedger",
        "AlertDelivery", "GainsayDaemon", "LoopbackReceiving", argumentParser, logging,
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "gainsay-lab",
      dependencies: [
        "Articles", "ArticleReading", "StatementAnalysis", "StatementLedger", "AlertDelivery",
        "LoopbackReceiving", argumentParser, logging, serviceLifecycle,
      ],
      swiftSettings: settings),

    tests(of: "Articles"),
    tests(of: "FolderWatching", ["Articles", logging]),
    tests(of: "ArticleReading", ["Articles"]),
    .testTarget(
      name: "StatementAnalysisTests",
      dependencies: ["StatementAnalysis", "Articles", "ArticleReading"],
      exclude: ["SeedReports"], swiftSettings: settings),
    tests(of: "StatementLedger", ["Articles", "StatementAnalysis", grdb]),
    .testTarget(
      name: "AlertDeliveryTests",
      dependencies: [
        "AlertDelivery", "Articles", "LoopbackReceiving", "StatementAnalysis", "StatementLedger",
        grdb, logging, serviceLifecycle, .product(name: "InMemoryLogging", package: "swift-log"),
        .product(name: "ServiceLifecycleTestKit", package: "swift-service-lifecycle"),
      ],
      exclude: ["Golden"], swiftSettings: settings),
    tests(
      of: "GainsayDaemon",
      [
        "AlertDelivery", "StatementAnalysis", "StatementLedger", flyingSocks, logging,
        serviceLifecycle,
      ]),
    .testTarget(name: "ArchitectureTests", swiftSettings: settings),
    .testTarget(
      name: "EndToEndTests",
      dependencies: ["AlertDelivery", "LoopbackReceiving", "StatementLedger", grdb],
      swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c2x
)
