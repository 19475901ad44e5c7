// The daemon: opens what it needs, wires the rooms, runs until it is told to stop. Read this first.

package import AlertDelivery
import FolderWatching
import Glibc
package import Logging
import ServiceLifecycle
import StatementLedger
import UnixSignals

/// Watches, analyses, records and delivers by one configuration.
package struct Daemon: Sendable {
  /// After this long a graceful stop gives up waiting: deliveries in flight are cut off and go again at the next start.
  private static let stopMax = Duration.seconds(20)

  private let settings: Settings
  private let configuration: String
  private let sends: Bool
  private let threshold: LogThreshold
  private let clock: DeliveryClock
  private let logger: Logger

  /// A daemon that is not running yet.
  ///
  /// `configuration` is the file that `settings` were read from, for reloading. Without `sends`, alerts are recorded and
  /// queued only.
  package init(
    settings: Settings, configuration: String, sends: Bool, threshold: LogThreshold,
    clock: DeliveryClock = .system,
    logger: Logger
  ) {
    self.settings = settings
    self.configuration = configuration
    self.sends = sends
    self.threshold = threshold
    self.clock = clock
    self.logger = logger
  }

  /// Runs until SIGTERM or SIGINT, then stops gracefully.
  ///
  /// - Throws: `SettingsError`, `LedgerError`, `FolderWatchingError`, `ControlSocketError` or `DeliveryError`.
  package func run() async throws {
    // When whoever reads the log goes away, writing it fails and nothing else does.
    signal(SIGPIPE, SIG_IGN)
    try checkLedgerFolder()
    let ledger = try Ledger.open(at: settings.places.ledger, purpose: .daemon)
    try await ledger.prepare(actors: settings.actors)
    let delivery = DeliveryService(
      ledger: ledger, curl: try CurlLoop(userAgent: "Gainsay/\(Version.current)"),
      clock: clock, logger: logger)
    try await delivery.replaceEndpoints(
      settings.endpoints.map(\.endpoint), filters: settings.endpointFilters)
    var limits = WatchLimits()
    limits.rescanIntervalMilliseconds = Int(settings.rescanIntervalMilliseconds)
    let watcher = try FolderWatcher(
      folders: settings.watchedFolders, limits: limits, logger: logger)
    let heartbeat = Heartbeat()
    let intake = IntakeService(
      plan: IntakePlan(settings), watcher: watcher, ledger: ledger, clock: clock,
      heartbeat: heartbeat,
      logger: logger, terminal: LogOutput.terminal, ring: delivery.ring)
    let notify = SystemdNotify(logger: logger)
    let reloading = Reloading(
      settings: settings, configuration: configuration, ledger: ledger, heartbeat: heartbeat,
      intake: intake,
      watcher: watcher,
      delivery: delivery,
      threshold: threshold, notify: notify, logger: logger)
    let control = try ControlSocket(path: settings.places.controlSocket, logger: logger) {
      request in
      await reloading.answer(request)
    }
    logStart()
    // Stopped from the last to the first: systemd is told, nothing more comes in, then what is queued goes out.
    var services: [any Service] = sends ? [delivery] : []
    services += [
      intake, control, HangupService(reloading: reloading),
      SystemdService(notify: notify, heartbeat: heartbeat, status: reloading.status),
    ]
    try await serve(services)
    try ledger.close()
    logger.notice("stopped")
  }

  private func serve(_ services: [any Service]) async throws {
    var configuration = ServiceGroupConfiguration(
      services: services.map { service in
        // Whichever service ends takes the others with it, so that none is missed.
        ServiceGroupConfiguration.ServiceConfiguration(
          service: service, successTerminationBehavior: .gracefullyShutdownGroup,
          failureTerminationBehavior: .gracefullyShutdownGroup)
      }, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger.quiet)
    configuration.maximumGracefulShutdownDuration = Self.stopMax
    try await ServiceGroup(configuration: configuration).run()
  }

  private func logStart() {
    for warning in settings.warnings {
      logger.warning("configuration", metadata: ["warning": "\(warning)"])
    }
    if settings.endpoints.isEmpty {
      logger.warning("no endpoint is configured: statements are recorded, nobody is told")
    }
    if !sends { logger.warning("nothing is sent: alerts are queued until a run without --no-send") }
    logger.notice(
      "ready",
      metadata: [
        "version": "\(Version.current)", "file": "\(configuration)",
        "folders": "\(settings.folders.map(\.name).joined(separator: ","))",
        "endpoints": "\(settings.endpoints.map(\.name).joined(separator: ","))",
      ])
  }

  /// Says which key to correct, which opening the ledger cannot.
  private func checkLedgerFolder() throws(SettingsError) {
    guard let folder = settings.places.missingLedgerFolder else { return }
    throw SettingsError(problems: [
      SettingsProblem(
        file: shown(configuration), key: TopKey.ledger.rawValue,
        what: "its folder \(shown(folder)) does not exist", remedy: "create it or correct the path")
    ])
  }
}

/// Reloads the configuration on SIGHUP, which would otherwise end the process.
private struct HangupService: Service {
  let reloading: Reloading

  func run() async throws {
    for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
      _ = await reloading.answer(.reload)
    }
  }
}

extension Logger {
  /// For a library that logs its own steps: its warnings only.
  fileprivate var quiet: Logger {
    var logger = self
    logger.logLevel = max(logLevel, .warning)
    return logger
  }
}
