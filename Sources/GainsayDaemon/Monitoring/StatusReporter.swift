// Gathers how the daemon is doing: for `gainsay status`, for systemd, for /ready and /metrics.

import AlertDelivery
import FolderWatching
import StatementLedger

/// Asks the rooms; changes nothing.
struct StatusReporter: Sendable {
  let startedAt: Timestamp
  let ledger: Ledger
  let heartbeat: Heartbeat
  let watcher: FolderWatcher
  let tally: RunTally

  /// A sentence for an administrator, without a look at all of the ledger.
  func summary(of settings: Settings) async -> String {
    guard let gauges = try? await ledger.gauges() else {
      return "the ledger cannot be read; see the log"
    }
    let folders = settings.folders.count == 1 ? "1 folder" : "\(settings.folders.count) folders"
    let waiting = gauges.endpoints.values.reduce(0) { $0 + $1.waiting }
    let dead = gauges.endpoints.values.reduce(0) { $0 + $1.dead }
    let obstacle = intakeTrouble.map { "\($0); " } ?? ""
    return obstacle + """
      watching \(folders); \(gauges.articles) articles, \(gauges.statements) statements, \(gauges.setAside) files set \
      aside; \(waiting) deliveries waiting, \(dead) given up
      """
  }

  /// Everything there is to say.
  func report(of settings: Settings) async -> StatusReport {
    let watching = watcher.status
    let disk = DiskSpace(settings.places)
    let known = await knowledge()
    let endpoints = endpointStates(settings, known.endpoints)
    return StatusReport(
      version: Version.current, startedAt: startedAt.iso8601,
      summary: await summary(of: settings),
      degraded: intakeTroubles(settings, watching) + [known.trouble].compactMap { $0 }
        + deliveryTroubles(endpoints, known.counts, disk),
      obstacle: heartbeat.obstacle,
      folders: settings.folders.map { folder in
        let condition = watching.folders[folder.name]
        return StatusReport.Folder(
          name: folder.name, path: folder.path, mode: condition.mode, detail: condition.detail)
      },
      settlingFiles: watching.settlingFiles, eventLosses: watching.eventLosses,
      lastArticleAt: known.lastArticleAt?.iso8601, ledger: known.counts,
      disk: StatusReport.Disk(
        ledger: settings.places.ledger, usedBytes: disk.usedBytes, freeBytes: disk.freeBytes),
      endpoints: endpoints)
  }

  /// What the ledger says, or why it does not.
  private struct Knowledge {
    var counts: LedgerCounts?
    var lastArticleAt: Timestamp?
    var endpoints: [EndpointReport] = []
    var trouble: String?
  }

  private func knowledge() async -> Knowledge {
    do {
      return Knowledge(
        counts: try await ledger.counts(), lastArticleAt: try await ledger.gauges().lastArticleAt,
        endpoints: try await ledger.endpointReports())
    } catch {
      return Knowledge(trouble: "\(error)")
    }
  }

  /// What keeps articles from being taken in; none if the daemon is ready for them.
  func obstacles(of settings: Settings) async -> [String] {
    var obstacles = [intakeTrouble].compactMap { $0 }
    let conditions = watcher.status.folders
    obstacles += settings.folders.compactMap { folder in
      guard case .missing = conditions[folder.name] else { return nil }
      return conditions[folder.name].trouble.map { "folder \(folder.name): \($0)" }
    }
    if (try? await ledger.gauges()) == nil { obstacles.append("the ledger cannot be read") }
    return obstacles
  }

  /// Why intake does not get on; nil if it does.
  private var intakeTrouble: String? {
    hang ?? heartbeat.obstacle.map { "intake pauses: \($0)" }
  }

  /// That a step of intake does not end; nil if none hangs.
  var hang: String? {
    heartbeat.hang.map { "intake has not got on for \($0.components.seconds) s" }
  }

  /// Whether nothing is taken in just now.
  var isIntakeStopped: Bool { intakeTrouble != nil }

  private func intakeTroubles(_ settings: Settings, _ watching: WatchingStatus) -> [String] {
    [intakeTrouble].compactMap { $0 }
      + settings.folders.compactMap { folder in
        watching.folders[folder.name].trouble.map { "folder \(folder.name): \($0)" }
      }
  }

  private func deliveryTroubles(
    _ endpoints: [StatusReport.Endpoint], _ counts: LedgerCounts?, _ disk: DiskSpace
  ) -> [String] {
    var troubles = endpoints.compactMap(\.trouble)
    if let count = counts?.setAside, count > 0 {
      troubles.append("files set aside: \(count); gainsay failed says why")
    }
    if disk.isShort, let free = disk.freeBytes {
      troubles.append("the ledger's disk has \(DiskSpace.text(free)) left; make room")
    }
    return troubles
  }

  /// Those of the configuration, in its order.
  private func endpointStates(
    _ settings: Settings, _ reports: [EndpointReport]
  ) -> [StatusReport.Endpoint] {
    settings.endpoints.map(\.endpoint).map { endpoint in
      let report = reports.first { $0.name == endpoint.name }
      return StatusReport.Endpoint(
        name: endpoint.name, format: endpoint.formatName, url: "\(endpoint.url)",
        state: report?.state ?? .active, failingSince: report?.failingSince,
        pausedUntil: report?.pausedUntil, waiting: report?.waiting ?? 0, dead: report?.dead ?? 0)
    }
  }
}

extension StatusReport.Endpoint {
  /// What is wrong with an endpoint; nil if nothing is.
  fileprivate var trouble: String? {
    let mended = "when the receiver is mended: gainsay endpoint enable \(name)"
    return switch state {
    case .held: "endpoint \(name): held, \(waiting) waiting; \(mended)"
    case .disabled: "endpoint \(name): disabled, \(dead) given up; \(mended)"
    case .active:
      failingSince.map {
        "endpoint \(name): failing since \($0), \(waiting) waiting; gainsay endpoint test \(name)"
      }
    }
  }
}

extension FolderCondition? {
  /// A folder of which nothing is known yet is about to be watched.
  var mode: FolderMode {
    switch self {
    case .watched, nil: .watched
    case .polled: .polled
    case .degraded: .degraded
    case .missing: .missing
    }
  }

  fileprivate var detail: String? {
    switch self {
    case .watched, nil: nil
    case .polled(let reason): reason
    case .degraded, .missing: trouble
    }
  }

  /// What is wrong with a folder; nil if nothing is.
  fileprivate var trouble: String? {
    switch self {
    case .watched, .polled, nil: nil
    case .degraded(let folders):
      "\(folders) inner folder(s) only polled or not readable; see the log"
    case .missing(let reason): "missing, looked for again and again: \(reason)"
    }
  }
}
