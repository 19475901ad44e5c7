// `gainsay endpoint`: what is sent to whom, changed by hand.

import ArgumentParser
import GainsayDaemon
import StatementLedger

struct EndpointCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "endpoint", abstract: "Change the state of an endpoint.",
    subcommands: [Enable.self])

  struct Enable: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Send again to an endpoint that refused us (401, 403) or said it was gone (410).")

    private static let timeoutMilliseconds = 10_000

    @OptionGroup var configuration: ConfigurationOption

    @Argument(help: "The endpoint's name.")
    var name: String

    func run() async throws {
      do {
        Output.line(
          try await configuration.ask(
            .enableEndpoint(name: name), timeoutMilliseconds: Self.timeoutMilliseconds))
      } catch let refusal as CommandFailure {
        throw CommandFailure(.configuration, refusal.description)
      } catch let error as ControlClientError where error.code == .notRunning {
        try await enableInLedger()
        Output.line("endpoint \(name) will be active when the daemon runs")
      }
    }

    private func enableInLedger() async throws {
      do {
        try await configuration.ledger().enable(endpoint: name)
      } catch let error as LedgerError where error.code == .notFound {
        let known = try SettingsReader().read(configuration.config, for: .checking).endpoints
        throw CommandFailure(
          .configuration,
          "the ledger knows no endpoint \"\(name)\"; \(configuration.config) has: "
            + (known.isEmpty ? "none" : known.map(\.name).joined(separator: ", ")))
      }
    }
  }
}
