// `gainsay-lab novelty`: the ledger's verdicts on gold statements.

import ArgumentParser
import ArticleReading
import Articles
import Foundation
import StatementAnalysis
import StatementLedger

struct NoveltyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "novelty",
    abstract: "Give the statements of gold files to a ledger and print its verdicts.",
    discussion: """
      Kind, speaker, about, cue and content are taken as given; new and answers are the ledger's own. Each gold file is \
      one stream through a fresh ledger. With --fit nothing is judged: the weights of the novelty rule are fitted on \
      the files and printed, as they stand in NoveltyRule.standard.
      """)

  @Option(help: "The folder that the gold files' articles lie in.")
  var articles: String

  @Flag(help: "Fit the novelty rule on the files.")
  var fit = false

  @Flag(
    help: "Fit on what the analysis finds as well, told apart by the gold statements it meets.")
  var fromText = false

  @Option(help: "Another least probability than the rule's.")
  var probability: Double?

  @Flag(help: "Judge each file by weights fitted on the others.")
  var leaveOneOut = false

  @Argument(help: "Gold files.")
  var gold: [String]

  func run() async throws {
    let streams = try gold.map {
      try GoldReplay(GoldStream($0), articles: articles, fromText: false)
    }
    if fit {
      let found =
        try fromText
        ? gold.map { try GoldReplay(GoldStream($0), articles: articles, fromText: true) } : []
      print(NoveltyFit(try await pairs(of: streams + found)).description)
      return
    }
    for index in streams.indices {
      var rule = NoveltyRule.standard
      if leaveOneOut {
        var others = streams
        others.remove(at: index)
        rule = NoveltyFit(try await pairs(of: others)).rule
      }
      if let probability { rule.probabilityMin = probability }
      for line in try await streams[index].judge(by: rule) { print(line) }
    }
  }

  private func pairs(of streams: [GoldReplay]) async throws -> [StatementPair] {
    var pairs: [StatementPair] = []
    for stream in streams { pairs += try await stream.pairs() }
    return pairs
  }
}

/// Two statements and whether they say the same.
struct StatementPair {
  let features: [Double]
  let isSame: Bool
}

/// A gold stream made ready for a ledger.
struct GoldReplay {
  private struct Entry {
    let gold: GoldStream.GoldStatement
    let statement: Statement
  }

  private let stream: GoldStream
  private let articles: [(file: String, article: Article, entries: [Entry])]

  init(_ stream: GoldStream, articles folder: String, fromText: Bool) throws {
    self.stream = stream
    let analyzer = StatementAnalyzer(actors: stream.trackedActors)
    articles = try stream.articles.filter { $0.quiet != true }.map { gold in
      let path = folder + "/" + gold.file
      guard let data = FileManager.default.contents(atPath: path) else {
        throw LabError("cannot read \(path)")
      }
      let article = try ArticleReader().read([UInt8](data))[0]
      let locator = GoldLocator(article)
      let marked = try gold.statements.map { statement in
        Entry(
          gold: statement,
          statement: try Self.statement(statement, article, locator, analyzer, gold.file))
      }
      guard fromText else { return (gold.file, article, marked) }
      // Those that meet no gold statement, or several, say nothing of who repeats whom.
      let met = analyzer.analyze(article).compactMap { found -> Entry? in
        let same = marked.filter {
          $0.statement.kind == found.kind && $0.statement.cue.overlaps(found.cue)
        }
        return same.count == 1 ? Entry(gold: same[0].gold, statement: found) : nil
      }
      return (gold.file, article, met)
    }
  }

  private static func statement(
    _ gold: GoldStream.GoldStatement, _ article: Article, _ locator: GoldLocator,
    _ analyzer: StatementAnalyzer, _ file: String
  ) throws -> Statement {
    guard let sentence = locator.span(of: gold.sentence) else {
      throw LabError("\(file) does not hold the sentence “\(gold.sentence.prefix(60))…”")
    }
    let cue = gold.cue.flatMap { locator.span(of: $0, from: sentence.start) } ?? sentence
    let content = gold.content.flatMap { locator.span(of: $0, from: sentence.start) }
    let spans = content.map { [$0] } ?? []
    return Statement(
      kind: gold.kind,
      attribution: Attribution(
        speaker: nil, cue: cue, content: spans, sentence: sentence, role: .reporting, certainty: 1),
      speakerActors: gold.speakers, about: gold.about,
      proposition: analyzer.proposition(of: spans, in: article))
  }

  /// Every pair of a statement and an earlier one that the ledger would compare.
  func pairs() async throws -> [StatementPair] {
    var pairs: [StatementPair] = []
    var propositions: [Int64: String] = [:]
    let ledger = try Ledger.inMemory()
    var number = 0
    for part in articles {
      var place = ArticlePlace()
      for entry in part.entries {
        place.isTitle = part.article.title.map { entry.statement.sentence.overlaps($0) } ?? false
        for candidate in try await ledger.candidates(for: entry.statement, in: place) {
          pairs.append(
            StatementPair(
              features: candidate.resemblance.features,
              isSame: propositions[candidate.statement] == entry.gold.proposition))
        }
        let judged = try await record([entry.statement], number: number, in: ledger, by: .standard)
        number += 1
        propositions[judged[0].statement.id] = entry.gold.proposition
        place.add(judged[0].statement.id)
      }
    }
    return pairs
  }

  private func record(
    _ statements: [Statement], number: Int, in ledger: Ledger, by rule: NoveltyRule,
    article: Article? = nil
  ) async throws -> [JudgedStatement] {
    let text =
      article ?? articles.first { $0.entries.contains { $0.statement == statements[0] } }?.article
    let name = "\(stream.id)-\(number)"
    let analysed = AnalysedArticle(
      file: FileVersion(
        folder: "gold", path: PathBytes(name), sizeBytes: 0, modifiedNanoseconds: 0),
      sha256: String(repeating: "0", count: max(0, 64 - name.utf8.count)) + name,
      article: text ?? Article(text: "", paragraphs: []), statements: statements)
    let rules = RecordingRules(endpoints: [], actorNames: [:], novelty: rule)
    return try await ledger.record(
      [analysed], rules: rules, at: Timestamp(millisecondsSince1970: 0))[0]
      .statements
  }

  /// The lines of the stream as `backtest` prints them, with the ledger's verdicts.
  func judge(by rule: NoveltyRule) async throws -> [String] {
    var lines: [String] = []
    let ledger = try Ledger.inMemory()
    for (index, part) in articles.enumerated() where !part.entries.isEmpty {
      let judged = try await record(
        part.entries.map(\.statement), number: index, in: ledger, by: rule, article: part.article)
      for (entry, verdict) in zip(part.entries, judged) {
        lines.append(try line(part.file, entry.gold, verdict))
      }
    }
    return lines
  }

  private func line(
    _ file: String, _ gold: GoldStream.GoldStatement, _ verdict: JudgedStatement
  ) throws -> String {
    let speaker: any Encodable = gold.speakers.count > 1 ? gold.speakers : gold.speakers.first
    let fields: [(String, any Encodable)] = [
      ("id", verdict.statement.id), ("article", file), ("sentence", gold.sentence),
      ("kind", gold.kind),
      ("cue", gold.cue), ("content", gold.content), ("speaker_actor", speaker),
      ("about", gold.about),
      ("new", verdict.isNew), ("answers", gold.kind == .denial ? verdict.answers : []),
    ]
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.withoutEscapingSlashes]
    return try "{"
      + fields.map { name, value in
        "\"\(name)\":" + String(decoding: try encoder.encode(value), as: UTF8.self)
      }.joined(separator: ",") + "}"
  }
}
