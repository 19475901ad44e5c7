// `gainsay analyze`: the statements of single articles, without a ledger.

import ArgumentParser
import ArticleReading
import Articles
import GainsayDaemon
import StatementAnalysis

struct AnalyzeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "analyze",
    abstract: "Print who claims and who denies what in articles.",
    discussion: """
      Each file is analysed by itself; nothing is remembered between them (see backtest) and nothing is sent. Without \
      --actors every statement is printed, but no speaker is recognised.
      """)

  @OptionGroup var actors: ActorsOption

  @Option(help: "text, or jsonl: one line of JSON a statement.")
  var format: StatementFormat = .text

  @Flag(help: "Show what led to each statement: tokens, features of the cue, rule of the kind.")
  var explain = false

  @Argument(help: "Articles, or - for standard input.")
  var files: [String]

  func validate() throws {
    if explain, format != .text { throw ValidationError("--explain prints text only.") }
  }

  func run() throws {
    let analyzer = StatementAnalyzer(actors: try actors.read())
    try eachFile(of: files) { file in
      for (article, entry) in try file.read().numbered {
        try show(article, entry: entry, of: file, analyzer)
      }
    }
  }

  private func show(
    _ article: Article, entry: Int?, of file: ArticleFile, _ analyzer: StatementAnalyzer
  ) throws {
    if format == .text { Output.line(StatementText.heading(file.path, article)) }
    noteIfNotAnalysed(article, path: file.path, analyzer)
    if explain {
      for trace in try analyzer.trace(article) {
        Output.line(TraceText.describe(trace, in: article, path: file.path))
      }
      return
    }
    for statement in analyzer.analyze(article) {
      let line = StatementLine(statement, in: article, path: file.path, entry: entry)
      switch format {
      case .text: Output.line(StatementText.describe(line))
      case .jsonl: Output.json(line)
      }
    }
  }
}

enum StatementFormat: String, ExpressibleByArgument, CaseIterable {
  case text, jsonl
}

/// `--actors FILE`.
struct ActorsOption: ParsableArguments {
  @Option(
    help: ArgumentHelp("The actors to track (TOML, see config/actors.toml).", valueName: "file"))
  var actors: String?

  /// The actors of the file; none without the option.
  func read() throws -> [TrackedActor] {
    guard let actors else { return [] }
    return try SettingsReader().readActors(actors)
  }
}

/// Says on standard error that an article is not analysed, and why.
func noteIfNotAnalysed(_ article: Article, path: String, _ analyzer: StatementAnalyzer) {
  if let reason = analyzer.notAnalysedReason(article) {
    Output.note("\(path) is not analysed: \(reason)")
  }
}

/// Works on every file; one that fails is reported and the others go on.
///
/// - Throws: `ExitCode` of the last failure, when there was one.
func eachFile(of paths: [String], _ work: (ArticleFile) throws -> Void) throws {
  var failed: CommandFailure?
  for path in paths {
    do {
      try work(ArticleFile(path: path))
    } catch let failure as CommandFailure {
      Output.note(failure.description)
      failed = failure
    }
  }
  if let failed { throw ExitCode(failed.code.rawValue) }
}
