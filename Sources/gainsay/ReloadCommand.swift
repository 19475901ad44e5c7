// `gainsay reload`: a new configuration for the running daemon.

import ArgumentParser
import GainsayDaemon

struct ReloadCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reload",
    abstract:
      "Make the running daemon read its configuration again; wait until it is applied or refused.",
    discussion:
      "When it is refused, what is wrong is printed and the daemon goes on with the old one.")

  /// Longer than a reload takes while a big batch is being recorded.
  private static let timeoutMilliseconds = 60_000

  @OptionGroup var configuration: ConfigurationOption

  func run() async throws {
    do {
      Output.line(
        try await configuration.ask(.reload, timeoutMilliseconds: Self.timeoutMilliseconds))
    } catch let refusal as CommandFailure {
      throw CommandFailure(.configuration, refusal.description)
    }
  }
}
