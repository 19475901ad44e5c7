// The deliveries of one endpoint: first attempts in order, retries beside them.

import Logging
import StatementLedger
import Synchronization

/// What all endpoints' lanes share.
struct DeliveryContext: Sendable {
  let ledger: Ledger
  let curl: CurlLoop
  let recorder: OutcomeRecorder
  let clock: DeliveryClock
  /// 0..<1, for the jitter.
  let random: @Sendable () -> Double
  let observe: @Sendable (String, DeliveryAttempt) -> Void
  let logger: Logger
}

/// Two lanes, each with its own attempts in flight: a retry never holds up a newer alert.
final class EndpointLanes: Sendable {
  private enum Phase {
    case open
    /// The receiver refused us and the ledger does not know yet: nothing more is sent until it
    /// does.
    case barred
    case stopping
  }

  /// How many deliveries are taken from the ledger at once.
  private static let batchMax = 32
  /// How many outcomes a lane may have unrecorded before it waits.
  ///
  /// So much can a full ledger cost in memory, and in repetitions after a restart.
  static let unrecordedMax = 128
  /// Before a ledger that cannot be read for the moment is asked again.
  private static let ledgerWaitMilliseconds: Int64 = 1000

  let endpoint: Endpoint
  private let context: DeliveryContext
  private let predecessorEnded: Doorbell?
  private let ended = Doorbell()
  private let first = Lane(.first)
  private let retry = Lane(.retry)
  private let phase = Mutex(Phase.open)
  private let circuit = Mutex(Circuit())
  /// When the next attempt may start.
  private let nextStart = Mutex(Timestamp(millisecondsSince1970: 0))

  /// Lanes that wait until their predecessor, which is stopping, has ended.
  init(_ endpoint: Endpoint, after predecessor: EndpointLanes?, in context: DeliveryContext) {
    self.endpoint = endpoint
    self.predecessorEnded = predecessor?.ended
    self.context = context
  }

  /// Says that alerts have been queued.
  func ring() {
    first.bell.ring()
  }

  /// Says that the endpoint has been made active again.
  func ringBoth() {
    first.bell.ring()
    retry.bell.ring()
  }

  /// Says that a user takes the receiver for mended, or has queued something again.
  func resume() {
    circuit.withLock { $0.reset() }
    ringBoth()
  }

  var isStopping: Bool { phase.withLock { $0 == .stopping } }

  /// Lets what is in flight end and takes nothing more.
  func stop() {
    phase.withLock { $0 = .stopping }
    ringBoth()
  }

  /// Delivers until `stop` is called or the task is cancelled, which cuts off what is in flight.
  ///
  /// - Throws: the `LedgerError` that keeps the deliveries from being read.
  func run() async throws(LedgerError) {
    defer { ended.ring() }
    await predecessorEnded?.wait()
    try await waitingOut(first) { () throws(LedgerError) in
      try await reopenIfHeld()
      try await takeUpCircuit()
    }
    let failures = await withTaskGroup(of: LedgerError?.self) { group in
      for lane in [first, retry] {
        group.addTask { [self] in
          do throws(LedgerError) {
            try await run(lane)
            return nil
          } catch {
            stop()
            return error
          }
        }
      }
      return await group.reduce(into: [LedgerError?]()) { $0.append($1) }
    }
    if let failure = failures.compactMap(\.self).first { throw failure }
  }

  private func run(_ lane: Lane) async throws(LedgerError) {
    while !Task.isCancelled {
      switch phase.withLock({ $0 }) {
      case .stopping:
        // A successor must find these outcomes in the ledger, or it would send the alerts again.
        if lane.isRecorded { return }
        await lane.bell.wait()
      case .barred: await lane.bell.wait()
      case .open:
        try await waitingOut(lane) { () throws(LedgerError) in try await deliverDue(lane) }
      }
    }
  }

  /// Works; again after a while if the ledger could not be had for the moment, but not once we
  /// are stopping.
  private func waitingOut(
    _ lane: Lane, _ work: () async throws(LedgerError) -> Void
  ) async throws(LedgerError) {
    repeat {
      do throws(LedgerError) {
        return try await work()
      } catch {
        guard error.isPassing else { throw error }
        let again = context.clock.now().adding(milliseconds: Self.ledgerWaitMilliseconds)
        await lane.bell.wait(until: again, on: context.clock)
      }
    } while !isStopping && !Task.isCancelled
  }

  /// Takes up a held queue, since the configuration was read again when these lanes were made.
  ///
  /// Not earlier than here: a predecessor might use the old secret once more, and be refused.
  private func reopenIfHeld() async throws(LedgerError) {
    guard try await context.ledger.endpointStates()[endpoint.name] == .held else { return }
    try await context.ledger.enable(endpoint: endpoint.name)
  }

