// What has happened so far, for the thread that waits for it.

import Foundation
import LoopbackReceiving
import Synchronization

/// Moments noted by one thread and awaited by another.
final class BenchMoments: Sendable {
  private let waiting = Mutex<[ContinuousClock.Instant]>([])
  private let semaphore = DispatchSemaphore(value: 0)

  /// Those that nobody has awaited.
  var count: Int { waiting.withLock { $0.count } }

  func note() {
    let now = ContinuousClock.now
    waiting.withLock { $0.append(now) }
    semaphore.signal()
  }

  /// The last of the next so many moments; nil if for a minute and a half none has come, longer than anything takes
  /// that still works.
  func next(_ count: Int = 1) -> ContinuousClock.Instant? {
    for _ in 0..<count where semaphore.wait(timeout: .now() + .seconds(90)) == .timedOut {
      return nil
    }
    return waiting.withLock { moments in
      guard count > 0 else { return .now }
      let last = moments[count - 1]
      moments.removeFirst(count)
      return last
    }
  }
}

/// Takes what daemon and raw path send to the receiver, which is the same for both.
final class BenchReception: Sendable {
  /// What the raw path POSTs to; everything else is the daemon's.
  static let rawPath = "/raw"

  /// When an alert had arrived in full.
  let alerts = BenchMoments()
  /// When the raw path's request had arrived in full.
  let rawRequests = BenchMoments()
  private let lastAlertBytes = Mutex(0)

  /// The size of the last alert's body.
  var alertBytes: Int { lastAlertBytes.withLock { $0 } }

  func take(_ request: ReceivedRequest) -> Answer {
    if request.path == Self.rawPath {
      rawRequests.note()
    } else {
      lastAlertBytes.withLock { $0 = request.body.count }
      alerts.note()
    }
    return .status(200)
  }
}
