// `gainsay deliveries`: what was sent, what waits, what was given up.

import AlertDelivery
import ArgumentParser
import GainsayDaemon
import StatementLedger

struct DeliveriesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "deliveries", abstract: "List deliveries, or try again what waits.",
    subcommands: [List.self, Retry.self], defaultSubcommand: List.self)

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List deliveries, the newest first.")

    @OptionGroup var configuration: ConfigurationOption

    @Option(help: "Only to this endpoint.")
    var endpoint: String?

    @Option(help: "Only those in this state: waiting, delivered or dead.")
    var state: DeliveryReport.State?

    @Option(help: "At most so many.")
    var limit = 50

    @Option(help: "text, or jsonl: one line of JSON a delivery.")
    var format: StatementFormat = .text

    func validate() throws {
      guard limit > 0 else { throw ValidationError("--limit must be 1 or more.") }
    }

    func run() async throws {
      let ledger = try configuration.ledger()
      let deliveries = try await ledger.deliveries(endpoint: endpoint, state: state, limit: limit)
      if deliveries.isEmpty { Output.note("no such delivery") }
      let states = format == .text ? try await ledger.endpointStates() : [:]
      let now = DeliveryClock.system.now().iso8601
      for delivery in deliveries {
        switch format {
        case .jsonl: Output.json(delivery)
        case .text:
          Output.line(
            DeliveryText.text(delivery, isHeld: states[delivery.endpoint] == .held, now: now))
        }
      }
    }
  }

  struct Retry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Try now what failed and waits for another try.",
      discussion: "A held or disabled endpoint is sent nothing by it: gainsay endpoint enable.")

    @OptionGroup var configuration: ConfigurationOption

    @Argument(help: "The id of an alert (alert_…); without one, all that wait.")
    var id: String?

    @Option(help: "Those to this endpoint.")
    var endpoint: String?

    func run() async throws {
      try await configuration.change(
        .retry(DeliverySelection(alerts: id.map { [$0] } ?? [], endpoint: endpoint)))
    }
  }
}
