// `gainsay status`: is the daemon running, and how is it doing?

import ArgumentParser
import GainsayDaemon

struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Ask the running daemon how it is doing.",
    discussion: """
      The text says in a sentence what is watched, recorded and waiting, and then, a line each, what is wrong \
      (degraded), each folder and how it is watched, each endpoint, the last article, the ledger with the room on its \
      disk, and how many articles were not analysed. The exit code is 69 when no daemon answers.

      With --format json, an object with version, started_at, summary, degraded, obstacle, folders (name, path, mode, \
      detail), settling_files, event_losses, last_article_at, ledger, disk (ledger, used_bytes, free_bytes) and endpoints \
      (name, format, url, state, failing_since, waiting, dead).
      """)

  private static let timeoutMilliseconds = 10_000

  @OptionGroup var configuration: ConfigurationOption

  @Option(help: "text, or json: one line.")
  var format: Format = .text

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json
  }

  func run() async throws {
    Output.line(
      try await configuration.ask(
        format == .text ? .status : .statusAsJSON, timeoutMilliseconds: Self.timeoutMilliseconds))
  }
}
