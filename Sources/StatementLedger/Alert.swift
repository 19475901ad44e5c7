// What we tell: the first claim or denial by or about a tracked actor.

package import Articles
package import StatementAnalysis

/// A tracked actor as an alert names it.
package struct NamedActor: Codable, Hashable, Sendable {
  package var id: String
  package var name: String
}

/// The words of a speaker and the actors they stand for.
package struct AlertSpeaker: Codable, Hashable, Sendable {
  /// Nil when the text names nobody ("it was reported").
  @OrNull package var text: String?
  /// Empty for a stranger or an unresolved speaker; several for joint speakers.
  package var actors: [NamedActor]
}

/// Where the words stand: UTF-8 byte offsets into the article's decoded text, ends exclusive.
package struct AlertOffsets: Codable, Hashable, Sendable {
  package var sentence: Span
  @OrNull package var speaker: Span?
  package var cue: Span
  package var content: [Span]
}

/// The article a statement stands in.
package struct AlertArticle: Codable, Hashable, Sendable {
  /// The watched folder's name in the configuration.
  package var folder: String
  /// Relative to that folder, with bytes that are not printable UTF-8 as `\xHH`.
  package var path: String
  @OrNull package var title: String?
  @OrNull package var outlet: String?
  /// ISO 8601, a day: "2023-01-30".
  @OrNull package var date: String?
  @OrNull package var url: String?
  @OrNull package var language: String?
  /// Of the file's bytes, 64 hexadecimal digits.
  package var sha256: String
}

/// A recorded statement: what `gainsay statements` lists and what an alert is made of.
package struct RecordedStatement: Codable, Hashable, Sendable {
  package var id: Int64
  package var kind: StatementKind
  /// How sure the analysis is, 0…1.
  package var certainty: Double
  package var speaker: AlertSpeaker
  package var cue: String
  package var content: String
  package var about: [NamedActor]
  package var sentence: String
  package var offsets: AlertOffsets
  package var article: AlertArticle
  /// Statements of one proposition say the same thing.
  package var proposition: Int64
  /// The version of the analysis that found it.
  package var analysisVersion: Int
  /// When its article was recorded, ISO 8601 with milliseconds, UTC.
  package var recordedAt: String

  private enum CodingKeys: String, CodingKey {
    case id, kind, certainty, speaker, cue, content, about, sentence, offsets, article, proposition
    case analysisVersion = "analysis_version"
    case recordedAt = "recorded_at"
  }
}

/// A statement that another one answers or is answered by, short enough to stand within an alert.
package struct StatementReference: Codable, Hashable, Sendable {
  package var statementId: Int64
  package var speaker: AlertSpeaker
  package var content: String
  package var sentence: String
  @OrNull package var outlet: String?
  /// ISO 8601, a day.
  @OrNull package var date: String?

  private enum CodingKeys: String, CodingKey {
    case statementId = "statement_id"
    case speaker, content, sentence, outlet, date
  }
}

/// Why a statement is new: nobody had told of this actor in this role, for this kind and
/// proposition.
package struct NoveltyReason: Codable, Hashable, Sendable {
  /// Whether the actor says it or it is said of the actor.
  package enum Role: String, Codable, Sendable, CaseIterable {
    case by, about
  }
  package var actor: String
  package var role: Role
}

/// One alert.
///
/// Its id never changes; its `seq` counts the alerts of one endpoint from 1 without gaps.
package struct Alert: Codable, Hashable, Sendable {
  /// The version of this JSON's shape.
  package static let schemaVersion = 1

  /// Holds no full stop: a Standard Webhooks id must not.
  package var id: String
  /// When the statement was recorded, ISO 8601 with milliseconds, UTC.
  package var timestamp: String
  package var statement: RecordedStatement
  package var reasons: [NoveltyReason]
  /// For a denial: the claims it denies, the most recent first, at most `referencesMax`.
  package var answers: [StatementReference]
  /// For a claim: the denials it has met, the most recent first, at most `referencesMax`.
  package var deniedBy: [StatementReference]

  package static let referencesMax = 5

  private enum CodingKeys: String, CodingKey {
    case id, timestamp, statement, reasons, answers
    case deniedBy = "denied_by"
  }

  /// The event's type: "claim.new" or "denial.new".
  package var type: String { Self.type(of: statement.kind) }

  /// The event's type for a statement of that kind.
  package static func type(of kind: StatementKind) -> String { "\(kind.rawValue).new" }

  /// What one endpoint is told, whose alerts `sequence` counts from 1.
  package func data(sequence: Int64) -> AlertData { AlertData(alert: self, sequence: sequence) }
}

/// The `data` object of a webhook: an alert with its statement's fields beside its own, each key
/// always there.
package struct AlertData: Encodable, Sendable {
  let alert: Alert
  let sequence: Int64

  private enum CodingKeys: String, CodingKey {
    case schemaVersion = "schema_version"
    case id, seq
    case statementId = "statement_id"
    case kind, certainty, speaker, cue, content, about, sentence, offsets, article, proposition
    case analysisVersion = "analysis_version"
    case reasons, answers
    case deniedBy = "denied_by"
  }

  package func encode(to encoder: any Encoder) throws {
    let statement = alert.statement
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Alert.schemaVersion, forKey: .schemaVersion)
    try container.encode(alert.id, forKey: .id)
    try container.encode(sequence, forKey: .seq)
    try container.encode(statement.id, forKey: .statementId)
    try container.encode(statement.kind, forKey: .kind)
    try container.encode(statement.certainty, forKey: .certainty)
    try container.encode(statement.speaker, forKey: .speaker)
    try container.encode(statement.cue, forKey: .cue)
    try container.encode(statement.content, forKey: .content)
    try container.encode(statement.about, forKey: .about)
    try container.encode(statement.sentence, forKey: .sentence)
    try container.encode(statement.offsets, forKey: .offsets)
    try container.encode(statement.article, forKey: .article)
    try container.encode(statement.proposition, forKey: .proposition)
    try container.encode(statement.analysisVersion, forKey: .analysisVersion)
    try container.encode(alert.reasons, forKey: .reasons)
    try container.encode(alert.answers, forKey: .answers)
    try container.encode(alert.deniedBy, forKey: .deniedBy)
  }
}
