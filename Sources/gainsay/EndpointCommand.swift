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
      let ledger = try configuration.ledger()
      // The call stands in a closure of its own: the compiler of Swift 6.3 crashes, when it optimises, on a `catch` with a
      // condition around an awaited call with a typed error.
      let failure = await { () async -> LedgerError? in
        do throws(LedgerError) {
          try await ledger.enable(endpoint: name)
          return nil
        } catch {
          return error
        }
      }()
      guard let failure else { return }
      guard failure.code == .notFound else { throw failure }
      let known = try SettingsReader().read(configuration.config, for: .checking).endpoints
      throw CommandFailure(
        .configuration,
        "the ledger knows no endpoint \"\(name)\"; \(configuration.config) has: "
          + (known.isEmpty ? "none" : known.map(\.name).joined(separator: ", ")))
    }
  }
}
