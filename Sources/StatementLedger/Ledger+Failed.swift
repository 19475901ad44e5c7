// Files that could not be read as articles: listed with the reason, and forgotten to be read again.

import Articles
import Foundation
import GRDB

/// A file that was set aside.
package struct FailedFile: Hashable, Sendable {
  package var id: Int64
  package var file: FileVersion
  package var reason: String
  package var failedAt: Timestamp
}

extension Ledger {
  /// Files that were set aside.
  ///
  /// - Parameter limit: 0 or more.
  /// - Returns: the last one first.
  /// - Throws: `LedgerError`.
  package func failedFiles(limit: Int) async throws(LedgerError) -> [FailedFile] {
    try await read { db in
      try db.rows(
        """
        SELECT * FROM file WHERE state = 'set_aside' ORDER BY recorded_ms DESC, id DESC LIMIT ?
        """, [limit]
      ).map(Self.failedFile)
    }
  }

  /// Those of the files that were set aside in exactly this version.
  ///
  /// - Throws: `LedgerError`.
  package func failedFiles(
    among files: [FileVersion]
  ) async throws(LedgerError) -> Set<FileVersion> {
    try await read { db in
      try Set(files.filter { try FileTable(db: db).holdsSetAside($0) })
    }
  }

  /// Forgets that a file was set aside, or all that were, so that they are read when they are told
  /// again.
  ///
  /// - Parameter id: nil for all.
  /// - Returns: those that were.
  /// - Throws: `LedgerError`, `.notFound` if no such file was set aside.
  package func forgetFailed(_ id: Int64?) async throws(LedgerError) -> [FailedFile] {
    try await write { db in
      let failed = try db.rows(
        "SELECT * FROM file WHERE state = 'set_aside' AND (?1 IS NULL OR id = ?1) ORDER BY id", [id]
      ).map(Self.failedFile)
      if let id, failed.isEmpty {
        throw LedgerError(.notFound, "no file \(id) has failed; gainsay failed lists them")
      }
      for file in failed { try FileTable(db: db).forgetSetAside(file.id) }
      return failed
    }
  }

  private static func failedFile(_ row: Row) -> FailedFile {
    FailedFile(
      id: row["id"],
      file: FileVersion(
        folder: row["folder"], path: PathBytes([UInt8](row["path"] as Data)),
        sizeBytes: row["size_bytes"], modifiedNanoseconds: row["modified_ns"]),
      reason: row["reason"] ?? "", failedAt: Timestamp(millisecondsSince1970: row["recorded_ms"]))
  }
}

extension FileTable {
  fileprivate func holdsSetAside(_ file: FileVersion) throws -> Bool {
    let found: Int64? = try db.value(
      """
      SELECT 1 FROM file WHERE folder = ? AND path = ? AND size_bytes = ? AND modified_ns = ?
        AND state = 'set_aside'
      """,
      [file.folder, Data(file.path.bytes), file.sizeBytes, file.modifiedNanoseconds])
    return found != nil
  }

  /// A file in which an article was read before stays known, in no version that can be told.
  fileprivate func forgetSetAside(_ id: Int64) throws {
    try db.run("DELETE FROM file WHERE id = ? AND article IS NULL", [id])
    try db.run(
      "UPDATE file SET state = 'done', reason = NULL, size_bytes = -1 WHERE id = ?", [id])
  }
}
