// `gainsay statements`: what the ledger knows.

import ArgumentParser
import Articles
import GainsayDaemon
import StatementAnalysis
import StatementLedger

struct StatementsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "statements", abstract: "List recorded statements, the newest first.")

  @OptionGroup var configuration: ConfigurationOption

  @Option(help: "Only by or about this actor (its id).")
  var actor: String?

  @Option(help: "Only claims or only denials: claim or denial.")
  var kind: Kind?

  @Option(help: "At most so many.")
  var limit = 50

  @Option(help: "text, or jsonl: one line of JSON a statement.")
  var format: StatementFormat = .text

  enum Kind: String, ExpressibleByArgument, CaseIterable {
    case claim, denial
  }

  func validate() throws {
    guard limit > 0 else { throw ValidationError("--limit must be 1 or more.") }
  }

  func run() async throws {
    let ledger = try configuration.ledger()
    let statements = try await ledger.statements(
      actor: actor, kind: kind.map { $0 == .claim ? .claim : .denial }, limit: limit)
    if statements.isEmpty {
      let what = kind?.rawValue ?? "statement"
      Output.note(actor.map { "no \(what) by or about \"\($0)\"" } ?? "no \(what) is recorded")
    }
    for statement in statements {
      switch format {
      case .jsonl: Output.json(statement)
      case .text: Output.line(text(statement))
      }
    }
  }

  private func text(_ statement: RecordedStatement) -> String {
    let actors = statement.speaker.actors.map(\.name).joined(separator: ", ")
    let about = statement.about.map(\.name).joined(separator: ", ")
    return """
      #\(statement.id) \(statement.recordedAt) \(statement.kind.rawValue)  \(statement.speaker.text ?? "(nobody named)")\
      \(actors.isEmpty ? "" : " [\(actors)]") – \(statement.cue)\(about.isEmpty ? "" : ", about \(about)"), dispute \(statement.proposition)
            “\(StatementText.unquoted(statement.content))”
            \(statement.article.folder)/\(statement.article.path)
      """
  }
}
