// Whether intake gets on: what the watchdog is fed with.

import Synchronization

/// Remembers since when a piece of work has been under way.
final class Heartbeat: Sendable {
  private let busySince = Mutex<ContinuousClock.Instant?>(nil)

  /// Notes that a piece of work starts, or that it has come a step further.
  func beat() {
    busySince.withLock { $0 = .now }
  }

  /// Notes that nothing is to be done until something arrives.
  func rest() {
    busySince.withLock { $0 = nil }
  }

  /// True if nothing is to be done, or the last step was within the time.
  func isAlive(within limit: Duration) -> Bool {
    busySince.withLock { $0.map { ContinuousClock.now - $0 < limit } ?? true }
  }
}
