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
  let compared = ComparedStatements()
  let actors = KnownActors()

  /// Records an article and judges each of its statements.
  func record(_ analysed: AnalysedArticle) throws -> RecordedArticle {
    let files = FileTable(db: db)
    if let known = try files.article(sha256: analysed.sha256) {
      try files.recordSighting(of: known, in: analysed.file, at: now)
      return RecordedArticle(outcome: .sameContent, statements: [], alertsQueued: 0)
    }
    let version = try files.earlierVersion(of: analysed)
    // After the window of silence a story may be told again under another name.
    let oldest = rules.noveltyWindowMilliseconds.map { now.adding(milliseconds: -$0) }
    let earlier = try EarlierTexts(db, version: version, wording: analysed.wording, oldest: oldest)
    var statements = StatementRecording(
      db: db, rules: rules, now: now, article: analysed,
      articleId: try files.record(analysed, at: now), earlier: earlier,
      compared: compared, actors: actors)
    let alerts = AlertQueue(db: db, now: now, random: random)
    var queued = 0
    let judged = try zip(analysed.statements, analysed.quotations).map { statement, quotation in
      let judged = try statements.record(statement, quotation)
      if !judged.audible.isEmpty {
        queued += try alerts.add(judged, to: rules.endpoints(toTellOf: judged.statement))
      }
      return judged
    }
    return RecordedArticle(
      outcome: version == nil ? .new : .edited, statements: judged, alertsQueued: queued)
  }
}
