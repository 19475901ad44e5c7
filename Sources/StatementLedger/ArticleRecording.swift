// Recording an article: the way from statements to the verdict on them and the alerts they lead to.
// Read this first.

import Articles
import Foundation
import GRDB
import StatementAnalysis

import struct StatementAnalysis.Statement

/// Records articles one after another within one transaction.
struct ArticleRecording {
  let db: Database
  let rules: RecordingRules
  let now: Timestamp
  let random: @Sendable () -> UInt64

  /// Records an article and judges each of its statements.
  func record(_ analysed: AnalysedArticle) throws -> RecordedArticle {
    let files = FileTable(db: db)
    if let known = try files.article(sha256: analysed.sha256) {
      try files.recordSighting(of: known, in: analysed.file, at: now)
      return RecordedArticle(outcome: .sameContent, statements: [], alertsQueued: 0)
    }
    let earlier = try files.earlierVersion(of: analysed)
    var statements = StatementRecording(
      db: db, rules: rules, now: now, article: analysed,
      articleId: try files.record(analysed, at: now), stoodBefore: try propositions(in: earlier))
    let alerts = AlertQueue(db: db, now: now, random: random)
    var queued = 0
    let judged = try analysed.statements.map { statement in
      let judged = try statements.record(statement)
      if judged.isNew { queued += try alerts.add(judged, to: rules.endpoints) }
      return judged
    }
    return RecordedArticle(
      outcome: earlier == nil ? .new : .edited, statements: judged, alertsQueued: queued)
  }

  /// The statements of an article's earlier version, by what stood there word for word.
  private func propositions(in article: Int64?) throws -> [StatementWords: Int64] {
    guard let article else { return [:] }
    let rows = try db.rows(
      "SELECT kind, sentence, cue, content, proposition FROM statement WHERE article = ?",
      [article])
    return try rows.reduce(into: [:]) { found, row in
      let words = StatementWords(
        kind: try row.name("kind"), sentence: row["sentence"], cue: row["cue"],
        content: row["content"])
      found[words] = row["proposition"]
    }
  }
}

/// What tells whether a statement stood in an earlier version of its article.
struct StatementWords: Hashable {
  var kind: StatementKind
  var sentence: String
  var cue: String
  var content: String
}
