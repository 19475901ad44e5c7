// A clock that stands still until a test moves it.

import AlertDelivery
import StatementLedger
import Synchronization

final class TestClock: Sendable {
  private struct State {
    var now = Timestamp(millisecondsSince1970: 1_675_000_000_000)
    var lastSleeper = 0
    var sleepers: [Int: (until: Timestamp, wake: CheckedContinuation<Void, Never>)] = [:]
  }

  /// For how many milliseconds somebody has gone to sleep, for one reader.
  let sleeps: AsyncStream<Int64>
  private let sleepsIn: AsyncStream<Int64>.Continuation
  private let state = Mutex(State())

  init() {
    (sleeps, sleepsIn) = AsyncStream.makeStream()
  }

  var now: Timestamp { state.withLock { $0.now } }

  var clock: DeliveryClock {
    DeliveryClock(now: { [self] in now }, sleep: { [self] in await sleep(until: $0) })
  }

  func advance(milliseconds: Int64) {
    let woken = state.withLock { state in
      state.now = state.now.adding(milliseconds: milliseconds)
      let due = state.sleepers.filter { $0.value.until <= state.now }
      for id in due.keys { state.sleepers[id] = nil }
      return due.values.map(\.wake)
    }
    for continuation in woken { continuation.resume() }
  }

  /// Returns once somebody sleeps for so long.
  func waitForSleep(milliseconds: Int64) async {
    for await length in sleeps where length == milliseconds { return }
  }

  private func sleep(until time: Timestamp) async {
    let id = state.withLock { state in
      state.lastSleeper += 1
      return state.lastSleeper
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        state.withLock { state in
          if time <= state.now || Task.isCancelled {
            continuation.resume()
          } else {
            state.sleepers[id] = (time, continuation)
            sleepsIn.yield(time.millisecondsSince1970 - state.now.millisecondsSince1970)
          }
        }
      }
    } onCancel: {
      state.withLock { $0.sleepers.removeValue(forKey: id) }?.wake.resume()
    }
  }
}
