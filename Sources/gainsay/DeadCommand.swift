// `gainsay dead`: alerts that were given up: look at them, send them again, forget them.

import AlertDelivery
import ArgumentParser
import GainsayDaemon
import StatementLedger

struct DeadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dead", abstract: "Dead letters: alerts that were given up.",
    discussion: "They stay in the ledger until they are dropped.",
    subcommands: [List.self, Replay.self, Drop.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List dead letters, the newest first, and why they were given up.")

    @OptionGroup var configuration: ConfigurationOption

    @Option(help: "Only to this endpoint.")
    var endpoint: String?

    @Option(help: "At most so many.")
    var limit = 50

    @Option(help: "text, or jsonl: one line of JSON a delivery.")
    var format: StatementFormat = .text

    func validate() throws {
      guard limit > 0 else { throw ValidationError("--limit must be 1 or more.") }
    }

    func run() async throws {
      let letters = try await configuration.ledger()
        .deliveries(endpoint: endpoint, state: .dead, limit: limit)
      if letters.isEmpty { Output.note("no dead letter") }
      for letter in letters {
        switch format {
        case .jsonl: Output.json(letter)
        case .text: Output.line(DeliveryText.text(letter, isHeld: false, now: ""))
        }
      }
    }
  }

  struct Replay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Send dead letters again, under the same ids, with all their tries before them.")

    @OptionGroup var configuration: ConfigurationOption
    @OptionGroup var letters: DeadLetterArguments

    func run() async throws {
      try await configuration.change(.replay(letters.selection))
    }
  }

  struct Drop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Forget dead letters: they can never be sent again.")

    @OptionGroup var configuration: ConfigurationOption
    @OptionGroup var letters: DeadLetterArguments

    func run() async throws {
      try await configuration.change(.drop(letters.selection))
    }
  }
}

/// Which dead letters: ids, an endpoint's, or all.
struct DeadLetterArguments: ParsableArguments {
  @Argument(help: "Ids of alerts (alert_…).")
  var ids: [String] = []

  @Option(help: "Those to this endpoint.")
  var endpoint: String?

  @Flag(help: "All of them.")
  var all = false

  var selection: DeliverySelection { DeliverySelection(alerts: ids, endpoint: endpoint) }

  func validate() throws {
    guard all != (!ids.isEmpty || endpoint != nil) else {
      throw ValidationError("Give ids of alerts, --endpoint or --all.")
    }
  }
}

extension ConfigurationOption {
  /// Longer than it takes while a big batch is being recorded.
  private static let timeoutMilliseconds = 60_000

  /// Changes deliveries, through the daemon if there is one, and prints what was done.
  func change(_ change: DeliveryChange) async throws {
    try await tell(
      .changeDeliveries(change), timeoutMilliseconds: Self.timeoutMilliseconds, refusal: .noInput
    ) {
      try await ledger().change(change, at: DeliveryClock.system.now())
    }
  }
}
