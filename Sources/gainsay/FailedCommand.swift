// `gainsay failed`: files that could not be read as articles, why, and another try at them.

import ArgumentParser
import Articles
import GainsayDaemon
import StatementLedger

struct FailedCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "failed", abstract: "List files that could not be read, or have them read again.",
    subcommands: [FailedListCommand.self, FailedRetryCommand.self],
    defaultSubcommand: FailedListCommand.self)
}

struct FailedListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List files that could not be read, the last one first.",
    discussion: """
      With --format json, an array of objects with id, folder, path (in the folder; bytes that are not UTF-8 as \\xHH), \
      size_bytes, failed_at and reason.
      """)

  @OptionGroup var configuration: ConfigurationOption

  @Option(help: "At most so many.")
  var limit = 50

  @Option(help: "text or json.")
  var format: ReportFormat = .text

  func validate() throws {
    guard limit > 0 else { throw ValidationError("--limit must be 1 or more.") }
  }

  func run() async throws {
    let failed = try await configuration.ledger().failedFiles(limit: limit)
    if failed.isEmpty { Output.note("no file has failed") }
    switch format {
    case .json: Output.json(failed.map(FailedFileReport.init))
    case .text:
      for file in failed {
        Output.line(
          "#\(file.id) \(file.failedAt.iso8601) \(file.file.folder)/\(file.file.path): \(file.reason)"
        )
      }
    }
  }
}

struct FailedRetryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retry", abstract: "Read a failed file again, or all of them.",
    discussion: """
      The running daemon reads them at once; without one, the next start does. A file that was moved to failed/ is \
      moved back first.
      """)

  /// Longer than it takes while a big batch is being recorded.
  private static let timeoutMilliseconds = 60_000

  @OptionGroup var configuration: ConfigurationOption

  @Argument(help: ArgumentHelp("The file's number; all if there is none.", valueName: "id"))
  var file: NumberArgument?

  func run() async throws {
    do {
      Output.line(
        try await configuration.ask(
          .retryFailed(id: file?.number), timeoutMilliseconds: Self.timeoutMilliseconds))
    } catch let refusal as CommandFailure {
      throw CommandFailure(.noInput, refusal.description)
    } catch let error as ControlClientError where error.code == .notRunning {
      Output.line(try await retryInLedger())
      Output.note("no daemon is running: the next start reads them")
    }
  }

  private func retryInLedger() async throws -> String {
    // Where files were moved to, the configuration alone tells; one at fault leaves them there.
    let folders = (try? SettingsReader().read(configuration.config, for: .checking).folders) ?? []
    return try await configuration.ledger().retryFailed(file?.number, in: folders)
  }
}

/// A failed file as JSON tells of it.
private struct FailedFileReport: Encodable {
  let id: Int64
  let folder: String
  let path: String
  let sizeBytes: Int64
  let failedAt: String
  let reason: String

  init(_ failed: FailedFile) {
    id = failed.id
    folder = failed.file.folder
    path = failed.file.path.description
    sizeBytes = failed.file.sizeBytes
    failedAt = failed.failedAt.iso8601
    reason = failed.reason
  }
}
