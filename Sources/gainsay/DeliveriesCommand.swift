// `gainsay deliveries`: what was sent, what waits, what was given up.

import AlertDelivery
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
    let deliveries = try await ledger.deliveries(endpoint: endpoint, state: state, limit: limit)
    if deliveries.isEmpty { Output.note("no such delivery") }
    // A listing is worth more than the states, for which the ledger may have no time.
    let names = Set(deliveries.map(\.endpoint)).sorted()
    let states = format == .text ? (try? await ledger.prepareEndpoints(names)) ?? [:] : [:]
    let now = DeliveryClock.system.now().iso8601
    for delivery in deliveries {
      switch format {
      case .jsonl: Output.json(delivery)
      case .text:
        Output.line(text(delivery, isHeld: states[delivery.endpoint] == .held, now: now))
      }
    }
  }

  private func text(_ delivery: DeliveryReport, isHeld: Bool, now: String) -> String {
    let isWaiting = delivery.state == .waiting
    var line = """
      \(delivery.endpoint) #\(delivery.sequence) \(delivery.type) \(delivery.alertId): \
      \(isWaiting && isHeld ? "held" : delivery.state.rawValue)
      """
    if delivery.attempts > 0 { line += ", attempts \(delivery.attempts)" }
    if let failure = delivery.lastFailure {
      line += ", \(Self.withoutEcho(failure))"
    } else if let status = delivery.lastStatus {
      line += ", status \(status)"
    }
    // What is due has only to wait for its turn, or for the daemon.
    if let next = delivery.nextAttemptAt, !isHeld {
      line += next > now ? ", next \(next)" : ", due"
    }
    return line
  }

  /// libcurl ends its message with the general words for it, which stand before it already.
  private static func withoutEcho(_ failure: String) -> String {
    let parts = failure.split(separator: ": ", maxSplits: 1)
    guard parts.count == 2, parts[1].hasSuffix(parts[0]) else { return failure }
    return String(parts[1])
  }
}

extension DeliveryReport.State: ExpressibleByArgument {}
