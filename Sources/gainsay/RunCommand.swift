// `gainsay run`: the daemon.

import ArgumentParser
import GainsayDaemon
import Logging

struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Watch the configured folders and tell what is new, until SIGTERM or Ctrl-C.",
    discussion: """
      SIGHUP reloads the configuration. systemd is told when the daemon is ready. Exit codes: 78 for a configuration \
      that cannot be used, 69 when another daemon has the ledger or a limit of the system is reached.
      """)

  @OptionGroup var configuration: ConfigurationOption

  @Flag(help: "Record and queue alerts, but send none.")
  var noSend = false

  func run() async throws {
    let settings = try SettingsReader().read(configuration.config)
    let threshold = LogThreshold(settings.logLevel)
    let destination = LogDestination(settings.logFormat)
    LoggingSystem.bootstrap { label in
      DaemonLogHandler(label: label, threshold: threshold, destination: destination)
    }
    try await Daemon(
      settings: settings, configuration: configuration.config, sends: !noSend, threshold: threshold,
      logger: Logger(label: "gainsay")
    ).run()
  }
}
