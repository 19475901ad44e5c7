// `gainsay restore`: a backup takes the ledger's place.

import AlertDelivery
import ArgumentParser
import GainsayDaemon
import StatementLedger

struct RestoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore",
    abstract: "Put a backup in the ledger's place, with the daemon stopped.",
    discussion: """
      The backup is checked first and stays as it is; the ledger that it replaces is kept beside under a dated name. What \
      waited for an endpoint when the backup was made is sent, under its old id, also if it has been delivered since. \
      Articles that came after the backup are read again if they still lie in their folders, and told as news.
      """)

  @OptionGroup var configuration: ConfigurationOption

  @Argument(
    help: ArgumentHelp("A file that gainsay backup has made.", valueName: "file"),
    completion: .file())
  var file: String

  func run() async throws {
    let path = try configuration.places().ledger
    let kept = try Ledger.restore(file, to: path, at: DeliveryClock.system.now())
    Output.line("ledger \(path) is what \(file) holds")
    if let kept { Output.line("the ledger until now is \(kept)") }
  }
}
