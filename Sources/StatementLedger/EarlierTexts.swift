// What stood already where an article stands now, or in others that tell the same story.

import Foundation
import GRDB
import StatementAnalysis

/// The earlier version of an article and its near-duplicates, an agency's story in other outlets:
/// what stood there is never news.
struct EarlierTexts {
  /// Near-duplicates looked at, the latest ones.
  private static let storiesMax = 8
  /// Articles read of one hash's list.
  private static let rowsMax = 16
  /// The share of its words that a denial which only refers back must have in common with its
  /// earlier version.
  private static let sentenceSharedMin = 0.6

  /// A statement of one of the texts.
  struct Known: Equatable {
    var statement: Int64
    var proposition: Int64
  }

  private var statements: [StatementWords: Known] = [:]
  private var backReferences: [(speakers: Set<String>, words: Set<Substring>, known: Known)] = []
  private var wordings: [ArticleWording] = []

  /// - Parameters:
  ///   - db: the ledger, in the transaction that records the article.
  ///   - version: the article that stood at the same path or address.
  ///   - wording: of the article at hand, which is not recorded yet.
  ///   - oldest: near-duplicates of an earlier time do not count; nil: all do.
  /// - Throws: `DatabaseError` or `LedgerError`.
  init(_ db: Database, version: Int64?, wording: ArticleWording, oldest: Timestamp?) throws {
    let stories = try Self.stories(db, wording, oldest: oldest)
    for article in (version.map { [$0] } ?? []) + stories.filter({ $0 != version }) {
      try add(article, db)
    }
  }

  /// The statement in the words that stand in one of the texts.
  func known(_ words: StatementWords) -> Known? { statements[words] }

  /// The denial that one which only refers back is another version of.
  func backReference(by speakers: [String], sentence: String) -> Known? {
    let words = Self.words(sentence)
    return backReferences.first { earlier in
      let shared = Double(words.intersection(earlier.words).count)
      return earlier.speakers == Set(speakers)
        && shared >= Self.sentenceSharedMin * Double(words.union(earlier.words).count)
    }?.known
  }

  /// Whether a sentence stands in one of the texts, whatever the analysis made of it then.
  func hold(_ sentence: String) -> Bool { wordings.contains { $0.holds(sentence) } }

  private mutating func add(_ article: Int64, _ db: Database) throws {
    let rows = try db.rows(
      """
      SELECT id, kind, sentence, cue, content, proposition, encoded FROM statement
      WHERE article = ? ORDER BY id
      """, [article])
    for row in rows {
      let known = Known(statement: row["id"], proposition: row["proposition"])
      let words = StatementWords(
        kind: try row.name("kind"), sentence: row["sentence"], cue: row["cue"],
        content: row["content"])
      if statements[words] == nil { statements[words] = known }
      let encoded: Data = row["encoded"]
      if words.kind == .denial, Proposition(encoded: Array(encoded))?.refersBack == true {
        let speakers = try StatementTable(db: db).actors(.by, of: known.statement).map(\.id)
        backReferences.append((Set(speakers), Self.words(words.sentence), known))
      }
    }
    let wording: Data? = try db.value("SELECT wording FROM article WHERE id = ?", [article])
    if let wording { wordings.append(ArticleWording(encoded: wording)) }
  }

  /// The latest articles that tell the same story in nearly the same words.
  private static func stories(
    _ db: Database, _ wording: ArticleWording, oldest: Timestamp?
  ) throws -> [Int64] {
    let found: [Int64] = try db.values(
      """
      SELECT listed.article
      FROM json_each(?) AS hashes CROSS JOIN article_sample AS listed
      WHERE listed.hash = hashes.value
        AND listed.article >= coalesce((
          SELECT article FROM article_sample WHERE hash = hashes.value
          ORDER BY article DESC LIMIT 1 OFFSET \(rowsMax - 1)), 0)
      """, [LedgerJSON.list(wording.sample.map(Int64.init))])
    return try Set(found).sorted(by: >).prefix(storiesMax).filter { article in
      let row = try db.rows("SELECT wording, recorded_ms FROM article WHERE id = ?", [article])
        .first
      guard let row, let encoded: Data = row["wording"] else { return false }
      return row["recorded_ms"] >= oldest?.millisecondsSince1970 ?? .min
        && wording.isSameStory(as: ArticleWording(encoded: encoded))
    }
  }

  private static func words(_ sentence: String) -> Set<Substring> {
    Set(sentence.split { !$0.isLetter && !$0.isNumber })
  }
}

/// What tells whether a statement stood in an earlier text.
struct StatementWords: Hashable {
  var kind: StatementKind
  var sentence: String
  var cue: String
  var content: String
}
