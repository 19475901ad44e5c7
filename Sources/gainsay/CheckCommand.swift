// `gainsay check`: is the configuration sound?

import ArgumentParser
import GainsayDaemon

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Check the configuration and print everything that is wrong with it.",
    discussion:
      "Nothing is started and nothing is sent. The exit code is 78 when something is wrong.")

  @OptionGroup var configuration: ConfigurationOption

  func run() throws {
    let settings = try SettingsReader().read(configuration.config, for: .checking)
    for warning in settings.warnings { Output.note("warning: \(warning)") }
    Output.line(
      """
      \(configuration.config) is sound: \(settings.folders.count) folder(s), \(settings.actors.count) actor(s), \
      \(settings.endpoints.count) endpoint(s)
      """)
  }
}
