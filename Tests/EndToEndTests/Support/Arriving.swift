// Things that come from other threads and processes, and how a test waits for them.

import Foundation
import Synchronization

/// A list that grows.
final class Arriving<Element: Sendable>: Sendable {
  private struct Waiter: Sendable {
    let isSatisfied: @Sendable ([Element]) -> Bool
    let resume: @Sendable (Bool) -> Void
  }

  private struct State {
    var elements: [Element] = []
    var waiters: [Int: Waiter] = [:]
    var waitersMade = 0
  }

  private let state = Mutex(State())

  /// What has come so far, in order.
  var all: [Element] { state.withLock { $0.elements } }

  func append(_ element: Element) {
    let satisfied = state.withLock { state in
      state.elements.append(element)
      let satisfied = state.waiters.filter { $0.value.isSatisfied(state.elements) }
      for number in satisfied.keys { state.waiters[number] = nil }
      return satisfied.values.map(\.resume)
    }
    for resume in satisfied { resume(true) }
  }

  /// Waits until a value can be made of the elements, else throws `NotInTime`, which names what was waited for.
  func wait<Value>(
    for what: String, seconds: Double = 30, until value: @escaping @Sendable ([Element]) -> Value?
  ) async throws -> Value {
    let isThere = await withCheckedContinuation { continuation in
      add(
        Waiter(
          isSatisfied: { value($0) != nil }, resume: { continuation.resume(returning: $0) }),
        seconds: seconds)
    }
    if isThere, let found = value(all) { return found }
    throw NotInTime(what: what, seconds: seconds, latest: all.suffix(20).map { "\($0)" })
  }

  /// The first element from a place on that is as wanted, else throws `NotInTime`.
  func first(
    _ what: String, from place: Int = 0, where isWanted: @escaping @Sendable (Element) -> Bool
  ) async throws -> Element {
    try await wait(for: what) { $0.dropFirst(place).first(where: isWanted) }
  }

  private func add(_ waiter: Waiter, seconds: Double) {
    let number = state.withLock { state -> Int? in
      guard !waiter.isSatisfied(state.elements) else { return nil }
      state.waitersMade += 1
      state.waiters[state.waitersMade] = waiter
      return state.waitersMade
    }
    guard let number else { return waiter.resume(true) }
    DispatchQueue.global().asyncAfter(deadline: .now() + seconds) { [self] in
      state.withLock { $0.waiters.removeValue(forKey: number) }?.resume(false)
    }
  }
}

/// What did not come, and what came instead.
struct NotInTime: Error, CustomStringConvertible {
  let what: String
  let seconds: Double
  let latest: [String]

  var description: String {
    "waited \(seconds) s for \(what); the latest were:\n" + latest.joined(separator: "\n")
  }
}
