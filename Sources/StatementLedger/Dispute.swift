// A dispute: what an analyst reads about a proposition, its claims and its denials.

import StatementAnalysis

/// A proposition with its claims and denials.
///
/// Its statements are those of the proposition, and with them the denials of other propositions
/// that answer one of its claims. Where the proposition has denials only, the claims that they
/// answer stand with them.
package struct Dispute: Codable, Hashable, Sendable {
  /// Someone who claims or denies it.
  package struct Voice: Codable, Hashable, Sendable {
    package var speaker: AlertSpeaker
    /// ISO 8601, the day of the first statement.
    package var since: String
    /// How many times it was read, repeats by other outlets included.
    package var statements: Int
  }

  /// A statement with its repeats.
  package struct Entry: Codable, Hashable, Sendable {
    package var statement: RecordedStatement
    /// Later statements of the same speaker, kind and proposition, and copies of their articles, in
    /// the order in which they came.
    package var alsoReported: [Sighting]
    /// Ids of the statements of the timeline that it answers.
    package var answers: [Int64]

    private enum CodingKeys: String, CodingKey {
      case statement, answers
      case alsoReported = "also_reported"
    }
  }

  /// A repeat: the same said again, or a copy of the article.
  package struct Sighting: Codable, Hashable, Sendable {
    package var statement: Int64
    @OrNull package var outlet: String?
    /// ISO 8601, the day of the article; nil where it does not say.
    @OrNull package var date: String?
    package var folder: String
    package var path: String
    /// ISO 8601, when it was recorded.
    package var seenAt: String

    private enum CodingKeys: String, CodingKey {
      case statement, outlet, date, folder, path
      case seenAt = "seen_at"
    }
  }

  package var id: Int64
  /// What it is about, in the words of its most quotable statement.
  package var gist: String
  /// In the order of their first statements.
  package var claimedBy: [Voice]
  package var deniedBy: [Voice]
  /// ISO 8601, the day of the first statement.
  package var since: String
  /// ISO 8601, when it was last recorded or sighted.
  package var lastSeen: String
  /// Outlets that the articles name, copies included.
  package var outlets: Int
  package var articles: Int
  package var isMuted: Bool
  /// By day, then as recorded.
  package var timeline: [Entry]

  private enum CodingKeys: String, CodingKey {
    case id, gist, since, outlets, articles, timeline
    case claimedBy = "claimed_by"
    case deniedBy = "denied_by"
    case lastSeen = "last_seen"
    case isMuted = "is_muted"
  }
}

extension RecordedStatement {
  /// The day it belongs to: the article's, or where it does not say, that of its arrival.
  package var day: String { article.date ?? String(recordedAt.prefix(10)) }

  /// Who says it, for telling voices apart: the tracked actors, else the words.
  fileprivate var voice: Set<String> {
    speaker.actors.isEmpty
      ? ["\u{0}" + (speaker.text ?? "").lowercased()] : Set(speaker.actors.map(\.id))
  }
}

/// Makes a dispute of its rows; pure.
struct DisputeMaker {
  /// In the order of the ids.
  let statements: [RecordedStatement]
  /// The copies of their articles, by content hash.
  let copies: [String: [Dispute.Sighting]]
  /// For each denial, the claims it answers.
  let answers: [Int64: [Int64]]

  /// What tells the entries of a timeline apart.
  private struct EntryKey: Hashable {
    let proposition: Int64
    let kind: StatementKind
    let voice: Set<String>
  }

  /// The timeline: what a voice says for the first time, with the repeats.
  func timeline() -> [Dispute.Entry] {
    var places: [EntryKey: Int] = [:]
    var entryOf: [Int64: Int] = [:]
    var entries: [Dispute.Entry] = []
    for statement in statements {
      let key = EntryKey(
        proposition: statement.proposition, kind: statement.kind, voice: statement.voice)
      let place = places[key] ?? entries.count
      if places[key] == nil {
        places[key] = place
        entries.append(Dispute.Entry(statement: statement, alsoReported: [], answers: []))
      } else {
        entries[place].alsoReported.append(sighting(statement))
      }
      entries[place].alsoReported += (copies[statement.article.sha256] ?? []).map { copy in
        var copy = copy
        copy.statement = statement.id
        return copy
      }
      entryOf[statement.id] = place
    }
    for (denial, claims) in answers {
      guard let place = entryOf[denial] else { continue }
      let answered = claims.compactMap { entryOf[$0] }.map { entries[$0].statement.id }
      entries[place].answers = Set(entries[place].answers).union(answered).sorted()
    }
    return entries.sorted {
      ($0.statement.day, $0.statement.id) < ($1.statement.day, $1.statement.id)
    }
  }

  private func sighting(_ statement: RecordedStatement) -> Dispute.Sighting {
    Dispute.Sighting(
      statement: statement.id, outlet: statement.article.outlet, date: statement.article.date,
      folder: statement.article.folder, path: statement.article.path,
      seenAt: statement.recordedAt)
  }

  /// Who says it, in the order of the timeline; a voice counts once, whatever its propositions.
  static func voices(_ kind: StatementKind, in timeline: [Dispute.Entry]) -> [Dispute.Voice] {
    var places: [Set<String>: Int] = [:]
    var voices: [Dispute.Voice] = []
    for entry in timeline where entry.statement.kind == kind {
      let count = 1 + entry.alsoReported.count
      if let place = places[entry.statement.voice] {
        voices[place].statements += count
      } else {
        places[entry.statement.voice] = voices.count
        voices.append(
          Dispute.Voice(
            speaker: entry.statement.speaker, since: entry.statement.day, statements: count))
      }
    }
    return voices
  }

  /// What it is about: a claim before a denial, of a length that can be read at a glance, surely
  /// attributed, and early.
  static func gist(of statements: [RecordedStatement]) -> String {
    func rank(_ statement: RecordedStatement) -> (Int, Double) {
      let isHandy = (25...220).contains(statement.content.count)
      return ((isHandy ? 2 : 0) + (statement.kind == .claim ? 1 : 0), statement.certainty)
    }
    // `max` gives the last of equals; the earliest is wanted.
    return statements.reversed().max { rank($0) < rank($1) }?.content ?? ""
  }
}
