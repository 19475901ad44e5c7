// `gainsay status`: is the daemon running, and how is it doing?

import ArgumentParser
import GainsayDaemon

struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Ask the running daemon how it is doing.",
    discussion: "The exit code is 69 when no daemon answers.")

  private static let timeoutMilliseconds = 10_000

  @OptionGroup var configuration: ConfigurationOption

  func run() async throws {
    Output.line(try await configuration.ask(.status, timeoutMilliseconds: Self.timeoutMilliseconds))
  }
}
