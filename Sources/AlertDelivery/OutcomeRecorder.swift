// Brings the outcomes of attempts into the ledger, those that wait together in one transaction.

import Logging
import StatementLedger
import Synchronization

/// What the lanes hand their outcomes to.
///
/// It keeps them while the ledger is full; each lane bounds how many of its own are unrecorded.
final class OutcomeRecorder: Sendable {
  private struct Entry: Sendable {
    let attempt: DeliveryAttempt
    let whenRecorded: @Sendable () -> Void
  }

  private struct State {
    var waiting: [Entry] = []
    var isFinishing = false
    /// Who is told of endpoints that fail, and what to call once that is queued.
    var telling = NoticeRules.nobody
    var whenTold: @Sendable () -> Void = {}
  }

  /// The first and the longest wait before a full ledger is tried again.
  private static let backOffMilliseconds: ClosedRange<Int64> = 1000...60_000

  /// From one transaction to the next, so that what ends meanwhile shares one.
  ///
  /// What ends after a rest is recorded at once. It is so short that a lane does not come to its
  /// bound of unrecorded outcomes.
  private static let gathering = Duration.milliseconds(10)

  private let ledger: Ledger
  private let clock: DeliveryClock
  private let logger: Logger
  private let state = Mutex(State())
  private let bell = Doorbell()
  private let finishBell = Doorbell()

  init(ledger: Ledger, clock: DeliveryClock, logger: Logger) {
    self.ledger = ledger
    self.clock = clock
    self.logger = logger
  }

  func record(_ attempt: DeliveryAttempt, whenRecorded: @escaping @Sendable () -> Void) {
    state.withLock {
      $0.waiting.append(Entry(attempt: attempt, whenRecorded: whenRecorded))
    }
    bell.ring()
  }

  /// From now on these are told of endpoints that fail; `whenTold` is called once it is queued.
  func tell(_ rules: NoticeRules, whenTold: @escaping @Sendable () -> Void) {
    state.withLock {
      $0.telling = rules
      $0.whenTold = whenTold
    }
  }

  /// Lets `run` end once everything is recorded, or cannot be.
  func finish() {
    state.withLock { $0.isFinishing = true }
    bell.ring()
    finishBell.ring()
  }

  /// Records what comes until `finish` is called.
  ///
  /// - Throws: any `LedgerError` that does not pass by itself; those that do are waited out.
  func run() async throws(LedgerError) {
    while true {
      let (batch, isFinishing) = state.withLock { state in
        defer { state.waiting = [] }
        return (state.waiting, state.isFinishing)
      }
      if !batch.isEmpty {
        try await record(batch)
        // By the system's clock whatever `clock` is: it spares the disk and decides nothing.
        if !isFinishing { try? await Task.sleep(for: Self.gathering) }
      } else if isFinishing || Task.isCancelled {
        return
      } else {
        await bell.wait()
      }
    }
  }

  private func record(_ batch: [Entry]) async throws(LedgerError) {
    var wait = Self.backOffMilliseconds.lowerBound
    var isBlocked = false
    while true {
      do throws(LedgerError) {
        let (telling, whenTold) = state.withLock { ($0.telling, $0.whenTold) }
        if try await ledger.record(batch.map(\.attempt), telling: telling) > 0 { whenTold() }
        break
      } catch {
        guard error.isPassing || Task.isCancelled else { throw error }
        if !isBlocked {
          logger.error(
            "ledger takes no outcomes, kept in memory", metadata: ["reason": "\(error.detail)"])
        }
        isBlocked = true
      }
      if state.withLock({ $0.isFinishing }) || Task.isCancelled {
        logger.error(
          "outcomes not recorded, these alerts go again under the same ids",
          metadata: ["outcomes": "\(batch.count)"])
        return
      }
      await finishBell.wait(until: clock.now().adding(milliseconds: wait), on: clock)
      wait = min(2 * wait, Self.backOffMilliseconds.upperBound)
    }
    if isBlocked { logger.notice("ledger takes outcomes again") }
    for entry in batch { entry.whenRecorded() }
  }
}

extension LedgerError {
  /// Whether waiting helps: the disk is full, or another process holds the ledger.
  var isPassing: Bool { code == .full || code == .inUse }
}
