// What led to a statement, as `analyze --explain` prints it.

import Articles
import Foundation
import StatementAnalysis

/// A trace for a reader at a terminal.
enum TraceText {
  /// The statement, its tokens in runs of one label, the cue's features and what decided.
  static func describe(_ trace: StatementTrace, in article: Article, path: String) -> String {
    let line = StatementLine(trace.statement, in: article, path: path)
    let actors = line.speakerActors.isEmpty ? "none" : line.speakerActors.joined(separator: ", ")
    let elsewhere =
      trace.elsewhere.isEmpty ? [] : ["        elsewhere:"] + labelled(trace.elsewhere, in: article)
    let features =
      trace.features.isEmpty
      ? ["          none: it was found by a rule"]
      : trace.features.map { "          \(number($0.weight, signed: true))  \($0.name)" }
    let lines =
      [StatementText.describe(line), "        tokens:"] + labelled(trace.sentence, in: article)
      + elsewhere + [
        "        cue: probability \(number(trace.cueProbability)); what speaks most for it:"
      ] + features + [
        "        certainty \(number(line.certainty)), \(trace.statement.attribution.role.rawValue)",
        "        \(line.kind.rawValue) by rule \(trace.kindReason); speaker's actors: \(actors)",
      ]
    return lines.joined(separator: "\n")
  }

  private static func labelled(_ tokens: [StatementTrace.LabelledToken], in article: Article)
    -> [String]
  {
    var lines: [String] = []
    var rest = tokens[...]
    while let first = rest.first {
      let run = rest.prefix { $0.part == first.part }
      rest = rest.dropFirst(run.count)
      let label = (first.part?.rawValue ?? "–").padding(toLength: 8, withPad: " ", startingAt: 0)
      let words = run.map { article.foldedText(of: [$0.span]) }.joined(separator: " ")
      lines.append("          \(label) \(words)")
    }
    return lines
  }

  private static func number(_ value: Double, signed: Bool = false) -> String {
    String(format: signed ? "%+.2f" : "%.2f", value)
  }
}
