// `gainsay deliveries`: what was sent, what waits, what was given up.

import ArgumentParser
import GainsayDaemon
import StatementLedger

struct DeliveriesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "deliveries", abstract: "List deliveries, the newest first.")

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
    for delivery in try await ledger.deliveries(endpoint: endpoint, state: state, limit: limit) {
      switch format {
      case .jsonl: Output.json(delivery)
      case .text: Output.line(text(delivery))
      }
    }
  }

  private func text(_ delivery: DeliveryReport) -> String {
    var line = """
      \(delivery.endpoint) #\(delivery.sequence) \(delivery.type) \(delivery.alertId): \(delivery.state.rawValue)
      """
    if delivery.attempts > 0 { line += ", attempts \(delivery.attempts)" }
    if let status = delivery.lastStatus { line += ", status \(status)" }
    if let failure = delivery.lastFailure { line += ", \(failure)" }
    if let next = delivery.nextAttemptAt { line += ", next \(next)" }
    return line
  }
}

extension DeliveryReport.State: ExpressibleByArgument {}
