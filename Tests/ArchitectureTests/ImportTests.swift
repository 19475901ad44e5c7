import Foundation
import Testing

/// Holds the sources to the one-way imports that the README's map shows.
@Suite struct ImportTests {
  /// What each room may import besides Swift's own modules.
  private static let allowed: [String: Set<String>] = [
    "Articles": [],
    "FolderWatching": ["Articles", "CLinux", "Logging"],
    "ArticleReading": ["Articles", "CXML", "CZlib"],
    "StatementAnalysis": ["Articles", "CModels"],
    "StatementLedger": ["Articles", "StatementAnalysis", "GRDB"],
    "AlertDelivery": [
      "Articles", "StatementAnalysis", "StatementLedger", "CCurl", "CCrypto", "Logging",
      "Mustache", "ServiceLifecycle",
    ],
    "GainsayDaemon": [
      "Articles", "FolderWatching", "ArticleReading", "StatementAnalysis", "StatementLedger",
      "AlertDelivery", "CLinux", "FlyingFox", "FlyingSocks", "Logging", "ServiceLifecycle",
      "UnixSignals",
      "TOMLKit",
    ],
    "LoopbackReceiving": [],
    "gainsay": [
      "Articles", "FolderWatching", "ArticleReading", "StatementAnalysis", "StatementLedger",
      "AlertDelivery", "GainsayDaemon", "LoopbackReceiving", "ArgumentParser", "Logging",
    ],
    "gainsay-lab": [
      "Articles", "ArticleReading", "StatementAnalysis", "StatementLedger", "AlertDelivery",
      "LoopbackReceiving", "ArgumentParser", "Logging", "ServiceLifecycle",
    ],
  ]

  private static let swiftOwn: Set<String> = [
    "Foundation", "FoundationEssentials", "Glibc", "Dispatch", "Synchronization",
  ]

  /// Rooms that are pure: no clock, no files, no Foundation.
  private static let pure: Set<String> = ["Articles", "StatementAnalysis", "ArticleReading"]

  private static let sources = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Sources")

  private struct Import {
    let file: String
    let module: String
  }

  private static func imports(of room: String) throws -> [Import] {
    let folder = sources.appendingPathComponent(room)
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".swift") }
    return try files.flatMap { file in
      try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
        .split(separator: "\n")
        .compactMap { module(importedBy: $0) }
        .map { Import(file: "\(room)/\(file)", module: $0) }
    }
  }

  /// The module of an import line: "package import struct A.B" → "A".
  private static func module(importedBy line: Substring) -> String? {
    var words = line.split(separator: " ")[...]
    while let word = words.first,
      word.hasPrefix("@")
        || ["public", "package", "internal", "private", "fileprivate"].contains(word)
    {
      words = words.dropFirst()
    }
    guard words.first == "import" else { return nil }
    let name = words.dropFirst().first {
      !["struct", "class", "enum", "protocol", "func", "var", "typealias", "actor"].contains($0)
    }
    return name?.split(separator: ".").first.map(String.init)
  }

  private static let rooms: [String] = {
    let names = try? FileManager.default.contentsOfDirectory(atPath: sources.path)
    return (names ?? []).filter { ((try? imports(of: $0)) ?? []).isEmpty == false }.sorted()
  }()

  @Test(arguments: rooms)
  func `a room imports only what the map allows`(room: String) throws {
    let listed = try #require(Self.allowed[room], "\(room) is not on the map")
    let permitted = listed.union(Self.pure.contains(room) ? [] : Self.swiftOwn)
    for found in try Self.imports(of: room) {
      #expect(permitted.contains(found.module), "\(found.file) imports \(found.module)")
    }
  }

  @Test func `the rooms were found`() {
    #expect(Self.rooms.contains("StatementAnalysis"))
  }

  @Test func `an import is recognised however it is written`() {
    #expect(
      Self.module(importedBy: "package import struct StatementAnalysis.Statement")
        == "StatementAnalysis")
    #expect(Self.module(importedBy: "@preconcurrency import Glibc") == "Glibc")
    #expect(Self.module(importedBy: "// import nothing") == nil)
    #expect(Self.module(importedBy: "let important = 1") == nil)
  }

  @Test(arguments: [
    ("curl_", ["AlertDelivery/CurlLoop.swift"]),
    ("import CXML", ["ArticleReading/Markup/MarkupParsing.swift"]),
    ("import CZlib", ["ArticleReading/Gzip.swift"]),
    // The benchmark measures against the bare calls.
    ("inotify_", ["FolderWatching/Inotify.swift", "gainsay-lab/BenchRawPath.swift"]),
  ])
  func `a C library is called in one file only`(prefix: String, homes: [String]) throws {
    let files = try FileManager.default.subpathsOfDirectory(atPath: Self.sources.path)
      .filter { $0.hasSuffix(".swift") }
    let callers = try files.filter { file in
      try String(contentsOf: Self.sources.appendingPathComponent(file), encoding: .utf8)
        .contains("\(prefix)")
    }
    #expect(Set(callers).isSubset(of: homes))
  }
}
