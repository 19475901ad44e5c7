// A new configuration for the running daemon: applied whole, or refused with the reason.

import AlertDelivery
import FolderWatching
import Logging
import StatementAnalysis
import StatementLedger

/// Answers what comes in over the control socket.
actor Reloading {
  private var settings: Settings
  private let configuration: String
  private let ledger: Ledger
  private let reporter: StatusReporter
  private let intake: IntakeService
  private let watcher: FolderWatcher
  private let delivery: DeliveryService
  private let access: MonitoringAccess
  private let threshold: LogThreshold
  private let notify: SystemdNotify
  private let logger: Logger
  private var isReloading = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  init(
    settings: Settings, configuration: String, ledger: Ledger, reporter: StatusReporter,
    intake: IntakeService, watcher: FolderWatcher, delivery: DeliveryService,
    access: MonitoringAccess, threshold: LogThreshold, notify: SystemdNotify, logger: Logger
  ) {
    self.settings = settings
    self.configuration = configuration
    self.ledger = ledger
    self.reporter = reporter
    self.intake = intake
    self.watcher = watcher
    self.delivery = delivery
    self.access = access
    self.threshold = threshold
    self.notify = notify
    self.logger = logger
  }

  /// Does what is asked; says what came of it.
  func answer(_ request: ControlRequest) async -> ControlReply {
    switch request {
    case .reload: await reload()
    case .status:
      .done(text: await reporter.report(of: settings).lines.joined(separator: "\n"))
    case .statusAsJSON: .done(text: ControlLine.json(await reporter.report(of: settings)))
    case .enableEndpoint(let name): await enable(name)
    case .disableEndpoint(let name): await disable(name)
    case .testEndpoint(let name): await test(name)
    case .changeDeliveries(let change): await changeDeliveries(change)
    case .correct(let correction): await correct(correction)
    case .retryFailed(let id): await retryFailed(id)
    }
  }

  /// How the daemon is doing, in a sentence for an administrator.
  func status() async -> String { await reporter.summary(of: settings) }

  /// What keeps articles from being taken in; none if the daemon is ready for them.
  func obstacles() async -> [String] { await reporter.obstacles(of: settings) }

  /// Why intake does not get on by itself; nil if it does, or waits for what is not in its hands.
  nonisolated var hang: String? { reporter.hang }

  /// Figures for monitoring, in Prometheus's text format.
  func metrics() async -> String { await reporter.metrics(of: settings) }

  private func reload() async -> ControlReply {
    await takeTurn()
    defer { endTurn() }
    notify.send(.reloading)
    defer { notify.send(.ready) }
    do {
      let next = try SettingsReader().read(configuration)
      let fixed = next.unchangeable(from: settings, file: shown(configuration))
      if !fixed.isEmpty { return refused("\(SettingsError(problems: fixed))") }
      try await ledger.prepare(actors: next.actors)
      try await delivery.replaceEndpoints(
        next.endpoints.map(\.endpoint), filters: next.endpointFilters)
      await intake.adopt(IntakePlan(next))
      watcher.replaceFolders(next.watchedFolders)
      threshold.level = next.logLevel
      access.replaceToken(next.monitoring?.token)
      settings = next
      reporter.tally.addReload(isApplied: true)
      logger.notice("configuration reloaded", metadata: ["file": "\(configuration)"])
      return .done(text: "reloaded \(configuration)")
    } catch {
      return refused("\(error)")
    }
  }

  /// Waits until no other reload is under way: two at once would mix the parts of two configurations.
  private func takeTurn() async {
    guard isReloading else {
      isReloading = true
      return
    }
    await withCheckedContinuation { waiting.append($0) }
  }

  private func endTurn() {
    guard !waiting.isEmpty else {
      isReloading = false
      return
    }
    waiting.removeFirst().resume()
  }

  private func refused(_ reason: String) -> ControlReply {
    reporter.tally.addReload(isApplied: false)
    logger.error(
      "configuration refused, the old one stays",
      metadata: ["file": "\(configuration)", "reason": "\(reason)"])
    return .refused(reason: reason)
  }

  private func unknownEndpoint(_ name: String) -> ControlReply {
    let known = settings.endpoints.map(\.name)
    return .refused(
      reason: "\(shown(configuration)) has no endpoint \"\(shown(name))\", but: "
        + (known.isEmpty ? "none" : known.joined(separator: ", ")))
  }

  private func endpoint(_ name: String) -> Endpoint? {
    settings.endpoints.first { $0.name == name }?.endpoint
  }

  private func enable(_ name: String) async -> ControlReply {
    guard endpoint(name) != nil else { return unknownEndpoint(name) }
    do {
      try await delivery.enable(endpoint: name)
      logger.notice("endpoint enabled", metadata: ["endpoint": "\(name)"])
      return .done(text: "endpoint \(name) is active")
    } catch {
      return .refused(reason: "\(error)")
    }
  }

  private func retryFailed(_ id: Int64?) async -> ControlReply {
    do {
      let done = try await ledger.retryFailed(id, in: settings.folders)
      watcher.rescan()
      logger.notice("failed files are read again", metadata: ["outcome": "\(done)"])
      return .done(text: done)
    } catch {
      return .refused(reason: "\(error)")
    }
  }

  private func disable(_ name: String) async -> ControlReply {
    guard endpoint(name) != nil else { return unknownEndpoint(name) }
    do {
      try await delivery.disable(endpoint: name)
      logger.notice("endpoint disabled", metadata: ["endpoint": "\(name)"])
      return .done(text: "endpoint \(name) is disabled, what waits for it are dead letters")
    } catch {
      return .refused(reason: "\(error)")
    }
  }

  private func test(_ name: String) async -> ControlReply {
    guard let endpoint = endpoint(name) else { return unknownEndpoint(name) }
    do {
      let report = try await delivery.test(endpoint)
      let text = report.lines.joined(separator: "\n")
      return report.isDelivered ? .done(text: text) : .refused(reason: text)
    } catch {
      return .refused(reason: "\(error)")
    }
  }

  private func changeDeliveries(_ change: DeliveryChange) async -> ControlReply {
    do {
      let done = try await delivery.change(change)
      logger.notice("deliveries changed", metadata: ["outcome": "\(done)"])
      return .done(text: done)
    } catch {
      return .refused(reason: "\(error)")
    }
  }

  private func correct(_ correction: Correction) async -> ControlReply {
    do {
      let done = try await ledger.correct(
        correction, actors: settings.actors.map(\.id), at: DeliveryClock.system.now())
      logger.notice("ledger corrected", metadata: ["outcome": "\(done)"])
      return .done(text: done)
    } catch {
      return .refused(reason: "\(error)")
    }
  }
}

extension Settings {
  /// What a running daemon cannot take on of these settings.
  fileprivate func unchangeable(from old: Settings, file: String) -> [SettingsProblem] {
    let keys: [(TopKey, Bool)] = [
      (.ledger, places.ledger != old.places.ledger),
      (.controlSocket, places.controlSocket != old.places.controlSocket),
      (.rescanInterval, rescanIntervalMilliseconds != old.rescanIntervalMilliseconds),
      (.logFormat, logFormat != old.logFormat),
      (.http, monitoring?.address != old.monitoring?.address),
    ]
    return keys.filter(\.1).map { key, _ in
      SettingsProblem(
        file: file, key: key.rawValue, what: "cannot change while the daemon runs",
        remedy: "restart it")
    }
  }
}
