// A full disk and a busy ledger are waited out, so that intake pauses and loses nothing.

import Logging
import ServiceLifecycle
import StatementLedger

/// Repeats what fails for want of room, or because another process holds the ledger, until it works.
struct PatientLedger: Sendable {
  private static let pause = Duration.seconds(5)

  private let ledger: Ledger
  private let heartbeat: Heartbeat
  private let logger: Logger

  init(_ ledger: Ledger, heartbeat: Heartbeat, logger: Logger) {
    self.ledger = ledger
    self.heartbeat = heartbeat
    self.logger = logger
  }

  /// The result of an operation, once it succeeds.
  ///
  /// - Throws: `LedgerError` that time does not mend; `CancellationError` when the daemon stops while waiting: what was
  ///   not recorded is told again at the next start.
  func run<Value: Sendable>(
    _ operation: @Sendable (Ledger) async throws -> Value
  ) async throws -> Value {
    var isWaiting = false
    while true {
      do {
        let value = try await operation(ledger)
        if isWaiting {
          heartbeat.beat()
          logger.notice("the ledger takes articles again")
        }
        return value
      } catch let error as LedgerError where error.code == .full || error.code == .inUse {
        if !isWaiting { logger.error("intake pauses", metadata: ["reason": "\(error)"]) }
        isWaiting = true
        heartbeat.pause(because: "\(error)")
      }
      try await cancelWhenGracefulShutdown { try await Task.sleep(for: Self.pause) }
    }
  }
}
