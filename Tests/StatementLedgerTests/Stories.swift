// Articles and statements made up for the tests of the ledger.

import Articles
import Foundation
import StatementAnalysis
import Testing

@testable import StatementLedger

/// One thing said in a made-up article: "us said that nk sent arms".
struct Said {
  var kind: StatementKind
  /// Without a tracked actor, the text names no speaker.
  var by: [String]
  var about: [String]
  /// What is said; its words are the terms of the proposition.
  var words: String
  var refersBack = false
  /// A speaker whom nobody tracks.
  var stranger: String?

  static func claim(_ words: String, by: [String] = [], about: [String] = []) -> Said {
    Said(kind: .claim, by: by, about: about, words: words)
  }

  static func denial(_ words: String, by: [String] = [], about: [String] = []) -> Said {
    Said(kind: .denial, by: by, about: about, words: words)
  }

  /// A denial that only refers back: "denied the accusations".
  static func denialOfThat(by: [String], about: [String] = []) -> Said {
    Said(kind: .denial, by: by, about: about, words: "the accusations", refersBack: true)
  }

  fileprivate var namesNobody: Bool { by.isEmpty && stranger == nil }
  fileprivate var speaker: String {
    stranger ?? (by.isEmpty ? "It" : by.joined(separator: " and "))
  }
  fileprivate var cue: String { (namesNobody ? "was " : "") + (kind == .claim ? "said" : "denied") }
}

enum Story {
  static let start = Timestamp(millisecondsSince1970: 1_675_000_000_000)

  static let rules = RecordingRules(
    endpoints: ["desk"],
    actorNames: ["us": "United States", "nk": "North Korea", "ru": "Russia", "wg": "Wagner"])

  static func file(
    _ path: String, version: Int64 = 1, folder: String = "wire"
  ) -> FileVersion {
    FileVersion(
      folder: folder, path: PathBytes(path), sizeBytes: 100, modifiedNanoseconds: version)
  }

  /// Forty words that say nothing: with them, two articles are versions of one story.
  static let background = (1...40).map { "filler\($0)" }.joined(separator: " ")

  /// An article with a sentence for each thing said, after a background if one is given.
  ///
  /// Its content hash follows from its text.
  static func article(
    _ path: String, _ said: [Said], headline: String = "News", outlet: String? = nil,
    date: ArticleDate? = nil, url: String? = nil, version: Int64 = 1, analysis: UInt8 = 1,
    background: String = ""
  ) throws -> AnalysedArticle {
    var text = "\(headline)\n\(background)\(background.isEmpty ? "" : "\n")"
    var statements: [Statement] = []
    for said in said {
      func add(_ words: String) -> Span {
        let start = text.utf8.count
        text += words
        return Span(start, text.utf8.count)
      }
      let speaker = add(said.speaker)
      text += " "
      let cue = add(said.cue)
      text += " "
      let content = add(said.words)
      text += ".\n"
      let attribution = Attribution(
        speaker: said.namesNobody ? nil : speaker, cue: cue, content: [content],
        sentence: speaker.union(content),
        role: .reporting, certainty: 0.9)
      statements.append(
        Statement(
          kind: said.kind, attribution: attribution, speakerActors: said.by, about: said.about,
          proposition: try proposition(
            said.words, refersBack: said.refersBack, version: analysis)))
    }
    let all = Span(headline.utf8.count + 1, text.utf8.count)
    return AnalysedArticle(
      file: file(path, version: version), sha256: contentHash(of: text),
      article: Article(
        text: text, title: Span(0, headline.utf8.count),
        paragraphs: all.isEmpty ? [] : [Paragraph(fragments: [all])],
        outlet: outlet.map { Stated($0) }, date: date.map { Stated($0) }, language: "en", url: url),
      statements: statements)
  }

  /// An article that was read and not analysed.
  static func notAnalysed(
    _ path: String, _ reason: NotAnalysedReason
  ) throws -> AnalysedArticle {
    var article = try article(path, [], headline: path)
    article.notAnalysed = reason
    return article
  }

  static func proposition(
    _ words: String, refersBack: Bool = false, version: UInt8 = 1
  ) throws -> Proposition {
    let terms = Set(words.split(separator: " ").map { hash($0.utf8) }).sorted()
    let bytes = terms.flatMap { term in (0..<4).map { UInt8(term >> (8 * $0) & 0xFF) } }
    return try #require(Proposition(encoded: [version, refersBack ? 1 : 0, 0] + bytes))
  }

  /// 64 digits that differ for different texts.
  static func contentHash(of text: String) -> String {
    (0..<8).map { part in
      let digits = String(hash("\(part)\(text)".utf8), radix: 16)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }.joined()
  }

  /// FNV-1a.
  private static func hash(_ bytes: some Sequence<UInt8>) -> UInt32 {
    bytes.reduce(2_166_136_261) { ($0 ^ UInt32($1)) &* 16_777_619 }
  }
}

extension Ledger {
  /// Records one article with the usual rules.
  @discardableResult
  func record(
    _ article: AnalysedArticle, rules: RecordingRules = Story.rules, at now: Timestamp = Story.start
  ) async throws -> RecordedArticle {
    try #require(try await record([article], rules: rules, at: now).first)
  }

  /// All alerts queued for an endpoint and not yet tried.
  func waiting(_ endpoint: String = "desk") async throws -> [Delivery] {
    try await dueDeliveries(endpoint: endpoint, lane: .first, at: Story.start, limit: 1000)
  }
}

extension RecordedArticle {
  /// For each statement, why it is new: "us by", "nk about".
  var news: [[String]] {
    statements.map { $0.reasons.map { "\($0.actor) \($0.role)" } }
  }
}

/// A folder that goes when the value does.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(
      "ledger-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
    path = url.path
  }

  var ledger: String { "\(path)/gainsay.sqlite" }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
