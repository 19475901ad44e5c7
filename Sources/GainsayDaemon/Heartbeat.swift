// Whether intake gets on: what the watchdog is fed with and what systemd is told.

import Synchronization

/// Remembers since when a piece of work has been under way, and what it waits for.
final class Heartbeat: Sendable {
  private struct State {
    var busySince: ContinuousClock.Instant?
    var obstacle: String?
  }

  /// Reading, analysing or recording the longest file takes less, on a slow disk too.
  static let stepMax = Duration.seconds(60)

  private let state = Mutex(State())
  private let now: @Sendable () -> ContinuousClock.Instant

  init(now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
    self.now = now
  }

  /// Notes that a piece of work starts, or that it has come a step further.
  func beat() {
    let now = now()
    state.withLock { $0 = State(busySince: now) }
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

  /// For how long a step has been under way that should have ended within `stepMax`; nil if none
  /// hangs.
  var hang: Duration? {
    let now = now()
    return state.withLock { $0.busySince.map { now - $0 } }.flatMap { $0 > Self.stepMax ? $0 : nil }
  }
}