  /// Leaves a receiver alone as the run before would have, so that restarts do not hammer it.
  ///
  /// Not if these lanes replace others: something about the endpoint has changed.
  private func takeUpCircuit() async throws(LedgerError) {
    guard predecessorEnded == nil else { return }
    let failures = try await context.ledger.failures(endpoint: endpoint.name)
    circuit.withLock { $0 = Circuit(after: failures) }
  }

  private func deliverDue(_ lane: Lane) async throws(LedgerError) {
    switch circuit.withLock({ $0.obstacle(at: context.clock.now()) }) {
    case .pause(let until): return await lane.bell.wait(until: until, on: context.clock)
    case .attempt: return await lane.bell.wait()
    case nil: break
    }
    var due = try await takeDue(lane)
    while !due.isEmpty {
      if let first = due.first, let opening = groupEnd(from: first, of: due.count, lane) {
        // A ring means more of the group, or that we are stopping.
        return await lane.bell.wait(until: opening, on: context.clock)
      }
      // Read while these are sent, so that the receiver need not wait for the ledger.
      let taken = due
      async let ahead = dueResult(lane, behind: taken)
      guard await attempt(taken, lane) else { return }
      due = try await ahead.get()
    }
    try await waitForMore(lane)
  }

  /// Sends what was taken, in order; false if that had to end before its time.
  private func attempt(_ due: [Delivery], _ lane: Lane) async -> Bool {
    await withTaskGroup(of: Void.self) { attempts in
      var inFlight = 0
      for start in stride(from: 0, to: due.count, by: endpoint.alertsMax) {
        if inFlight == endpoint.concurrency {
          await attempts.next()
          inFlight -= 1
        }
        guard await isTurn(lane), circuit.withLock({ $0.start(at: context.clock.now()) }) else {
          return false
        }
        let group = Array(due[start..<min(due.count, start + endpoint.alertsMax)])
        attempts.addTask { [self] in await deliver(group, lane) }
        inFlight += 1
      }
      return true
    }
  }

  /// Until when more is waited for that goes with a first alert; nil once it is time.
  private func groupEnd(from first: Delivery, of count: Int, _ lane: Lane) -> Timestamp? {
    guard lane.kind == .first, endpoint.alertsMax > 1, count < endpoint.alertsMax,
      let recordedAt = Timestamp(iso8601: first.subject.timestamp)
    else { return nil }
    let end = recordedAt.adding(milliseconds: endpoint.groupWaitMilliseconds)
    let now = context.clock.now()
    // A clock that was set back must not make it long.
    return now < end && now >= recordedAt && phase.withLock({ $0 == .open }) ? end : nil
  }

  /// Takes note of how an attempt has ended; others may have waited for that.
  private func endAttempt(succeeded: Bool) {
    if circuit.withLock({ $0.end(succeeded: succeeded, at: context.clock.now()) }) { ringBoth() }
  }

  /// Waits until the endpoint's pace allows another attempt; false if none is to be made any more.
  private func isTurn(_ lane: Lane) async -> Bool {
    let pace = endpoint.pace
    let now = context.clock.now()
    let start = nextStart.withLock { next in
      // No wait is longer than the pace asks for, even if the clock was set back.
      let start = max(now, min(next, now.adding(milliseconds: 2 * pace)))
      next = start.adding(milliseconds: pace)
      return start
    }
    while phase.withLock({ $0 == .open }), !Task.isCancelled {
      guard context.clock.now() < start else { return true }
      await lane.bell.wait(until: start, on: context.clock)
    }
    return false
  }

  /// Up to `batchMax` deliveries, as many as may become unrecorded.
  ///
  /// None of those that are being sent or whose outcome is on its way into the ledger.
  private func takeDue(
    _ lane: Lane, behind taken: [Delivery] = []
  ) async throws(LedgerError) -> [Delivery] {
    let unrecorded = lane.unrecorded.withLock { $0 }.union(taken.map(\.id))
    let room = min(Self.batchMax, Self.unrecordedMax - unrecorded.count)
    guard room > 0 else { return [] }
    return try await context.ledger.dueDeliveries(
      endpoint: endpoint.name, lane: lane.kind, at: context.clock.now(), limit: room,
      leavingOut: unrecorded)
  }

  /// The same for `async let`, which would forget the type of what is thrown.
  private func dueResult(
    _ lane: Lane, behind taken: [Delivery]
  ) async -> Result<[Delivery], LedgerError> {
    do throws(LedgerError) {
      return .success(try await takeDue(lane, behind: taken))
    } catch {
      return .failure(error)
    }
  }

  /// The bell rings for new alerts and whenever an outcome of this lane has been recorded.
  private func waitForMore(_ lane: Lane) async throws(LedgerError) {
    let next =
      lane.kind == .retry && lane.isRecorded
      ? try await context.ledger.nextRetry(endpoint: endpoint.name) : nil
    await lane.bell.wait(until: next, on: context.clock)
  }

