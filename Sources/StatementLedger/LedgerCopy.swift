// Copies of a ledger: one file each, whole and checked before it takes its place.

import Foundation
import GRDB
import Glibc

/// Makes and places copies; blocks while it does.
enum LedgerCopy {
  /// Copies what a connection sees into a new file, which is checked and on the disk on return.
  ///
  /// In a write-ahead log a reader keeps nobody from writing: the copy shows one state of the ledger
  /// from its first page to its last, whatever is written meanwhile.
  ///
  /// - Throws: `LedgerError`; then there is no file.
  static func write(_ source: Database, to path: String) throws {
    do {
      let copy = try DatabaseQueue(path: path, configuration: configuration)
      try copy.writeWithoutTransaction { db in
        try source.backup(to: db)
        // One file, without a log beside it that could be forgotten.
        try db.execute(sql: "PRAGMA journal_mode = DELETE")
        try check(db, path)
      }
      try copy.close()
      try sync(path)
    } catch {
      remove(path)
      if let error = error as? DatabaseError, error.resultCode == .SQLITE_FULL {
        throw LedgerError(
          .full, "no room for the copy at \(path); make room on its disk or give another path",
          underlying: error)
      }
      throw LedgerError(error, ledger: path)
    }
  }

  /// Alone with its file, SQLite does without shared memory, which file systems over a network lack.
  private static var configuration: Configuration {
    var configuration = Configuration()
    configuration.prepareDatabase { try $0.execute(sql: "PRAGMA locking_mode = EXCLUSIVE") }
    return configuration
  }

  private static func check(_ db: Database, _ path: String) throws {
    guard try LedgerSchema.holdsLedger(db, ledger: path) else {
      throw LedgerError(.cannotOpen, "\(path) would be empty; give the file of a ledger")
    }
    let faults = try String.fetchAll(db, sql: "PRAGMA integrity_check(1)")
    guard faults == ["ok"] else {
      throw LedgerError(
        .corrupt, "\(path) would be damaged (\(faults.joined())); restore an earlier backup")
    }
  }

  /// Gives a file the name that it shall have, in one step that the disk remembers.
  ///
  /// - Throws: `LedgerError`, `.cannotOpen` if the name is taken and may not be.
  static func place(_ file: String, at path: String, replacing: Bool) throws(LedgerError) {
    guard replacing || access(path, F_OK) != 0 else { throw taken(path) }
    guard rename(file, path) == 0 else { throw failure("place", path) }
    try sync(folder(of: path))
  }

  static func taken(_ path: String) -> LedgerError {
    LedgerError(
      .cannotOpen, "\(path) is there already; give another path, or --force to replace it")
  }

  /// Waits until a file or the names of a folder are on the disk.
  static func sync(_ path: String) throws(LedgerError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure("open", path) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure("bring to the disk", path) }
  }

  static func failure(_ what: String, _ path: String) -> LedgerError {
    let reason = errno
    return LedgerError(
      reason == ENOSPC || reason == EDQUOT ? .full : .cannotOpen,
      """
      cannot \(what) \(path): \(String(cString: strerror(reason))); \
      check that its folder exists, has room and that this user may write it
      """)
  }

  /// Whether two paths lead to one file.
  static func areOneFile(_ first: String, _ second: String) -> Bool {
    var (one, other) = (stat(), stat())
    guard stat(first, &one) == 0, stat(second, &other) == 0 else { return false }
    return one.st_dev == other.st_dev && one.st_ino == other.st_ino
  }

  /// Lets a file belong to whom another belongs, as far as this user may.
  static func give(_ path: String, toOwnerOf other: String) {
    var owner = stat()
    if stat(other, &owner) == 0 { _ = chown(path, owner.st_uid, owner.st_gid) }
  }

  static func remove(_ path: String) {
    for suffix in ["", "-journal", "-wal", "-shm"] { unlink(path + suffix) }
  }

  static func folder(of path: String) -> String {
    URL(fileURLWithPath: path).deletingLastPathComponent().path
  }
}
