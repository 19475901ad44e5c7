// A new configuration for the running daemon: applied whole, or refused with the reason.

import AlertDelivery
import FolderWatching
import Logging
import StatementLedger

/// Answers what comes in over the control socket.
actor Reloading {
  private var settings: Settings
  private let configuration: String
  private let ledger: Ledger
  private let heartbeat: Heartbeat
  private let intake: IntakeService
  private let watcher: FolderWatcher
  private let delivery: DeliveryService
  private let threshold: LogThreshold
  private let notify: SystemdNotify
  private let logger: Logger
  private var isReloading = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  init(
    settings: Settings, configuration: String, ledger: Ledger, heartbeat: Heartbeat,
    intake: IntakeService, watcher: FolderWatcher, delivery: DeliveryService,
    threshold: LogThreshold, notify: SystemdNotify, logger: Logger
  ) {
    self.settings = settings
    self.configuration = configuration
    self.ledger = ledger
    self.heartbeat = heartbeat
    self.intake = intake
    self.watcher = watcher
    self.delivery = delivery
    self.threshold = threshold
    self.notify = notify
    self.logger = logger
  }

  /// Does what is asked; says what came of it.
  func answer(_ request: ControlRequest) async -> ControlReply {
    switch request {
    case .reload: await reload()
    case .status: .done(text: await status())
    case .enableEndpoint(let name): await enable(name)
    }
  }

  /// How the daemon is doing, in a sentence for an administrator.
  func status() async -> String {
    guard let counts = try? await ledger.counts() else {
      return "the ledger cannot be read; see the log"
    }
    let folders = settings.folders.count == 1 ? "1 folder" : "\(settings.folders.count) folders"
    let obstacle = heartbeat.obstacle.map { "intake pauses: \($0); " } ?? ""
    return obstacle + """
      watching \(folders); \(counts.articles) articles, \(counts.statements) statements, \(counts.setAside) files set \
      aside; \(counts.deliveriesWaiting) deliveries waiting, \(counts.deliveriesDead) given up
      """
  }

  private func reload() async -> ControlReply {
    await takeTurn()
    defer { endTurn() }
    notify.send(.reloading)
    defer { notify.send(.ready) }
    do {
      let next = try SettingsReader().read(configuration)
      if let fixed = next.unchangeable(from: settings) { return refused(fixed) }
      try await delivery.replaceEndpoints(next.deliveryEndpoints())
      await intake.adopt(IntakePlan(next))
      watcher.replaceFolders(next.watchedFolders)
      threshold.level = next.logLevel
      settings = next
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
    logger.error(
      "configuration refused, the old one stays",
      metadata: ["file": "\(configuration)", "reason": "\(reason)"])
    return .refused(reason: reason)
  }

  private func enable(_ name: String) async -> ControlReply {
    do {
      try await delivery.enable(endpoint: name)
      logger.notice("endpoint enabled", metadata: ["endpoint": "\(name)"])
      return .done(text: "endpoint \(name) is active")
    } catch {
      return .refused(reason: "\(error)")
    }
  }
}

extension Settings {
  /// Why a running daemon cannot take these settings on; nil if it can.
  fileprivate func unchangeable(from old: Settings) -> String? {
    let changed = [
      ("ledger", places.ledger != old.places.ledger),
      ("control_socket", places.controlSocket != old.places.controlSocket),
      ("rescan_interval", rescanIntervalMilliseconds != old.rescanIntervalMilliseconds),
      ("log_format", logFormat != old.logFormat),
    ].filter(\.1).map(\.0)
    guard !changed.isEmpty else { return nil }
    return "\(changed.joined(separator: ", ")) cannot change while the daemon runs; restart it"
  }

  /// The endpoints as delivery takes them.
  ///
  /// - Throws: `DeliveryError` for a URL that the checks of the configuration let through.
  func deliveryEndpoints() throws(DeliveryError) -> [Endpoint] {
    var endpoints: [Endpoint] = []
    for setting in self.endpoints {
      endpoints.append(
        Endpoint(
          name: setting.name, url: try EndpointURL(setting.url.revealed),
          secret: setting.secret, previousSecret: setting.previousSecret,
          timeoutMilliseconds: Int(setting.timeoutMilliseconds),
          allowPrivate: setting.allowsPrivate,
          retrySchedule: setting.retryScheduleMilliseconds.map(RetrySchedule.init(own:))
            ?? .standard))
    }
    return endpoints
  }
}

extension RetrySchedule {
  /// A schedule of the user's own: where its longest delay is under the usual pause, that is the pause.
  fileprivate init(own delays: [Int64]) {
    let usual = RetrySchedule.standard.pauseMillisecondsMin
    self.init(delaysMilliseconds: delays, pauseMillisecondsMin: min(usual, delays.max() ?? usual))
  }
}
