// `gainsay version`: which program this is.

import ArgumentParser
import GainsayDaemon
import StatementAnalysis

struct VersionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "version", abstract: "Print the versions of the program and of its analysis.")

  func run() {
    Output.line("gainsay \(Version.current), analysis \(StatementAnalyzer.version)")
  }
}