  /// Sends one message that tells of all of them; what comes of it holds for each.
  private func deliver(_ group: [Delivery], _ lane: Lane) async {
    let startedAt = context.clock.now()
    do throws(DeliveryError) {
      let message = try endpoint.format.format.message(for: group)
      let outcome = await context.curl.send(
        endpoint.request(message, id: group[0].subject.id, at: startedAt))
      if case .failed(let failure) = outcome.result, failure.kind == .abandoned {
        // We are being stopped. The attempt says nothing; the alerts go again under the same ids.
        stop()
        return
      }
      endAttempt(succeeded: ResponseRule.isDelivered(outcome.result))
      // One for all, so that what failed together returns together.
      let random = context.random()
      for delivery in group {
        var attempt = attempt(at: delivery, from: startedAt, outcome, random)
        // To the endpoint's health they are one.
        attempt.isOfEndpoint = delivery.id == group.first?.id
        attempt.pause = circuit.withLock { $0.pause }
        finish(attempt, of: delivery, lane)
      }
    } catch {
      circuit.withLock { $0.giveBack(at: startedAt) }
      for delivery in group {
        finish(
          DeliveryAttempt(
            delivery: delivery.id, at: startedAt, durationMilliseconds: 0, status: nil,
            failure: error.detail, verdict: .dead, isOfEndpoint: false), of: delivery, lane)
      }
    }
  }

  private func attempt(
    at delivery: Delivery, from startedAt: Timestamp, _ outcome: HTTPOutcome, _ random: Double
  ) -> DeliveryAttempt {
    let verdict = ResponseRule.verdict(
      on: outcome.result, attemptsMade: delivery.attemptsMade + 1,
      schedule: endpoint.retrySchedule, at: context.clock.now(), random: random)
    var attempt = DeliveryAttempt(
      delivery: delivery.id, at: startedAt, durationMilliseconds: outcome.durationMilliseconds,
      status: nil, failure: nil, verdict: verdict)
    switch outcome.result {
    case .response(let status, _):
      attempt.status = status
      guard verdict != .delivered else { break }
      attempt.failure = "status \(status)"
      attempt.response = ResponseText.make(
        outcome.responseStart, hiding: ResponseText.secrets(of: endpoint))
    case .failed(let failure): attempt.failure = failure.detail
    }
    return attempt
  }

  private func finish(_ attempt: DeliveryAttempt, of delivery: Delivery, _ lane: Lane) {
    log(attempt, of: delivery)
    if attempt.isOfEndpoint { context.observe(endpoint.name, attempt) }
    record(attempt, lane)
  }

  private func record(_ attempt: DeliveryAttempt, _ lane: Lane) {
    let isRefusal = attempt.verdict == .hold || attempt.verdict == .disable
    if isRefusal { move(from: .open, to: .barred) }
    lane.unrecorded.withLock { _ = $0.insert(attempt.delivery) }
    context.recorder.record(attempt) { [self] in
      lane.unrecorded.withLock { _ = $0.remove(attempt.delivery) }
      if isRefusal { move(from: .barred, to: .open) }
      lane.bell.ring()
      if attempt.verdict != .delivered { ringBoth() }
    }
  }

  private func move(from old: Phase, to new: Phase) {
    phase.withLock { if $0 == old { $0 = new } }
  }
}

/// One lane's bell and the deliveries whose outcome is not yet in the ledger.
private final class Lane: Sendable {
  let kind: DeliveryLane
  let bell = Doorbell()
  let unrecorded = Mutex<Set<Int64>>([])

  var isRecorded: Bool { unrecorded.withLock { $0.isEmpty } }

  init(_ kind: DeliveryLane) {
    self.kind = kind
  }
}

extension EndpointLanes {
  private func log(_ attempt: DeliveryAttempt, of delivery: Delivery) {
    var metadata: Logger.Metadata = [
      "endpoint": "\(endpoint.name)", "seq": "\(delivery.sequence)",
      "alert": "\(delivery.subject.id)", "attempt": "\(delivery.attemptsMade + 1)",
      "duration_ms": "\(attempt.durationMilliseconds)",
    ]
    if let status = attempt.status { metadata["status"] = "\(status)" }
    if let failure = attempt.failure { metadata["failure"] = "\(failure)" }
    switch attempt.verdict {
    case .delivered: context.logger.info("alert delivered", metadata: metadata)
    case .retry(let time):
      let delay = time.millisecondsSince1970 - context.clock.now().millisecondsSince1970
      metadata["next_attempt_in_ms"] = "\(max(0, delay))"
      context.logger.warning("delivery failed, will be tried again", metadata: metadata)
    case .dead: context.logger.warning("delivery given up, now a dead letter", metadata: metadata)
    case .hold:
      metadata["url"] = "\(endpoint.url)"
      context.logger.error("endpoint refuses us, its queue is held", metadata: metadata)
    case .disable:
      metadata["url"] = "\(endpoint.url)"
      context.logger.error("endpoint is gone and now disabled", metadata: metadata)
    }
  }
}
