// The ledger: what is known, in one SQLite file. Few, deep operations, each one transaction.

import Foundation
import GRDB

/// What a process wants of a ledger.
package enum LedgerPurpose: Sendable {
  /// To feed it: makes the file if need be, brings it up to date; one process at a time.
  case daemon
  /// To look at it or to change a row, beside a daemon or without one; the file must be there.
  case command
}

/// Everything that must outlive the process: articles, statements, what is news, what is still to
/// be sent.
///
/// An operation runs to its end even if its task is cancelled, so that a stopping daemon still
/// records what it did. When an operation returns, its changes are on the disk (write-ahead log,
/// `synchronous=FULL`); when it throws, there are none.
package final class Ledger: Sendable {
  /// How long an operation waits for another process before it throws `.inUse`.
  static let busyTimeoutSeconds = 5.0

  /// What the connection that writes holds of the ledger in memory, at most.
  private static let cacheKibibytes = 16_384
  /// Pages of 4 KiB in the write-ahead log from which on they are brought into the file.
  private static let logPages = 4096

  let database: any DatabaseWriter
  /// Makes the random part of alert ids.
  let random: @Sendable () -> UInt64
  let path: String
  private let lock: DaemonLock?

  init(
    _ database: any DatabaseWriter, path: String, lock: DaemonLock? = nil,
    random: @escaping @Sendable () -> UInt64 = { UInt64.random(in: .min ... .max) }
  ) {
    self.database = database
    self.path = path
    self.lock = lock
    self.random = random
  }

  /// Opens a ledger file, or for a daemon makes it; its folder must exist.
  ///
  /// - Throws: `LedgerError`: `.cannotOpen`, `.inUse`, `.full`, `.corrupt`, `.newer` or
  ///   `.networkFileSystem`.
  package static func open(at path: String, purpose: LedgerPurpose) throws(LedgerError) -> Ledger {
    try LedgerPlace.check(path)
    guard purpose == .daemon || FileManager.default.fileExists(atPath: path) else {
      throw LedgerError(.cannotOpen, "there is no ledger at \(path); the daemon makes it")
    }
    let lock: DaemonLock? = if purpose == .daemon { try DaemonLock(ledger: path) } else { nil }
    do {
      let pool = try DatabasePool(path: path, configuration: configuration())
      // The pool sets NORMAL after opening, with which a power cut may undo what was already told.
      // The lists by terms are written all over: a page that stays in memory, and in the log, is
      // not read and written anew by each transaction.
      try pool.writeWithoutTransaction { db in
        try db.execute(
          sql: """
            PRAGMA synchronous = FULL;
            PRAGMA cache_size = -\(cacheKibibytes);
            PRAGMA wal_autocheckpoint = \(logPages)
            """)
      }
      try LedgerSchema.prepare(pool, ledger: path, migrating: purpose == .daemon)
      return Ledger(pool, path: path, lock: lock)
    } catch {
      throw LedgerError(error, ledger: path)
    }
  }

  /// A ledger that lives as long as the value: for backtests.
  package static func inMemory() throws(LedgerError) -> Ledger {
    try inMemory(configuration: configuration())
  }

  static func inMemory(
    configuration: Configuration,
    random: @escaping @Sendable () -> UInt64 = { UInt64.random(in: .min ... .max) }
  ) throws(LedgerError) -> Ledger {
    let name = "in memory"
    do {
      let queue = try DatabaseQueue(configuration: configuration)
      try LedgerSchema.prepare(queue, ledger: name, migrating: true)
      return Ledger(queue, path: name, random: random)
    } catch {
      throw LedgerError(error, ledger: name)
    }
  }

  /// Ends the use of the ledger; a daemon's also brings the log into the file and lets another
  /// daemon in.
  ///
  /// - Throws: `LedgerError`; then the ledger can still be used.
  package func close() throws(LedgerError) {
    if lock != nil {
      // The pool closes its readers last, and those may not do it. The next opening does if this
      // fails.
      _ = try? database.writeWithoutTransaction { try $0.checkpoint(.truncate) }
    }
    do {
      try database.close()
    } catch {
      throw LedgerError(error, ledger: path)
    }
    lock?.release()
  }

  static func configuration() -> Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(busyTimeoutSeconds)
    configuration.foreignKeysEnabled = true
    return configuration
  }

  /// Runs a transaction that changes the ledger, after those asked for before.
  func write<Value: Sendable>(
    _ change: @escaping @Sendable (Database) throws -> Value
  ) async throws(LedgerError) -> Value {
    let result: Result<Value, any Error> = await withCheckedContinuation { continuation in
      database.asyncWrite(change) { _, result in continuation.resume(returning: result) }
    }
    return try value(of: result)
  }

  /// Runs a transaction that only looks, beside any other.
  func read<Value: Sendable>(
    _ look: @escaping @Sendable (Database) throws -> Value
  ) async throws(LedgerError) -> Value {
    let result: Result<Value, any Error> = await withCheckedContinuation { continuation in
      database.asyncRead { database in
        continuation.resume(returning: Result { try look(database.get()) })
      }
    }
    return try value(of: result)
  }

  private func value<Value>(of result: Result<Value, any Error>) throws(LedgerError) -> Value {
    do {
      return try result.get()
    } catch {
      throw LedgerError(error, ledger: path)
    }
  }
}
