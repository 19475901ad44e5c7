// `gainsay explain`: why a statement was new or known.

import ArgumentParser
import Foundation
import GainsayDaemon
import StatementAnalysis
import StatementLedger

struct ExplainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Show why a statement was new or known, and what it answers.",
    discussion: """
      The verdict is shown as it was decided: it was written down with the statement, and neither what came later nor \
      a correction changes it.
      """)

  @OptionGroup var configuration: ConfigurationOption

  @Option(help: "text or json.")
  var format: ReportFormat = .text

  @Argument(
    help: ArgumentHelp(
      "A statement's number (12), an alert's id (alert_…), or its number at an endpoint (desk#3).",
      valueName: "id"))
  var name: StatementName

  func run() async throws {
    let explanation = try await configuration.ledger().explain(name)
    switch format {
    case .json: Output.json(explanation)
    case .text: Output.line(ExplanationText(explanation).text)
    }
  }
}

extension StatementName: ExpressibleByArgument {
  /// As a user writes it.
  public init?(argument: String) { self.init(argument) }
}

/// An explanation for a reader at a terminal.
private struct ExplanationText {
  let explanation: Explanation

  init(_ explanation: Explanation) {
    self.explanation = explanation
  }

  var text: String {
    let statement = explanation.statement
    var lines = [
      """
      #\(statement.id) \(statement.kind.rawValue)  \(DisputeText.speaker(statement.speaker)) – \
      \(statement.cue), dispute \(statement.proposition)
      """,
      "    “\(StatementText.unquoted(statement.content))”",
      "    \(statement.article.folder)/\(statement.article.path), recorded \(statement.recordedAt)",
    ]
    guard let verdict = explanation.verdict else {
      return (lines + ["it was recorded by a version that kept no verdicts"]).joined(
        separator: "\n")
    }
    lines += [outcome(verdict), "", "what it says"] + ground(verdict) + ["", "keys"]
    lines += keys(verdict) + candidates(verdict) + answers(verdict)
    return lines.joined(separator: "\n")
  }

  private func outcome(_ verdict: Verdict) -> String {
    if verdict.reasons.isEmpty {
      if verdict.stoodBefore {
        return "known: its words stood in an earlier version of the article, or in the same story"
      }
      if verdict.keys.isEmpty { return "known: no tracked actor has a part in it" }
      return verdict.keys.contains(where: \.isNew)
        ? "known: its speaker had said so before, only of others"
        : "known: each key had been seen"
    }
    if verdict.isMuted { return "new, and not told: muted" }
    return explanation.alertId.map { "new: told as \($0)" }
      ?? "new, and not told: the folder was being learnt, or there was no endpoint"
  }

  private func ground(_ verdict: Verdict) -> [String] {
    let by = verdict.decidedBy.map { "#\($0)" } ?? ""
    let line =
      switch verdict.basis {
      case .earlierText: "what \(by) says, in the same words or in the same story"
      case .antecedent: "it refers back, to \(by)"
      case .resemblance: "what \(by) says, the most probable of those compared"
      case .first: "nothing earlier says the same: it was the first"
      }
    let moved =
      verdict.dispute == explanation.statement.proposition
      ? [] : ["    put into dispute \(verdict.dispute); a correction has moved it since"]
    return ["    \(line)"] + quotation(verdict.decidedBy) + moved
  }

  private func keys(_ verdict: Verdict) -> [String] {
    guard !verdict.keys.isEmpty else { return ["    none"] }
    return verdict.keys.map { key in
      let seen = key.lastSeen.map { "last seen \($0)" } ?? "never seen"
      let late = key.isNew && key.lastSeen != nil ? ", longer ago than the novelty window" : ""
      let told = verdict.reasons.contains { $0.actor == key.actor && $0.role == key.role }
      return """
            \(key.actor), \(key.role.rawValue), \(explanation.statement.kind.rawValue), dispute \(verdict.dispute): \
        \(seen)\(late)\(told ? ", a reason to tell" : "")
        """
    }
  }

  private func candidates(_ verdict: Verdict) -> [String] {
    guard verdict.comparedCount > 0 else { return ["", "compared with nothing"] }
    let shown = verdict.candidates.count < verdict.comparedCount ? "; the most probable:" : ":"
    var lines = [
      "",
      """
      compared with \(verdict.comparedCount) earlier statement(s), the same from \
      \(number(verdict.probabilityMin)) on\(shown)
      """,
    ]
    for candidate in verdict.candidates {
      let parts = candidate.parts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      let sum = parts.map { name, value in
        let words = name.split(separator: "_").joined(separator: " ")
        return name == "contradicts_numbers" ? "other numbers" : "\(words) \(signed(value))"
      }
      lines.append(
        "    #\(candidate.statement)  \(number(candidate.probability))  dispute \(candidate.dispute)"
      )
      lines += quotation(candidate.statement)
      lines.append(
        "        \((sum + ["start \(signed(verdict.intercept))"]).joined(separator: ", "))")
    }
    return lines
  }

  private func answers(_ verdict: Verdict) -> [String] {
    guard !verdict.answers.isEmpty else { return [] }
    let heading = explanation.statement.kind == .denial ? "answers" : "denied by"
    return ["", heading]
      + verdict.answers.flatMap { answer in
        let why = answer.probability.map { "opposed, with probability \(number($0))" }
        return ["    #\(answer.statement)  \(why ?? "of the same proposition")"]
          + quotation(answer.statement)
      }
  }

  private func quotation(_ statement: Int64?) -> [String] {
    guard let other = explanation.others.first(where: { $0.statementId == statement }) else {
      return []
    }
    return [
      """
              \(DisputeText.speaker(other.speaker)): “\(StatementText.unquoted(other.content))”
      """
    ]
  }

  private func number(_ value: Double) -> String { String(format: "%.2f", value) }

  private func signed(_ value: Double) -> String { String(format: "%+.2f", value) }
}
