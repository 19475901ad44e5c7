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
    let tally = RunTally()
    let delivery = DeliveryService(
      ledger: ledger, curl: try CurlLoop(userAgent: "Gainsay/\(Version.current)"),
      clock: clock, observe: { tally.add($1, at: $0) }, logger: logger)
    try await delivery.replaceEndpoints(
      settings.endpoints.map(\.endpoint), filters: settings.endpointFilters)
    var limits = WatchLimits()
    limits.rescanIntervalMilliseconds = Int(settings.rescanIntervalMilliseconds)
    let watcher = try FolderWatcher(
      folders: settings.watchedFolders, limits: limits, logger: logger)
    let heartbeat = Heartbeat()
    let intake = IntakeService(
      plan: IntakePlan(settings), watcher: watcher, ledger: ledger, clock: clock,
      heartbeat: heartbeat, tally: tally,
      logger: logger, terminal: LogOutput.terminal, ring: delivery.ring)
    let notify = SystemdNotify(logger: logger)
    let reporter = StatusReporter(
      startedAt: clock.now(), ledger: ledger, heartbeat: heartbeat, watcher: watcher, tally: tally)
    let access = MonitoringAccess(token: settings.monitoring?.token)
    let reloading = Reloading(
      settings: settings, configuration: configuration, ledger: ledger, reporter: reporter,
      intake: intake, watcher: watcher, delivery: delivery, access: access, threshold: threshold,
      notify: notify, logger: logger)
    let monitoring = try monitoringService(MonitoringPages(reloading: reloading, access: access))
    let control = try ControlSocket(path: settings.places.controlSocket, logger: logger) {
      request in
      await reloading.answer(request)
    }
    logStart()
    // Stopped from the last to the first: systemd is told, nothing more comes in, then what is queued goes out.
    var services: [any Service] = [SecondSignalService(logger: logger)]
    if sends { services.append(delivery) }
    services += [intake, control, HangupService(reloading: reloading)]
    if let monitoring { services.append(monitoring) }
    services.append(
      SystemdService(notify: notify, heartbeat: heartbeat, status: reloading.status))
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

  /// The pages on their address; nil if there are none.
  ///
  /// A second daemon on a machine shall not need to be told that the usual address is taken.
  private func monitoringService(
    _ pages: MonitoringPages
  ) throws(MonitoringError) -> MonitoringService? {
    guard let monitoring = settings.monitoring else { return nil }
    do {
      return try MonitoringService(
        address: monitoring.address, pages: pages, logger: logger)
    } catch {
      guard !monitoring.isChosen else { throw error }
      logger.warning("no pages for monitoring", metadata: ["reason": "\(error)"])
      return nil
    }
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

/// Ends the process at once when it is told to stop a second time: whoever does that will not wait.
///
/// The first of the services, since it must be the last to stop.
private struct SecondSignalService: Service {
  let logger: Logger

  func run() async throws {
    var isStopping = false
    for await caught in await UnixSignalsSequence(trapping: .sigterm, .sigint)
      .cancelOnGracefulShutdown()
    {
      guard isStopping else {
        isStopping = true
        continue
      }
      logger.warning("stopped at once, by a second signal")
      // As the signal would have done, so that whoever waits sees its number.
      let number = caught == .sigint ? SIGINT : SIGTERM
      signal(number, SIG_DFL)
      kill(getpid(), number)
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
