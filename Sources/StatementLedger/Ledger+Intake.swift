// What intake asks of the ledger: which files to read, and to record what was read.

import Foundation
import GRDB

extension Ledger {
  /// Those of the files that are not recorded or set aside in exactly this version, in order.
  ///
  /// - Throws: `LedgerError`.
  package func filesToRead(among files: [FileVersion]) async throws(LedgerError) -> [FileVersion] {
    try await read { db in
      try files.filter { try !FileTable(db: db).holds($0) }
    }
  }

  /// If an article of this content is known: remembers the file as done and counts a sighting of
  /// its statements.
  ///
  /// - Parameters:
  ///   - file: what was read.
  ///   - sha256: of the file's bytes, 64 hexadecimal digits.
  ///   - now: when it was read.
  /// - Returns: whether the content is known; if not, nothing is changed.
  /// - Throws: `LedgerError`.
  package func recordSameContent(
    _ file: FileVersion, sha256: String, at now: Timestamp
  ) async throws(LedgerError) -> Bool {
    // Most contents are not known, and to find that waits for no transaction that writes.
    let isKnown = try await read { db in try FileTable(db: db).article(sha256: sha256) != nil }
    guard isKnown else { return false }
    return try await write { db in
      let table = FileTable(db: db)
      guard let article = try table.article(sha256: sha256) else { return false }
      try table.recordSighting(of: article, in: file, at: now)
      return true
    }
  }

  /// Records articles in one transaction: statements, sightings, novelty, answers, alerts queued,
  /// the files done.
  ///
  /// In one call or in several, the verdicts are the same. An article whose content is known is
  /// only a sighting.
  ///
  /// - Parameters:
  ///   - articles: in the order in which they came.
  ///   - rules: without endpoints, as while learning, all is recorded and nothing queued.
  ///   - now: when they came.
  /// - Returns: what became of each article, in the order given.
  /// - Throws: `LedgerError`; then nothing is recorded, and the same call may be made again.
  package func record(
    _ articles: [AnalysedArticle], rules: RecordingRules, at now: Timestamp
  ) async throws(LedgerError) -> [RecordedArticle] {
    try await write { [random] db in
      let recording = ArticleRecording(db: db, rules: rules, now: now, random: random)
      return try articles.map(recording.record)
    }
  }

  /// Remembers that a file could not be read and why, so that this version of it is not read again.
  ///
  /// - Throws: `LedgerError`.
  package func setAside(
    _ file: FileVersion, reason: String, at now: Timestamp
  ) async throws(LedgerError) {
    try await write { db in try FileTable(db: db).setAside(file, reason: reason, at: now) }
  }

  /// True until `finishLearning` was called for the folder: what is found there is known, not news.
  ///
  /// - Throws: `LedgerError`.
  package func isUnlearned(folder: String) async throws(LedgerError) -> Bool {
    try await read { db in
      try db.rows("SELECT 1 FROM learned_folder WHERE folder = ?", [folder]).isEmpty
    }
  }

  /// Remembers that what the folder held at first is recorded.
  ///
  /// Doing it again does nothing.
  ///
  /// - Throws: `LedgerError`.
  package func finishLearning(folder: String, at now: Timestamp) async throws(LedgerError) {
    try await write { db in
      try db.run(
        "INSERT INTO learned_folder (folder, finished_ms) VALUES (?, ?) ON CONFLICT DO NOTHING",
        [folder, now.millisecondsSince1970])
    }
  }
}
