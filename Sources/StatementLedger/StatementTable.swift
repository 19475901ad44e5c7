// Statements as rows: the tables `statement`, `statement_actor`, `actor`, `proposition` and
// `answer`.

import Articles
import Foundation
import GRDB
import StatementAnalysis

import struct StatementAnalysis.Statement

/// What is remembered of statements, within one transaction.
struct StatementTable {
  let db: Database

  /// The number of an actor, made for one never met; its display name is kept up to date.
  func number(ofActor id: String, name: String) throws -> Int64 {
    let row = try db.rows("SELECT number, name FROM actor WHERE id = ?", [id]).first
    guard let row else {
      return try db.insert("INSERT INTO actor (id, name) VALUES (?, ?)", [id, name])
    }
    let number: Int64 = row["number"]
    if row["name"] != name {
      try db.run("UPDATE actor SET name = ? WHERE number = ?", [name, number])
    }
    return number
  }

  /// A proposition that no statement has yet, seen now.
  func makeProposition(version: Int, at now: Timestamp) throws -> Int64 {
    try db.insert(
      "INSERT INTO proposition (version, recorded_ms, last_seen_ms) VALUES (?, ?, ?)",
      [version, now.millisecondsSince1970, now.millisecondsSince1970])
  }

  /// The proposition of a statement.
  func proposition(of statement: Int64) throws -> Int64? {
    try db.value("SELECT proposition FROM statement WHERE id = ?", [statement])
  }

  /// Links a denial to a claim that it answers, which is disputed from now on.
  func link(denial: Int64, to claim: Int64, at now: Timestamp) throws {
    try db.run(
      "INSERT INTO answer (denial, claim) VALUES (?, ?) ON CONFLICT DO NOTHING", [denial, claim])
    try db.run(
      """
      UPDATE proposition SET is_disputed = 1, last_seen_ms = max(last_seen_ms, ?)
      WHERE id = (SELECT proposition FROM statement WHERE id = ?)
      """, [now.millisecondsSince1970, claim])
  }

  /// Adds a statement; its id.
  func insert(
    _ recorded: RecordedStatement, encoded: [UInt8], article: Int64, at now: Timestamp
  ) throws -> Int64 {
    try db.insert(
      """
      INSERT INTO statement (article, proposition, encoded, kind, certainty, speaker, cue, content,
        sentence, offsets, analysis_version, recorded_ms)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        article, recorded.proposition, Data(encoded), recorded.kind.rawValue, recorded.certainty,
        recorded.speaker.text, recorded.cue, recorded.content, recorded.sentence,
        recorded.offsets.json, recorded.analysisVersion, now.millisecondsSince1970,
      ])
  }

  /// Adds an actor of a statement.
  func insert(
    actor: Int64, role: NoveltyReason.Role, position: Int, of statement: Int64, kind: StatementKind
  ) throws {
    try db.run(
      """
      INSERT INTO statement_actor (statement, role, position, actor, kind) VALUES (?, ?, ?, ?, ?)
      """, [statement, role.rawValue, position, actor, kind.rawValue])
  }

  /// The actors of a statement in one role, in the order recorded.
  func actors(_ role: NoveltyReason.Role, of statement: Int64) throws -> [NamedActor] {
    try db.rows(
      """
      SELECT actor.id, actor.name
      FROM statement_actor JOIN actor ON actor.number = statement_actor.actor
      WHERE statement_actor.statement = ? AND statement_actor.role = ?
      ORDER BY statement_actor.position
      """, [statement, role.rawValue]
    ).map { NamedActor(id: $0["id"], name: $0["name"]) }
  }

  /// Statements with all that is known of them, in the order of the ids.
  func statements(_ ids: [Int64]) throws -> [RecordedStatement] {
    try ids.compactMap { id in
      try db.rows(
        """
        SELECT statement.*, article.sha256, article.folder, article.path, article.title,
          article.outlet, article.date, article.url, article.language
        FROM statement JOIN article ON article.id = statement.article
        WHERE statement.id = ?
        """, [id]
      ).first.map(recordedStatement)
    }
  }

  /// Statements in short, in the order of the ids.
  func references(_ ids: [Int64]) throws -> [StatementReference] {
    try statements(ids).map { statement in
      StatementReference(
        statementId: statement.id, speaker: statement.speaker, content: statement.content,
        sentence: statement.sentence, outlet: statement.article.outlet,
        date: statement.article.date)
    }
  }

  private func recordedStatement(_ row: Row) throws -> RecordedStatement {
    let id: Int64 = row["id"]
    let path: Data = row["path"]
    return RecordedStatement(
      id: id,
      kind: try row.name("kind"),
      certainty: row["certainty"],
      speaker: AlertSpeaker(text: row["speaker"], actors: try actors(.by, of: id)),
      cue: row["cue"],
      content: row["content"],
      about: try actors(.about, of: id),
      sentence: row["sentence"],
      offsets: try LedgerJSON.decode(AlertOffsets.self, from: row["offsets"]),
      article: AlertArticle(
        folder: row["folder"], path: PathBytes(Array(path)).description, title: row["title"],
        outlet: row["outlet"], date: row["date"], url: row["url"], language: row["language"],
        sha256: row["sha256"]),
      proposition: row["proposition"],
      analysisVersion: row["analysis_version"],
      recordedAt: Timestamp(millisecondsSince1970: row["recorded_ms"]).iso8601)
  }
}

/// What is known of actors, asked for once in a transaction.
final class KnownActors {
  private var numbers: [NamedActor: Int64] = [:]
  private var muted: [String: Bool] = [:]

  /// The number of an actor by the name that it has throughout the transaction.
  func number(of actor: NamedActor, in table: StatementTable) throws -> Int64 {
    if let number = numbers[actor] { return number }
    let number = try table.number(ofActor: actor.id, name: actor.name)
    numbers[actor] = number
    return number
  }

  func isMuted(_ actor: String, in mutes: Mutes) throws -> Bool {
    if let isMuted = muted[actor] { return isMuted }
    let isMuted = try mutes.isMuted(actor: actor)
    muted[actor] = isMuted
    return isMuted
  }
}
