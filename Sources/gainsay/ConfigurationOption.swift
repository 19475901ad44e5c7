// `--config FILE`, and how commands find the daemon and its ledger.

import ArgumentParser
import GainsayDaemon
import StatementLedger

struct ConfigurationOption: ParsableArguments {
  @Option(help: ArgumentHelp("The configuration.", valueName: "file"))
  var config = SettingsReader.standardPath

  /// Where the daemon of this configuration has its ledger and its socket.
  func places() throws -> SettingsPlaces {
    try SettingsReader().readPlaces(config)
  }

  /// Opens the ledger to look at it, beside a daemon or without one.
  func ledger() throws -> Ledger {
    try Ledger.open(at: places().ledger, purpose: .command)
  }

  /// Asks the daemon; a refusal is thrown with its reason.
  ///
  /// - Throws: `ControlClientError` with code `notRunning` if there is none.
  func ask(_ request: ControlRequest, timeoutMilliseconds: Int) async throws -> String {
    let client = ControlClient(path: try places().controlSocket)
    switch try await client.send(request, timeoutMilliseconds: timeoutMilliseconds) {
    case .done(let text): return text
    case .refused(let reason): throw CommandFailure(.unavailable, reason)
    }
  }
  /// Asks the daemon, or does it without one, and prints what was done.
  ///
  /// A refusal by the daemon ends the command with the code given.
  func tell(
    _ request: ControlRequest, timeoutMilliseconds: Int, refusal code: CommandFailure.Code,
    without daemonless: () async throws -> String
  ) async throws {
    do {
      Output.line(try await ask(request, timeoutMilliseconds: timeoutMilliseconds))
    } catch let refusal as CommandFailure {
      throw CommandFailure(code, refusal.description)
    } catch let error as ControlClientError where error.code == .notRunning {
      Output.line(try await daemonless())
    }
  }
}
