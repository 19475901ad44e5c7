// Files, the contents read in them, and when: the tables `file`, `article` and `sighting`.

import Articles
import Foundation
import GRDB
import StatementAnalysis

/// What is remembered of files and articles, within one transaction.
struct FileTable {
  let db: Database

  /// Whether the file was recorded or set aside in exactly this version.
  func holds(_ file: FileVersion) throws -> Bool {
    let found: Int64? = try db.value(
      "SELECT 1 FROM file WHERE folder = ? AND path = ? AND size_bytes = ? AND modified_ns = ?",
      [file.folder, Data(file.path.bytes), file.sizeBytes, file.modifiedNanoseconds])
    return found != nil
  }

  /// The article of a content.
  func article(sha256: String) throws -> Int64? {
    try db.value("SELECT id FROM article WHERE sha256 = ?", [sha256])
  }

  /// The article that stood at the same path or, in whatever file, at the same canonical address;
  /// the latter is the latest one.
  ///
  /// Entries of one file are no versions of each other.
  func earlierVersion(of analysed: AnalysedArticle) throws -> Int64? {
    let atPath: Int64? =
      analysed.article.isEntry
      ? nil
      : try db.value(
        "SELECT article FROM file WHERE folder = ? AND path = ? AND article IS NOT NULL",
        [analysed.file.folder, Data(analysed.file.path.bytes)])
    guard atPath == nil, let url = analysed.article.url else { return atPath }
    return try db.value("SELECT id FROM article WHERE url = ? ORDER BY id DESC LIMIT 1", [url])
  }

  /// Adds an article with its first sighting; its id.
  func record(_ analysed: AnalysedArticle, at now: Timestamp) throws -> Int64 {
    let article = analysed.article
    let id = try db.insert(
      """
      INSERT INTO article (
        sha256, folder, path, title, outlet, date, url, language, not_analysed, recorded_ms, wording)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        analysed.sha256, analysed.file.folder, Data(analysed.file.path.bytes),
        article.title.map { article.foldedText(of: [$0]) }, article.outlet?.value,
        article.date?.value.description, article.url, article.language,
        analysed.notAnalysed?.category, now.millisecondsSince1970, analysed.wording.encoded,
      ])
    try db.run(
      "INSERT INTO article_sample (hash, article) SELECT value, ? FROM json_each(?)",
      [id, LedgerJSON.list(analysed.wording.sample.map(Int64.init))])
    _ = try addSighting(of: id, in: analysed.file, at: now)
    return id
  }

  /// Remembers that a known content was read in a file; the first time in this file, its keys count
  /// as seen now.
  func recordSighting(of article: Int64, in file: FileVersion, at now: Timestamp) throws {
    guard try addSighting(of: article, in: file, at: now) else { return }
    try db.run(
      """
      UPDATE novelty_key SET last_seen_ms = max(last_seen_ms, ?1)
      FROM statement JOIN statement_actor ON statement_actor.statement = statement.id
      WHERE statement.article = ?2
        AND novelty_key.actor = statement_actor.actor AND novelty_key.role = statement_actor.role
        AND novelty_key.kind = statement.kind
        AND novelty_key.proposition = statement.proposition
      """, [now.millisecondsSince1970, article])
    let propositions: [Int64] = try db.values(
      "SELECT DISTINCT proposition FROM statement WHERE article = ?", [article])
    for proposition in propositions {
      try DisputeTable(db: db).see(proposition, at: now)
    }
  }

  /// Remembers that a file could not be read, and goes on knowing which article stood there.
  func setAside(_ file: FileVersion, reason: String, at now: Timestamp) throws {
    _ = try put(file, state: "set_aside", reason: reason, article: nil, at: now)
  }

  /// False if the content was read in this file before.
  private func addSighting(
    of article: Int64, in file: FileVersion, at now: Timestamp
  ) throws -> Bool {
    let id = try put(file, state: "done", reason: nil, article: article, at: now)
    try db.run(
      "INSERT INTO sighting (article, file, seen_ms) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
      [article, id, now.millisecondsSince1970])
    return db.changesCount > 0
  }

  /// Remembers what became of this version of a file; the file's id.
  private func put(
    _ file: FileVersion, state: String, reason: String?, article: Int64?, at now: Timestamp
  ) throws -> Int64 {
    let id: Int64 =
      try db.value(
        "SELECT id FROM file WHERE folder = ? AND path = ?", [file.folder, Data(file.path.bytes)])
      ?? db.insert(
        """
        INSERT INTO file (folder, path, size_bytes, modified_ns, state, recorded_ms)
        VALUES (?, ?, 0, 0, 'done', 0)
        """, [file.folder, Data(file.path.bytes)])
    try db.run(
      """
      UPDATE file SET size_bytes = ?, modified_ns = ?, state = ?, reason = ?,
        article = coalesce(?, article), recorded_ms = ?
      WHERE id = ?
      """,
      [
        file.sizeBytes, file.modifiedNanoseconds, state, reason, article,
        now.millisecondsSince1970, id,
      ])
    return id
  }
}
