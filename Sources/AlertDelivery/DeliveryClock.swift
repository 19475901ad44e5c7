// The time as deliveries see it: the system's, or a test's.

import Glibc
package import StatementLedger

/// Says what time it is and waits for a time.
package struct DeliveryClock: Sendable {
  /// Now.
  package let now: @Sendable () -> Timestamp
  private let sleeping: @Sendable (Timestamp) async -> Void

  /// A clock whose `sleep` returns when the time has come or the task is cancelled.
  package init(
    now: @escaping @Sendable () -> Timestamp, sleep: @escaping @Sendable (Timestamp) async -> Void
  ) {
    self.now = now
    self.sleeping = sleep
  }

  func sleep(until time: Timestamp) async {
    await sleeping(time)
  }

  func sleep(milliseconds: Int64) async {
    await sleep(until: now().adding(milliseconds: milliseconds))
  }

  /// The system's wall clock.
  ///
  /// It may be set while somebody sleeps, so nobody sleeps longer than a minute without a look.
  package static let system = DeliveryClock(
    now: systemNow,
    sleep: { time in
      while !Task.isCancelled {
        let left = time.millisecondsSince1970 - systemNow().millisecondsSince1970
        guard left > 0 else { return }
        try? await Task.sleep(for: .milliseconds(min(left, 60_000)))
      }
    })
}

private func systemNow() -> Timestamp {
  var time = timespec()
  clock_gettime(CLOCK_REALTIME, &time)
  return Timestamp(
    millisecondsSince1970: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
}
