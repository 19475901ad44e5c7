// Whether intake gets on: what the watchdog is fed with and what systemd is told.

import Synchronization

/// Remembers since when a piece of work has been under way, and what it waits for.
final class Heartbeat: Sendable {
  private struct State {
    var busySince: ContinuousClock.Instant?
    var obstacle: String?
  }

  private let state = Mutex(State())

  /// Notes that a piece of work starts, or that it has come a step further.
  func beat() {
    state.withLock { $0 = State(busySince: .now) }
  }

  /// Notes that the work waits for something that the daemon cannot mend; waiting is no hang.
  func pause(because obstacle: String) {
    state.withLock { $0 = State(busySince: nil, obstacle: obstacle) }
  }

  /// Notes that nothing is to be done until something arrives.
  func rest() {
    state.withLock { $0 = State() }
  }

  /// What the work waits for; nil when it does not wait.
  var obstacle: String? { state.withLock { $0.obstacle } }

  /// True if nothing can be done, or the last step was within the time.
  func isAlive(within limit: Duration) -> Bool {
    state.withLock { $0.busySince.map { ContinuousClock.now - $0 < limit } ?? true }
  }
}
