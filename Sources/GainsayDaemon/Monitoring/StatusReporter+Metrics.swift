// What /metrics shows: each metric in one place, in the order in which it is read.

import AlertDelivery
import FolderWatching
import StatementAnalysis
import StatementLedger

extension StatusReporter {
  /// Figures for monitoring, in Prometheus's text format.
  ///
  /// Labels name what the configuration names, kinds and states: never a file, a speaker or an
  /// article. Each metric that has labels names all of their values from the start, so that a rate
  /// sees the first step from 0.
  func metrics(of settings: Settings) async -> String {
    var text = MetricsText()
    let counts = tally.counts
    text.add(
      "build_info", .gauge, "The version that runs.", [Sample(1, ("version", Version.current))])
    text.add(
      "start_time_seconds", .gauge, "When the daemon started, in seconds since 1970.",
      Seconds(milliseconds: startedAt.millisecondsSince1970))
    addIntake(counts, to: &text)
    addFolders(settings, to: &text)
    addAttempts(counts, settings, to: &text)
    await addLedger(settings, to: &text)
    text.add(
      "reloads_total", .counter, "Configurations read again, by what came of it.",
      [
        Sample(counts.reloadsApplied, ("outcome", "applied")),
        Sample(counts.reloadsRefused, ("outcome", "refused")),
      ])
    return text.text
  }

  private typealias Sample = MetricsText.Sample

  private func addIntake(_ counts: RunTally.Counts, to text: inout MetricsText) {
    text.add(
      "articles_total", .counter, "Articles recorded, by what they were to the ledger.",
      RunTally.articleOutcomes.map { Sample(counts.articles[$0] ?? 0, ("outcome", $0)) })
    text.add(
      "articles_not_analysed_total", .counter, "Articles recorded that were not analysed.",
      counts.notAnalysed.sorted { $0.key < $1.key }.map { Sample($0.value, ("reason", $0.key)) })
    let classes = StatementKind.allCases.flatMap { kind in
      [true, false].map { RunTally.StatementClass(kind: kind, isNew: $0) }
    }
    text.add(
      "statements_total", .counter, "Statements recorded, by kind and novelty.",
      classes.map {
        Sample(
          counts.statements[$0] ?? 0, ("kind", $0.kind.rawValue),
          ("novelty", $0.isNew ? "new" : "known"))
      })
    text.add(
      "alerts_queued_total", .counter, "Alerts queued, counted for each endpoint.",
      counts.alertsQueued)
    text.add(
      "files_set_aside_total", .counter, "Files that could not be read as articles.",
      counts.filesSetAside)
    text.add("intake_paused", .gauge, "1 while intake waits or does not get on.", isIntakeStopped)
  }

  private func addFolders(_ settings: Settings, to text: inout MetricsText) {
    let watching = watcher.status
    text.add(
      "folder_mode", .gauge, "1 for how the folder's files are noticed just now.",
      settings.folders.flatMap { folder in
        let mode = watching.folders[folder.name].mode
        return FolderMode.allCases.map {
          Sample(mode == $0, ("folder", folder.name), ("mode", $0.rawValue))
        }
      })
    text.add("settling_files", .gauge, "Files that wait to be at rest.", watching.settlingFiles)
    text.add(
      "event_losses_total", .counter,
      "How often the kernel dropped events, after which all folders are listed anew.",
      watching.eventLosses)
  }

  private func addAttempts(
    _ counts: RunTally.Counts, _ settings: Settings, to text: inout MetricsText
  ) {
    let attempts = settings.endpoints.map { ($0.name, counts.attempts[$0.name] ?? .init()) }
    text.add(
      "delivery_attempts_total", .counter, "Requests to endpoints, by what followed.",
      attempts.flatMap { endpoint, attempts in
        DeliveryAttempt.Verdict.names.map {
          Sample(attempts.outcomes[$0] ?? 0, ("endpoint", endpoint), ("outcome", $0))
        }
      })
    text.add(
      "delivery_attempt_duration_seconds", .histogram,
      "From connecting to the end of the response.",
      attempts.flatMap { endpoint, attempts in
        let label = ("endpoint", endpoint)
        let bounds = RunTally.Attempts.boundsMilliseconds.map { Seconds(milliseconds: $0).figure }
        let buckets = zip(bounds + ["+Inf"], attempts.withinBound + [attempts.count])
        return buckets.map { Sample($1, end: "_bucket", label, ("le", $0)) } + [
          Sample(Seconds(milliseconds: attempts.durationMilliseconds), end: "_sum", label),
          Sample(attempts.count, end: "_count", label),
        ]
      })
  }

  private func addLedger(_ settings: Settings, to text: inout MetricsText) async {
    let disk = DiskSpace(settings.places)
    text.add("ledger_size_bytes", .gauge, "The ledger with its log on the disk.", disk.usedBytes)
    if let free = disk.freeBytes {
      text.add("ledger_disk_free_bytes", .gauge, "Room left on the ledger's disk.", free)
    }
    let gauges = try? await ledger.gauges()
    text.add("ledger_up", .gauge, "1 if the ledger can be read.", gauges != nil)
    guard let gauges else { return }
    text.add("failed_files", .gauge, "Files set aside and not read since.", gauges.setAside)
    if let last = gauges.lastArticleAt {
      text.add(
        "last_article_timestamp_seconds", .gauge, "When the latest article was recorded.",
        Seconds(milliseconds: last.millisecondsSince1970))
    }
    let endpoints = settings.endpoints.map {
      ($0.name, gauges.endpoints[$0.name] ?? .init(state: .active, isFailing: false))
    }
    text.add(
      "deliveries", .gauge, "Alerts that wait for an endpoint, and dead letters.",
      endpoints.flatMap { name, endpoint in
        [
          Sample(endpoint.waiting, ("endpoint", name), ("state", "waiting")),
          Sample(endpoint.dead, ("endpoint", name), ("state", "dead")),
        ]
      })
    text.add(
      "endpoint_state", .gauge, "1 for the state that the endpoint is in.",
      endpoints.flatMap { name, endpoint in
        [EndpointState.active, .held, .disabled].map {
          Sample(endpoint.state == $0, ("endpoint", name), ("state", $0.rawValue))
        }
      })
    text.add(
      "endpoint_failing", .gauge, "1 while the endpoint fails again and again.",
      endpoints.map { Sample($1.isFailing, ("endpoint", $0)) })
  }
}
