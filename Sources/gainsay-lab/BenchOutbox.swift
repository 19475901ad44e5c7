// A ledger with alerts in its outbox and the service that delivers them, as in the daemon.

import AlertDelivery
import Foundation
import Logging
import ServiceLifecycle
import StatementAnalysis
import StatementLedger
import Synchronization

/// Lives in a folder of its own, removed by `close`.
final class BenchOutbox: Sendable {
  let attempts: BenchAttempts
  private let ledger: Ledger
  private let service: DeliveryService
  private let rules: RecordingRules
  private let folder: URL
  private let articles = GrowthArticles()

  /// Makes the ledger; only attempts of the endpoints named as healthy are counted.
  ///
  /// - Throws: `LedgerError`.
  init(
    in folder: URL, to endpoints: [Endpoint], counting healthy: Set<String>, by curl: CurlLoop
  ) async throws {
    self.folder = folder
    attempts = BenchAttempts(of: healthy)
    rules = RecordingRules(
      endpoints: endpoints.map(\.name),
      actorNames: Dictionary(
        articles.actors.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first }),
      fills: true)
    ledger = try Ledger.open(
      at: folder.appendingPathComponent("ledger.sqlite").path, purpose: .daemon)
    service = DeliveryService(
      ledger: ledger, curl: curl, observe: { [attempts] in attempts.note($0, $1) },
      logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() })
    // Notices about those that fail would be deliveries that the other runs do not have.
    let alone = AlertFilter(events: ["claim.new", "denial.new"])
    try await service.replaceEndpoints(
      endpoints,
      filters: Dictionary(endpoints.map { ($0.name, alone) }, uniquingKeysWith: { $1 }))
  }

  func close() throws {
    try ledger.close()
    try FileManager.default.removeItem(at: folder)
  }

  /// Records articles in one transaction; how many alerts that has given each endpoint.
  func queue(articles numbers: Range<Int>) async throws -> Int {
    let recorded = try await ledger.record(
      numbers.map(articles.article), rules: rules, at: DeliveryClock.system.now())
    service.ring()
    return recorded.map(\.alertsQueued).reduce(0, +) / rules.endpoints.count
  }

  /// What waits for an endpoint, as it will be sent.
  func bodies(for endpoint: String) async throws -> [[UInt8]] {
    try await ledger.dueDeliveries(
      endpoint: endpoint, lane: .first, at: DeliveryClock.system.now(), limit: .max
    ).map { try StandardWebhook().message(for: [$0]).body }
  }

  /// Runs the service as long as `body` does, and until all outcomes are in the ledger.
  func whileDelivering(_ body: () async throws -> Void) async throws {
    let group = ServiceGroup(
      services: [service],
      logger: Logger(label: "bench") { _ in
        SwiftLogNoOpLogHandler()
      })
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try await group.run() }
      try await body()
      await group.triggerGracefulShutdown()
      try await tasks.waitForAll()
    }
  }
}

/// When the attempts of some endpoints have ended.
final class BenchAttempts: Sendable {
  private struct State {
    var moments: [String: [ContinuousClock.Instant]] = [:]
    var count = 0
    var awaited: (count: Int, continuation: CheckedContinuation<Void, Never>)?
  }

  private let endpoints: Set<String>
  private let state = Mutex(State())

  init(of endpoints: Set<String>) {
    self.endpoints = endpoints
  }

  /// For each endpoint, in the order in which they have ended.
  var moments: [String: [ContinuousClock.Instant]] { state.withLock { $0.moments } }

  func note(_ endpoint: String, _ attempt: DeliveryAttempt) {
    guard endpoints.contains(endpoint) else { return }
    let now = ContinuousClock.now
    state.withLock { state in
      state.moments[endpoint, default: []].append(now)
      state.count += 1
      guard let awaited = state.awaited, state.count >= awaited.count else { return }
      state.awaited = nil
      awaited.continuation.resume()
    }
  }

  /// Returns when so many have ended in all; for one waiting task.
  func wait(for count: Int) async {
    await withCheckedContinuation { continuation in
      state.withLock { state in
        if state.count >= count {
          continuation.resume()
        } else {
          state.awaited = (count, continuation)
        }
      }
    }
  }
}
