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
    case .status: .done(text: await statusLines().joined(separator: "\n"))
    case .statusAsJSON: await statusAsJSON()
    case .enableEndpoint(let name): await enable(name)
    case .disableEndpoint(let name): await disable(name)
    case .testEndpoint(let name): await test(name)
    case .changeDeliveries(let change): await changeDeliveries(change)
    case .correct(let correction): await correct(correction)
    case .retryFailed(let id): await retryFailed(id)
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

  private func statusLines() async -> [String] {
    let notAnalysed = heartbeat.obstacle == nil ? try? await ledger.counts().notAnalysedText : nil
    return [await status()] + (await troubles()) + [notAnalysed].compactMap { $0 }
  }

  private func statusAsJSON() async -> ControlReply {
    do {
      let report = StatusReport(
        folders: settings.folders.count, obstacle: heartbeat.obstacle,
        ledger: try await ledger.counts(), troubles: await troubles())
      return .done(text: String(decoding: ControlLine.encode(report).dropLast(), as: UTF8.self))
    } catch {
      return .refused(reason: "\(error)")
    }
  }

  /// What is wrong, a line each; none if all is well.
  private func troubles() async -> [String] {
    let conditions = watcher.status.folders
    var lines = settings.folders.compactMap { folder in
      conditions[folder.name].flatMap { $0.trouble.map { "folder \(folder.name): \($0)" } }
    }
    // Where the ledger takes nothing, the sentence above says so.
    guard heartbeat.obstacle == nil else { return lines }
    lines += await endpointTroubles()
    if let count = try? await ledger.counts().setAside, count > 0 {
      lines.append("files set aside: \(count); gainsay failed says why")
    }
    return lines
  }

  private func endpointTroubles() async -> [String] {
    let names = Set(settings.endpoints.map(\.name))
    let reports = ((try? await ledger.endpointReports()) ?? []).filter { names.contains($0.name) }
    return reports.compactMap { report in
      let name = report.name
      let mended = "when the receiver is mended: gainsay endpoint enable \(name)"
      return switch report.state {
      case .held: "endpoint \(name): held, \(report.waiting) waiting; \(mended)"
      case .disabled: "endpoint \(name): disabled, \(report.dead) given up; \(mended)"
      case .active:
        report.failingSince.map {
          "endpoint \(name): failing since \($0), \(report.waiting) waiting; gainsay endpoint test \(name)"
        }
      }
    }
  }

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
    ]
    return keys.filter(\.1).map { key, _ in
      SettingsProblem(
        file: file, key: key.rawValue, what: "cannot change while the daemon runs",
        remedy: "restart it")
    }
  }
}

/// How the daemon is doing, for programs.
private struct StatusReport: Encodable {
  let folders: Int
  /// Why intake pauses; null if it does not.
  @OrNull var obstacle: String?
  let ledger: LedgerCounts
  let troubles: [String]
}

extension LedgerCounts {
  /// How many articles were not analysed and why, the commonest reason first; nil if all were.
  var notAnalysedText: String? {
    guard !notAnalysed.isEmpty else { return nil }
    let count = notAnalysed.values.reduce(0, +)
    let reasons = notAnalysed.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { "\($0.key) (\($0.value))" }
    return "\(count) article\(count == 1 ? "" : "s") not analysed: "
      + reasons.joined(separator: ", ")
  }
}

extension FolderCondition {
  /// What is wrong with a folder; nil if nothing is.
  fileprivate var trouble: String? {
    switch self {
    case .watched, .polled: nil
    case .degraded(let folders):
      "\(folders) inner folder(s) only polled or not readable; see the log"
    case .missing(let reason): "missing, looked for again and again: \(reason)"
    }
  }
}
