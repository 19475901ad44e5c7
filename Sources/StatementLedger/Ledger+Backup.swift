// A backup of a ledger that is in use, and the way back from one.

import Foundation
import GRDB
import Glibc

extension Ledger {
  /// Copies the ledger as it is at this moment into one file, beside a daemon or without one.
  ///
  /// The daemon goes on writing meanwhile; its log alone grows until the copy is made. The file
  /// appears whole or not at all, has been checked, and is on the disk on return.
  ///
  /// - Parameters:
  ///   - file: where to, on a file system of any kind.
  ///   - replacing: whether a file that is there may be replaced.
  /// - Returns: the size of the copy in bytes.
  /// - Throws: `LedgerError`: `.cannotOpen` if the file is there already or cannot be made, `.full`,
  ///   `.corrupt`.
  package func backUp(to file: String, replacing: Bool) async throws(LedgerError) -> Int64 {
    guard !LedgerCopy.areOneFile(file, path) else {
      throw LedgerError(.cannotOpen, "\(file) is the ledger itself; give another path")
    }
    guard replacing || access(file, F_OK) != 0 else { throw LedgerCopy.taken(file) }
    let part = "\(file).\(getpid()).part"
    try await read { db in try LedgerCopy.write(db, to: part) }
    chmod(part, 0o640)
    do throws(LedgerError) {
      try LedgerCopy.place(part, at: file, replacing: replacing)
    } catch {
      LedgerCopy.remove(part)
      throw error
    }
    var status = stat()
    return stat(file, &status) == 0 ? Int64(status.st_size) : 0
  }

  /// Puts a copy in the place of a ledger that no daemon has open.
  ///
  /// What waited for an endpoint when the backup was made is sent, under the ids that it had then,
  /// also if it has been delivered since. Articles that came after the backup are read again if
  /// they still lie in their folders.
  ///
  /// - Parameters:
  ///   - file: a backup; it stays as it is.
  ///   - path: the ledger's; its folder must exist.
  ///   - now: stands in the name of the ledger that is replaced.
  /// - Returns: where the replaced ledger is kept; nil if there was none.
  /// - Throws: `LedgerError`: `.inUse` if a daemon has the ledger, `.notFound` without a backup,
  ///   `.cannotOpen` for what is no ledger, `.newer`, `.corrupt`, `.full`, `.networkFileSystem`; then
  ///   the ledger is what it was.
  package static func restore(
    _ file: String, to path: String, at now: Timestamp
  ) throws(LedgerError) -> String? {
    try LedgerPlace.check(path)
    guard access(file, F_OK) == 0 else {
      throw LedgerError(.notFound, "there is no file \(file); give the path of a backup")
    }
    guard !LedgerCopy.areOneFile(file, path) else {
      throw LedgerError(.cannotOpen, "\(file) is the ledger itself; give the path of a backup")
    }
    let lock = try DaemonLock(ledger: path)
    defer { lock.release() }
    let part = "\(path).restored"
    LedgerCopy.remove(part)
    do {
      var configuration = Configuration()
      configuration.readonly = true
      let backup = try DatabaseQueue(path: file, configuration: configuration)
      try backup.read { try LedgerCopy.write($0, to: part) }
    } catch {
      throw renamed(LedgerError(error, ledger: file), part, to: file)
    }
    let isThere = access(path, F_OK) == 0
    for made in [part, "\(path).lock"] {
      LedgerCopy.give(made, toOwnerOf: isThere ? path : LedgerCopy.folder(of: path))
    }
    chmod(part, 0o640)
    do throws(LedgerError) {
      let kept = isThere ? try keep(path, at: now) : nil
      try LedgerCopy.place(part, at: path, replacing: true)
      return kept
    } catch {
      LedgerCopy.remove(part)
      throw error
    }
  }

  /// A user knows the backup, not the file that it was copied to.
  private static func renamed(_ error: LedgerError, _ part: String, to file: String) -> LedgerError
  {
    guard error.code != .full else { return error }
    let detail = error.detail.replacingOccurrences(of: "\(part) would be", with: "\(file) is")
      .replacingOccurrences(of: part, with: file)
    return LedgerError(error.code, detail, underlying: error.underlying)
  }

  /// Gives a ledger a second name beside its own, with the date; its log goes there too.
  private static func keep(_ path: String, at now: Timestamp) throws(LedgerError) -> String {
    settle(path)
    let kept = "\(path).replaced-\(now.iso8601.filter { $0 != ":" })"
    guard link(path, kept) == 0 else { throw LedgerCopy.failure("keep the old ledger as", kept) }
    // SQLite would take a log that it finds beside the restored file for that file's.
    for suffix in ["-wal", "-shm"] { rename(path + suffix, kept + suffix) }
    return kept
  }

  /// Brings the log of a ledger into its file; that of a damaged one is left as it is.
  private static func settle(_ path: String) {
    var readonly = Configuration()
    readonly.readonly = true
    guard
      let old = try? DatabaseQueue(path: path, configuration: readonly),
      (try? old.read { try LedgerSchema.holdsLedger($0, ledger: path) }) == true,
      let queue = try? DatabaseQueue(path: path)
    else { return }
    _ = try? queue.writeWithoutTransaction { try $0.checkpoint(.truncate) }
    try? old.close()
    try? queue.close()
  }
}
