// The workbench: what is done with Gainsay rather than by it.

import ArgumentParser

@main
struct Lab: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gainsay-lab", abstract: "The workbench of Gainsay.",
    subcommands: [BenchCommand.self])
}
