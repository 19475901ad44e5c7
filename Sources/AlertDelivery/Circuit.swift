// When an endpoint that fails again and again is left alone for a while.

import StatementLedger

/// The circuit breaker of one endpoint: a value with rules, no clock.
///
/// After some failures in a row nothing is sent for a pause, which doubles up to a bound; then one
/// attempt at a time is let through, until one succeeds. What waits meanwhile uses up none of its
/// tries.
struct Circuit: Sendable {
  /// As many as make a spell for the other endpoints (`endpoint.failing`).
  static let failuresMax = 5
  /// The first and the longest pause.
  static let pauseMilliseconds: ClosedRange<Int64> = 5000...300_000

  private enum State {
    case closed(failures: Int)
    case open(until: Timestamp, pause: Int64)
    /// One attempt is under way.
    case trying(pause: Int64)
  }

  /// What an attempt must wait for.
  enum Obstacle: Equatable {
    case pause(until: Timestamp)
    /// Until the one attempt has ended.
    case attempt
  }

  private var state = State.closed(failures: 0)

  /// A closed one.
  init() {}

  /// One that goes on where a run before has left it.
  init(after failures: EndpointFailures) {
    state =
      if let pause = failures.pause {
        .open(until: pause.until, pause: pause.milliseconds)
      } else {
        .closed(failures: min(failures.count, Self.failuresMax - 1))
      }
  }

  /// In which nothing is sent; nil if attempts are made.
  var pause: EndpointPause? {
    guard case .open(let until, let pause) = state else { return nil }
    return EndpointPause(until: until, milliseconds: pause)
  }

  /// Nil if an attempt may start.
  func obstacle(at now: Timestamp) -> Obstacle? {
    switch state {
    case .closed: nil
    // A clock that was set back must not make the pause long.
    case .open(let until, let pause):
      now >= until || now.adding(milliseconds: pause) < until ? nil : .pause(until: until)
    case .trying: .attempt
    }
  }

  /// Takes note that an attempt starts; false if it must not.
  mutating func start(at now: Timestamp) -> Bool {
    guard obstacle(at: now) == nil else { return false }
    if case .open(_, let pause) = state { state = .trying(pause: pause) }
    return true
  }

  /// An attempt has ended; true if others may have waited for that.
  mutating func end(succeeded: Bool, at now: Timestamp) -> Bool {
    switch state {
    case _ where succeeded:
      let hadObstacle = if case .closed = state { false } else { true }
      state = .closed(failures: 0)
      return hadObstacle
    case .closed(let failures) where failures + 1 < Self.failuresMax:
      state = .closed(failures: failures + 1)
      return false
    case .closed:
      open(for: Self.pauseMilliseconds.lowerBound, from: now)
    case .trying(let pause):
      open(for: min(2 * pause, Self.pauseMilliseconds.upperBound), from: now)
    // It was under way when the circuit opened.
    case .open: return false
    }
    return true
  }

  private mutating func open(for pause: Int64, from now: Timestamp) {
    state = .open(until: now.adding(milliseconds: pause), pause: pause)
  }

  /// An attempt has ended without being sent; it is as if it had not started.
  mutating func giveBack(at now: Timestamp) {
    if case .trying(let pause) = state { state = .open(until: now, pause: pause) }
  }

  /// Forgets the failures: a user has said that the receiver is mended.
  mutating func reset() {
    state = .closed(failures: 0)
  }
}
