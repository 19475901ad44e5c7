// `gainsay backtest`: what would have been told about a stream of articles.

import AlertDelivery
import ArgumentParser
import ArticleReading
import Articles
import Foundation
import GainsayDaemon
import StatementAnalysis
import StatementLedger

struct BacktestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backtest",
    abstract:
      "Run articles through a fresh ledger, in the order given, and show what would be new.",
    discussion: """
      Nothing is sent and nothing is kept. Every statement is printed; NEW (or "new": true) marks those that would be \
      told, known the others, and a denial names the earlier claims that it answers.
      """)

  @OptionGroup var actors: ActorsOption

  @Option(help: "text, or jsonl: one line of JSON a statement.")
  var format: StatementFormat = .text

  @Argument(help: "Articles, the earliest first.")
  var files: [String]

  func run() async throws {
    let tracked = try actors.read()
    let stream = try ArticleStream(actors: tracked)
    var failed: CommandFailure?
    for path in files {
      let file = ArticleFile(path: path)
      do {
        let bytes = try file.bytes()
        for (article, entry) in try file.articles(in: bytes).numbered {
          try await show(article, entry: entry, bytes: bytes, path: path, stream)
        }
      } catch let failure as CommandFailure {
        Output.note(failure.description)
        failed = failure
      }
    }
    if let failed { throw ExitCode(failed.code.rawValue) }
  }

  private func show(
    _ article: Article, entry: Int?, bytes: [UInt8], path: String, _ stream: ArticleStream
  ) async throws {
    if format == .text { Output.line(StatementText.heading(path, article)) }
    noteIfNotAnalysed(article, path: path, stream.analyzer)
    let lines = try await stream.take(article, entry: entry, bytes: bytes, path: path)
    if lines == nil, format == .text { Output.line("  (same content as an earlier file)") }
    for line in lines ?? [] {
      switch format {
      case .text: Output.line(StatementText.describe(line))
      case .jsonl: Output.json(line)
      }
    }
  }
}

/// A stream of articles through a ledger in memory.
private struct ArticleStream {
  let analyzer: StatementAnalyzer
  private let ledger: Ledger
  private let rules: RecordingRules

  init(actors: [TrackedActor]) throws {
    analyzer = StatementAnalyzer(actors: actors)
    ledger = try Ledger.inMemory()
    rules = RecordingRules(
      endpoints: [],
      actorNames: Dictionary(
        actors.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first }))
  }

  /// The statements of the next article with the verdict on each; nil for the content of an earlier one.
  func take(
    _ article: Article, entry: Int?, bytes: [UInt8], path: String
  ) async throws -> [StatementLine]? {
    let statements = analyzer.analyze(article)
    let analysed = AnalysedArticle(
      file: FileVersion(
        folder: "backtest", path: PathBytes(path), sizeBytes: Int64(bytes.count),
        modifiedNanoseconds: 0),
      sha256: article.contentSHA256(file: Cryptography.sha256Hex(bytes)), article: article,
      statements: statements)
    let recorded = try await ledger.record([analysed], rules: rules, at: DeliveryClock.system.now())
    guard recorded[0].outcome != .sameContent else { return nil }
    return zip(statements, recorded[0].statements).map { statement, judged in
      var line = StatementLine(statement, in: article, path: path, entry: entry)
      line.id = judged.statement.id
      line.isNew = judged.isNew
      line.answers = statement.kind == .denial ? judged.answers : []
      return line
    }
  }
}
