// What can go wrong with a ledger, in words that say what to do about it.

import GRDB

/// Why the ledger could not do what it was asked to; the transaction concerned has left nothing
/// behind.
package struct LedgerError: Error, CustomStringConvertible {
  package enum Code: Sendable {
    /// The file is missing, not ours or not to be read and written by this user.
    case cannotOpen
    /// Another daemon has it, or another process held it for longer than the busy timeout.
    case inUse
    /// The disk or the quota is full: nothing is lost, it works again once there is room.
    case full
    /// The file is damaged or no ledger at all.
    case corrupt
    /// A later version of the program has made it.
    case newer
    /// It lies where SQLite's locks cannot be trusted.
    case networkFileSystem
    /// There is no such endpoint.
    case notFound
    case failed
  }
  package var code: Code
  /// What happened, to which ledger, and what to do.
  package var detail: String
  package var underlying: (any Error)?

  package var description: String { detail }

  init(_ code: Code, _ detail: String, underlying: (any Error)? = nil) {
    self.code = code
    self.detail = detail
    self.underlying = underlying
  }

  /// Words an error of the engine for a user.
  init(_ error: any Error, ledger: String) {
    if let error = error as? LedgerError {
      self = error
      return
    }
    guard let error = error as? DatabaseError else {
      self.init(.failed, "ledger \(ledger): \(error)", underlying: error)
      return
    }
    let (code, advice) = Self.meaning(of: error)
    let result = error.message ?? "SQLite error \(error.extendedResultCode.rawValue)"
    self.init(code, "ledger \(ledger): \(result); \(advice)", underlying: error)
  }

  private static func meaning(of error: DatabaseError) -> (Code, advice: String) {
    switch (error.resultCode, error.extendedResultCode) {
    // A full disk keeps SQLite from growing its shared memory before it can fail on the ledger
    // itself.
    case (.SQLITE_FULL, _), (_, .SQLITE_IOERR_SHMSIZE):
      (.full, "make room on its disk, then it goes on by itself")
    case (.SQLITE_CORRUPT, _), (.SQLITE_NOTADB, _):
      (
        .corrupt,
        "restore a backup (gainsay restore FILE), or move it away to start with an empty one"
      )
    case (.SQLITE_BUSY, _), (.SQLITE_LOCKED, _):
      (.inUse, "another process holds it: try again, or stop that process")
    case (.SQLITE_CANTOPEN, _), (.SQLITE_PERM, _), (.SQLITE_READONLY, _), (.SQLITE_AUTH, _):
      (.cannotOpen, "check that its folder exists and that this user may write both")
    default:
      (.failed, "see its message; if the disk is sound, report this")
    }
  }
}
