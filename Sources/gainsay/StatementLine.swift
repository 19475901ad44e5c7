// A statement as `analyze` and `backtest` print it.

import Articles
import StatementAnalysis

/// One line of JSON.
struct StatementLine: Encodable {
  /// The statement's number in the ledger; nil when there is none.
  var id: Int64?
  /// The path as given.
  var article: String
  /// Which of the file's articles it stands in, from 1; nil where the file holds one.
  var entry: Int?
  /// The sentence, white space folded.
  var sentence: String
  /// The sentence's bytes in `Article.text`.
  var start: Int
  var end: Int
  var kind: StatementKind
  var cue: String
  var content: String
  /// The speaker's words; null when nobody is named.
  var speaker: String?
  /// Ids of the actors who say it.
  var speakerActors: [String]
  var about: [String]
  var certainty: Double
  /// Whether it would be told; nil without a ledger.
  var isNew: Bool?
  /// Ids of the earlier claims that a denial answers; nil without a ledger.
  var answers: [Int64]?

  init(_ statement: Statement, in article: Article, path: String, entry: Int? = nil) {
    self.article = path
    self.entry = entry
    sentence = article.foldedText(of: [statement.sentence])
    start = statement.sentence.start
    end = statement.sentence.end
    kind = statement.kind
    cue = article.foldedText(of: [statement.cue])
    content = article.foldedText(of: statement.content)
    speaker = statement.speaker.map { article.foldedText(of: [$0]) }
    speakerActors = statement.speakerActors
    about = statement.about
    certainty = statement.certainty
  }

  enum CodingKeys: String, CodingKey {
    case id, article, entry, sentence, start, end, kind, cue, content, speaker, about, certainty,
      new,
      answers
    case speakerActor = "speaker_actor"
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(id, forKey: .id)
    try container.encode(article, forKey: .article)
    try container.encodeIfPresent(entry, forKey: .entry)
    try container.encode(sentence, forKey: .sentence)
    try container.encode(start, forKey: .start)
    try container.encode(end, forKey: .end)
    try container.encode(kind, forKey: .kind)
    try container.encode(cue, forKey: .cue)
    try container.encode(content, forKey: .content)
    try container.encode(speaker, forKey: .speaker)
    // An id, a list of ids, or null.
    if speakerActors.count > 1 {
      try container.encode(speakerActors, forKey: .speakerActor)
    } else {
      try container.encode(speakerActors.first, forKey: .speakerActor)
    }
    try container.encode(about, forKey: .about)
    try container.encode(certainty, forKey: .certainty)
    try container.encodeIfPresent(isNew, forKey: .new)
    try container.encodeIfPresent(answers, forKey: .answers)
  }
}

/// The same for a reader at a terminal.
enum StatementText {
  /// The line above an article's statements.
  static func heading(_ path: String, _ article: Article) -> String {
    let title = article.title.map { article.foldedText(of: [$0]) }
    return title.map { "\(path): \($0)" } ?? path
  }

  /// What is said, without a comma at its end and quotation marks around it: those are printed.
  static func unquoted(_ content: String) -> String {
    let marks: Set<Character> = ["\"", "“", "”", "„", "«", "»"]
    let ends = marks.union([",", " "])
    let whole = content.reversed().drop { $0 == "," || $0 == " " }.reversed()
    let inner = whole.drop(while: marks.contains).reversed().drop(while: ends.contains).reversed()
    // Marks within belong to those at the ends, as in “a” and “b”.
    return String(
      inner.contains(where: marks.contains) || inner.isEmpty ? Array(whole) : Array(inner))
  }

  /// Kind, speaker and what is said on one line, the sentence below.
  static func describe(_ line: StatementLine) -> String {
    let actors =
      line.speakerActors.isEmpty ? "" : " [\(line.speakerActors.joined(separator: ", "))]"
    let about = line.about.isEmpty ? "" : "\n          about \(line.about.joined(separator: ", "))"
    let number = line.id.map { "#\($0) " } ?? ""
    let news = line.isNew.map { $0 ? "NEW " : "known " } ?? ""
    let answers = (line.answers ?? []).map { "#\($0)" }.joined(separator: ", ")
    return """
        \(number)\(news)\(line.kind.rawValue)  \(line.speaker ?? "(nobody named)")\(actors) – \(line.cue)\(about)
            “\(unquoted(line.content))”
      """ + (answers.isEmpty ? "" : "\n          answers \(answers)")
  }
}
