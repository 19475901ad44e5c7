import ArticleReading
import Articles
import Foundation
import Testing

@testable import StatementAnalysis

/// The whole analysis of every article in seeds/, held to a report that a person has read.
///
/// `GAINSAY_UPDATE_GOLDEN=1 swift test --filter SeedReports` writes the reports anew; read the difference before it is committed.
@Suite struct SeedReportTests {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  private static let reports = root.appendingPathComponent(
    "Tests/StatementAnalysisTests/SeedReports")

  private static let seeds: [String] = {
    let names = try? FileManager.default.contentsOfDirectory(
      atPath: root.appendingPathComponent("seeds").path)
    return (names ?? []).sorted()
  }()

  private static let actors = [
    TrackedActor(
      id: "north-korea", name: "North Korea",
      aliases: ["Pyongyang", "DPRK", "Democratic People's Republic of Korea", "North Korean"]),
    TrackedActor(
      id: "united-states", name: "United States",
      aliases: ["U.S.", "US", "Washington", "White House", "America"]),
    TrackedActor(
      id: "wagner", name: "Wagner Group", aliases: ["Wagner", "Wagner PMC", "Prigozhin"]),
    TrackedActor(
      id: "russia", name: "Russia", aliases: ["Moscow", "Kremlin", "Russian Federation"]),
    TrackedActor(id: "south-korea", name: "South Korea", aliases: ["Seoul"]),
    TrackedActor(id: "ukraine", name: "Ukraine", aliases: ["Kyiv", "Kiev"]),
    TrackedActor(id: "tokyo-shimbun", name: "Tokyo Shimbun"),
    TrackedActor(id: "nato", name: "NATO"),
  ]

  @Test func `there are five seeds`() {
    #expect(Self.seeds.count == 5)
  }

  @Test(arguments: seeds)
  func `a seed is read and analysed as reported`(seed: String) throws {
    let report = try Self.report(on: Self.root.appendingPathComponent("seeds/\(seed)"))
    let file = Self.reports.appendingPathComponent(seed)
    if ProcessInfo.processInfo.environment["GAINSAY_UPDATE_GOLDEN"] == "1" {
      try FileManager.default.createDirectory(at: Self.reports, withIntermediateDirectories: true)
      try report.write(to: file, atomically: true, encoding: .utf8)
    }
    let expected = try String(contentsOf: file, encoding: .utf8)
    #expect(report == expected)
  }

  private static func report(on file: URL) throws -> String {
    let article = try ArticleReader().read([UInt8](Data(contentsOf: file)))[0]
    func words(_ spans: [Span]) -> String { article.foldedText(of: spans) }
    var lines = [
      "title: \(article.title.map { words([$0]) } ?? "–")",
      "outlet: \(article.outlet?.value ?? "–")",
      "date: \(article.date?.value.description ?? "–")",
      "dateline: \(article.dateline.map { words([$0]) } ?? "–")",
      "paragraphs: \(article.paragraphs.count)",
    ]
    lines += article.leftOut.map { "left out: \(words([$0]))" }
    for statement in StatementAnalyzer(actors: actors).analyze(article) {
      lines += [
        "",
        "\(statement.kind.rawValue) by [\(statement.speakerActors.joined(separator: ", "))]"
          + " about [\(statement.about.joined(separator: ", "))]",
        "  speaker: \(statement.speaker.map { words([$0]) } ?? "–")",
        "  cue: \(words([statement.cue]))",
        "  content: \(words(statement.content))",
      ]
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
