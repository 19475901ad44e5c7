// `gainsay backup`: a copy of the ledger, made while the daemon works.

import ArgumentParser
import GainsayDaemon
import StatementLedger

struct BackupCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "Copy the ledger into one file, while the daemon works or without it.",
    discussion: """
      The copy shows one moment. The file appears when it is whole, checked and on the disk, else not at all; an \
      existing one is replaced with --force only. gainsay restore brings it back.
      """)

  @OptionGroup var configuration: ConfigurationOption

  @Argument(help: ArgumentHelp("Where to.", valueName: "file"), completion: .file())
  var file: String

  @Flag(help: "Replace a file that is there.")
  var force = false

  func run() async throws {
    let ledger = try configuration.ledger()
    let bytes = try await ledger.backUp(to: file, replacing: force)
    try ledger.close()
    Output.line("ledger \(try configuration.places().ledger) is copied to \(file), \(bytes) bytes")
  }
}
