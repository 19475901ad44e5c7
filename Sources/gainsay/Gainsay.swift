// The command: its subcommands, each in a file of its own.

import AlertDelivery
import ArgumentParser
import FolderWatching
import GainsayDaemon
import StatementLedger

@main
enum Main {
  static func main() async {
    do {
      var command = try Gainsay.parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      guard let failure = CommandFailure(error) else { Gainsay.exit(withError: error) }
      Output.note(failure.description)
      Gainsay.exit(withError: ExitCode(failure.code.rawValue))
    }
  }
}

struct Gainsay: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gainsay",
    abstract: "Watches folders for news articles and tells, once, who claims and who denies what.",
    discussion: """
      Try it on an article of your own:  gainsay analyze ARTICLE.txt
      Start the daemon:                  gainsay run --config /etc/gainsay/gainsay.toml
      """,
    version: Version.current,
    subcommands: [
      RunCommand.self, ReloadCommand.self, StatusCommand.self, DoctorCommand.self,
      CheckCommand.self,
      SecretCommand.self,
      EndpointCommand.self,
      AnalyzeCommand.self, ReadCommand.self, BacktestCommand.self,
      StatementsCommand.self, DisputesCommand.self, ExplainCommand.self,
      MergeCommand.self, SplitCommand.self, MuteCommand.self, UnmuteCommand.self,
      DeliveriesCommand.self, DeadCommand.self, FailedCommand.self, BackupCommand.self,
      RestoreCommand.self, VerifyCommand.self,
      ListenCommand.self, VersionCommand.self,
    ])
}

extension CommandFailure {
  /// The failure that an error of one of the rooms means; nil for errors of the command line.
  fileprivate init?(_ error: any Error) {
    switch error {
    case let failure as CommandFailure: self = failure
    case let error as SettingsError: self.init(.configuration, "\(error)")
    case let error as LedgerError: self.init(Self.code(error.code), error.description)
    case let error as FolderWatchingError: self.init(.unavailable, error.description)
    case let error as ControlSocketError: self.init(.unavailable, error.description)
    case let error as MonitoringError: self.init(.unavailable, error.description)
    case let error as ControlClientError: self.init(.unavailable, error.description)
    case let error as DeliveryError:
      self.init(error.code == .badSecret ? .configuration : .internalFault, error.description)
    default: return nil
    }
  }

  private static func code(_ code: LedgerError.Code) -> Code {
    switch code {
    case .networkFileSystem, .newer: .configuration
    case .inUse: .unavailable
    case .cannotOpen: .cannotCreate
    case .full, .failed: .inputOutput
    case .corrupt: .badData
    case .notFound: .noInput
    }
  }
}
