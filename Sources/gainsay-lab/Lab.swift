// The workbench: makes the models and measures them.

import ArgumentParser

@main struct Lab: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gainsay-lab",
    abstract: "Train the models of the analysis and measure them.",
    subcommands: [
      TrainCommand.self, AttributeCommand.self, CrossvalidateCommand.self, ConceptsCommand.self,
      NounsCommand.self,
      NoveltyCommand.self, BenchCommand.self,
    ])
}
