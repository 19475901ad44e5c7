// A dispute for a reader at a terminal.

import StatementAnalysis
import StatementLedger

enum DisputeText {
  /// Names of a list that are printed; the rest is counted.
  private static let namesMax = 5

  /// What it is about, who claims and who denies it.
  static func summary(_ dispute: Dispute) -> String {
    var lines = [
      "dispute \(dispute.id)\(dispute.isMuted ? " (muted)" : "")  \(extent(dispute))",
      "    “\(StatementText.unquoted(dispute.gist))”",
    ]
    lines += voices("claimed", dispute.claimedBy) + voices("denied", dispute.deniedBy)
    return lines.joined(separator: "\n")
  }

  /// The summary, then each statement with its quotation, the earliest first.
  static func timeline(_ dispute: Dispute) -> String {
    ([summary(dispute)] + dispute.timeline.map(entry)).joined(separator: "\n\n")
  }

  private static func extent(_ dispute: Dispute) -> String {
    let last = String(dispute.lastSeen.prefix(10))
    let days = last > dispute.since ? "\(dispute.since) to \(last)" : dispute.since
    let outlets = dispute.outlets == 0 ? "" : " of \(count(dispute.outlets, "outlet"))"
    return "\(days), \(count(dispute.articles, "article"))\(outlets)"
  }

  private static func voices(_ verb: String, _ voices: [Dispute.Voice]) -> [String] {
    guard !voices.isEmpty else { return [] }
    return ["    \(verb) by \(list(voices.map { name($0.speaker) }))"]
  }

  private static func entry(_ entry: Dispute.Entry) -> String {
    let statement = entry.statement
    let about = statement.about.map(\.name).joined(separator: ", ")
    let answers = entry.answers.map { "#\($0)" }.joined(separator: ", ")
    let kind = statement.kind.rawValue.padding(to: 6)
    var lines = [
      """
      \(statement.day)  \(kind)  \(speaker(statement.speaker)) – \(statement.cue)\
      \(about.isEmpty ? "" : ", about \(about)")  #\(statement.id)\
      \(answers.isEmpty ? "" : ", answers \(answers)")
      """,
      "    “\(StatementText.unquoted(statement.content))”",
    ]
    if !statement.sentence.contains(statement.content)
      || statement.sentence.count > statement.content.count + 60
    {
      lines.append("    \(statement.sentence)")
    }
    let article = statement.article
    let outlet = article.outlet.map { "\($0): " } ?? ""
    let title = article.title.map { "\($0) " } ?? ""
    lines.append("    \(outlet)\(title)(\(article.folder)/\(article.path))")
    return (lines + alsoReported(entry)).joined(separator: "\n")
  }

  /// "also reported by 2 outlets: …", for those that name none by the count of files.
  private static func alsoReported(_ entry: Dispute.Entry) -> [String] {
    let own = entry.statement.article
    // A later version of the same article reports nothing more.
    let others = entry.alsoReported.filter {
      ($0.folder, $0.path) != (own.folder, own.path)
    }
    var outlets: [String] = []
    for outlet in others.compactMap(\.outlet) where outlet != own.outlet {
      if !outlets.contains(outlet) { outlets.append(outlet) }
    }
    let files = Set(others.filter { $0.outlet == nil }.map { "\($0.folder)/\($0.path)" }).count
    let last = entry.alsoReported.map { $0.date ?? String($0.seenAt.prefix(10)) }.max() ?? ""
    var parts: [String] = []
    if !outlets.isEmpty { parts.append("by \(count(outlets.count, "outlet")): \(list(outlets))") }
    if files > 0 { parts.append("in \(count(files, "more file"))") }
    return parts.isEmpty
      ? [] : ["    also reported \(parts.joined(separator: "; ")); last on \(last)"]
  }

  /// The words of a speaker with the actors that they stand for.
  static func speaker(_ speaker: AlertSpeaker) -> String {
    let actors = speaker.actors.map(\.name).joined(separator: ", ")
    let words = speaker.text ?? "(nobody named)"
    return actors.isEmpty || actors == words ? words : "\(words) [\(actors)]"
  }

  /// The actors; for a stranger the words.
  private static func name(_ speaker: AlertSpeaker) -> String {
    speaker.actors.isEmpty
      ? speaker.text ?? "(nobody named)" : speaker.actors.map(\.name).joined(separator: " and ")
  }

  private static func list(_ names: [String]) -> String {
    let rest = names.count - namesMax
    return names.prefix(namesMax).joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
  }

  private static func count(_ number: Int, _ what: String) -> String {
    "\(number) \(what)\(number == 1 ? "" : "s")"
  }
}

extension String {
  /// With blanks at its end up to that many characters.
  func padding(to count: Int) -> String {
    self + String(repeating: " ", count: Swift.max(0, count - self.count))
  }
}
