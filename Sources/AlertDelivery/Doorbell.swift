// How one task tells another that there may be something to do.

import StatementLedger
import Synchronization

/// A bell for one waiting task.
///
/// Rings that nobody waits for are remembered as one.
final class Doorbell: Sendable {
  private enum State {
    case quiet
    case rung
    case awaited(CheckedContinuation<Void, Never>)
  }

  private let state = Mutex(State.quiet)

  func ring() {
    wake(.rung)
  }

  /// Returns when the bell rings, at once if it has rung since the last wait, and when the task
  /// is cancelled.
  func wait() async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        state.withLock {
          // Asked under the lock, so that no cancellation slips by.
          if case .rung = $0 {
            $0 = .quiet
            continuation.resume()
          } else if Task.isCancelled {
            continuation.resume()
          } else {
            $0 = .awaited(continuation)
          }
        }
      }
    } onCancel: {
      wake(.quiet)
    }
  }

  /// The same, but no longer than until a time, if one is given.
  func wait(until time: Timestamp?, on clock: DeliveryClock) async {
    guard let time else { return await wait() }
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await clock.sleep(until: time) }
      group.addTask { await self.wait() }
      await group.next()
      group.cancelAll()
    }
  }

  /// Wakes the waiting task; if there is none, a ring is remembered.
  private func wake(_ unheard: State) {
    state.withLock {
      switch ($0, unheard) {
      case (.awaited(let continuation), _):
        $0 = .quiet
        continuation.resume()
      case (_, .rung): $0 = .rung
      default: break
      }
    }
  }
}
