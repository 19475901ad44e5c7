// Brings queued alerts to their endpoints: due → signed and sent → recorded. Read this first.

package import Logging
import ServiceLifecycle
package import StatementLedger
import Synchronization

/// Delivers what the ledger has queued, each endpoint by itself.
///
/// An outcome is recorded after the attempt, so that a crash in between loses no alert but sends it
/// again, under the same id.
package final class DeliveryService: Service {
  /// What is in flight at a graceful shutdown may take so long to end.
  package static let stopMillisecondsMax: Int64 = 5000

  private struct State {
    /// Those of endpoints that are gone stay, stopped, so that a successor waits for them.
    var lanes: [String: EndpointLanes] = [:]
    var failure: LedgerError?
  }

  private enum Ended {
    case lanes
    case patience
  }

  private let context: DeliveryContext
  private let state = Mutex(State())
  /// Lanes on their way to `run`; finished when the service stops.
  private let starting = AsyncStream.makeStream(of: EndpointLanes.self)

  /// A service without endpoints: `replaceEndpoints` brings them.
  ///
  /// `random` gives 0..<1, for the jitter of retries; `observe` is told the endpoint and the outcome
  /// of each attempt.
  package init(
    ledger: Ledger, curl: CurlLoop, clock: DeliveryClock = .system,
    random: @escaping @Sendable () -> Double = { .random(in: 0..<1) },
    observe: @escaping @Sendable (String, DeliveryAttempt) -> Void = { _, _ in }, logger: Logger
  ) {
    context = DeliveryContext(
      ledger: ledger, curl: curl,
      recorder: OutcomeRecorder(ledger: ledger, clock: clock, logger: logger),
      clock: clock, random: random, observe: observe, logger: logger)
  }

  /// Makes these the endpoints, at the start and at each reload.
  ///
  /// Unchanged ones go on undisturbed; the others' attempts in flight end first. An endpoint whose
  /// queue is held is tried again; a disabled one stays so.
  ///
  /// `filters` say which notices about the others each one is told of, by name; all if it is not
  /// there.
  ///
  /// - Throws: `LedgerError`; the endpoints are then as before.
  package func replaceEndpoints(
    _ endpoints: [Endpoint], filters: [String: AlertFilter] = [:]
  ) async throws(LedgerError) {
    let states = try await context.ledger.prepareEndpoints(endpoints.map(\.name))
    for endpoint in endpoints where states[endpoint.name] == .disabled {
      context.logger.warning(
        "endpoint is disabled, nothing is sent to it", metadata: ["endpoint": "\(endpoint.name)"])
    }
    let rules = NoticeRules(endpoints: endpoints.map(\.name), filters: filters)
    context.recorder.tell(rules) { [weak self] in self?.ring() }
    let names = Set(endpoints.map(\.name))
    state.withLock { state in
      for (name, lanes) in state.lanes where !names.contains(name) { lanes.stop() }
      for endpoint in endpoints {
        let current = state.lanes[endpoint.name]
        let isHeld = states[endpoint.name] == .held
        if let current, current.endpoint == endpoint, !current.isStopping, !isHeld { continue }
        begin(endpoint, after: current, in: &state)
      }
    }
  }

  private func begin(
    _ endpoint: Endpoint, after current: EndpointLanes?, in state: inout State
  ) {
    current?.stop()
    let lanes = EndpointLanes(endpoint, after: current, in: context)
    state.lanes[endpoint.name] = lanes
    starting.continuation.yield(lanes)
  }

  /// Says that alerts have been queued.
  ///
  /// Never waits; many rings are one.
  package func ring() {
    for lanes in state.withLock({ $0.lanes.values }) { lanes.ring() }
  }

  /// Makes a held or disabled endpoint active again and sends what waits for it.
  package func enable(endpoint: String) async throws(LedgerError) {
    try await context.ledger.enable(endpoint: endpoint)
    state.withLock { $0.lanes[endpoint] }?.resume()
  }

  /// Sends nothing more to an endpoint; what waits for it are dead letters.
  ///
  /// - Throws: `LedgerError`.
  package func disable(endpoint: String) async throws(LedgerError) {
    try await context.ledger.disable(endpoint: endpoint)
    // What has been taken from the ledger already is not sent either.
    state.withLock { state in
      guard let current = state.lanes[endpoint], !current.isStopping else { return }
      begin(current.endpoint, after: current, in: &state)
    }
  }

  /// Changes deliveries as a user asks, and sends what is due by that.
  ///
  /// - Returns: what was done, in a sentence.
  /// - Throws: `LedgerError`.
  package func change(_ change: DeliveryChange) async throws(LedgerError) -> String {
    let done = try await context.ledger.change(change, at: context.clock.now())
    for lanes in state.withLock({ $0.lanes.values })
    where change.selection.endpoint ?? lanes.endpoint.name == lanes.endpoint.name {
      lanes.resume()
    }
    return done
  }

  /// Sends a test alert to an endpoint right now.
  ///
  /// - Throws: `DeliveryError` with code `cannotFormat`.
  package func test(_ endpoint: Endpoint) async throws(DeliveryError) -> EndpointTestReport {
    try await .make(of: endpoint, by: context.curl, at: context.clock.now())
  }

  /// Delivers until graceful shutdown, then lets what is in flight end within
  /// `stopMillisecondsMax`.
  ///
  /// A ledger that is full or held by another process is waited out.
  ///
  /// - Throws: `LedgerError` when the ledger is lost.
  package func run() async throws {
    await withGracefulShutdownHandler {
      await withTaskGroup(of: Void.self) { group in
        group.addTask { [self] in
          await stopOnFailure { () throws(LedgerError) in try await context.recorder.run() }
        }
        await runLanes()
        context.recorder.finish()
      }
    } onGracefulShutdown: { [self] in
      stop(because: nil)
    }
    if let failure = state.withLock({ $0.failure }) { throw failure }
  }

  private func runLanes() async {
    await withTaskGroup(of: Ended.self) { group in
      var running = 0
      for await lanes in starting.stream {
        running += 1
        group.addTask { [self] in
          await stopOnFailure { () throws(LedgerError) in try await lanes.run() }
          return .lanes
        }
      }
      group.addTask { [self] in
        await context.clock.sleep(milliseconds: Self.stopMillisecondsMax)
        return .patience
      }
      while running > 0, let ended = await group.next() {
        switch ended {
        case .lanes: running -= 1
        case .patience: group.cancelAll()
        }
      }
      group.cancelAll()
    }
  }

  private func stopOnFailure(_ work: () async throws(LedgerError) -> Void) async {
    do throws(LedgerError) {
      try await work()
    } catch {
      stop(because: error)
    }
  }

  private func stop(because failure: LedgerError?) {
    let lanes = state.withLock { state in
      state.failure = state.failure ?? failure
      return state.lanes.values
    }
    starting.continuation.finish()
    for lanes in lanes { lanes.stop() }
  }
}
